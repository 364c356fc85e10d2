"""How long the company takes to decide on what the market says."""

from __future__ import annotations

from datetime import timedelta

from resonanz.core.metric import Figure, Unit
from resonanz.measure.ear import Decision, Heard, decision_time
from tests.making import NOON

DAY = timedelta(days=1)


def decided(days, **values):
    return Decision(department=1, first_word=NOON - days * DAY, decided_at=NOON, **values)


def test_a_decision_takes_from_the_first_word_on():
    """Of 2, 4 and 9 days the median is 4."""
    assert decision_time([decided(9), decided(2), decided(4)]).value == 4 * 86_400


def test_what_is_undecided_stands_beside_the_median():
    found = decision_time([decided(2), Decision(department=1, first_word=NOON, decided_at=None)])
    assert (found.value, found.undecided) == (2 * 86_400, 1)


def test_what_nobody_can_date_any_more_has_no_time():
    assert decision_time([Decision(department=1, first_word=None, decided_at=NOON)]).value is None


def heard(**values):
    nothing = {"mentions": 0, "cases": 0, "answered": 0, "decided": 0, "changed": 0, "waiting": 0}
    return Heard(
        department=1,
        last_acted_at=None,
        decision_time=Figure(value=None, unit=Unit.SECONDS),
        **{**nothing, **values},
    )


def test_who_heard_and_did_nothing_is_silent():
    assert heard(mentions=3).is_silent
    assert not heard(mentions=3, answered=1).is_silent
    assert not heard(mentions=3, decided=1).is_silent


def test_who_heard_nothing_is_not_silent():
    assert not heard().is_silent

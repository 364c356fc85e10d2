"""What is done so lala is said, and what is not is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from resonanz.core.charter import AnswerPromise, Charter, Lack, Subject
from resonanz.core.errors import InputRejected
from resonanz.core.goal import Goal
from resonanz.core.metric import Metric
from resonanz.measure.seriousness import Facts, OwnerIs, shortfalls
from tests.making import NOON

TODAY = NOON.date()
DAY = timedelta(days=1)
GOOD = Charter(
    subject=Subject.read("channel:mastodon"),
    owner=1,
    goal="Nobody waits a day.",
    hours_a_week=10,
    promise=AnswerPromise(240, 0.9),
    handle_minutes=15,
    backing=2,
    review_on=TODAY + 30 * DAY,
)
FACTS = Facts(charter=GOOD, owner=OwnerIs.HERE, arrivals=120, met=95, missed=5)


def lacks(**changes):
    charter = {name: changes.pop(name) for name in list(changes) if hasattr(GOOD, name) and name != "owner"}
    facts = replace(FACTS, charter=replace(GOOD, **charter), **changes)
    return [one.lack for one in shortfalls(facts, NOON)]


def test_days_are_those_of_the_company_not_of_greenwich():
    night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday in Berlin
    facts = replace(FACTS, charter=replace(GOOD, review_on=date(2026, 11, 22)), deaf_since=night)
    found = shortfalls(facts, night.astimezone(ZoneInfo("Europe/Berlin")))
    assert [(one.lack, one.since) for one in found] == [
        (Lack.NOT_LISTENING, date(2026, 11, 23)),
        (Lack.REVIEW_OVERDUE, date(2026, 11, 22)),
    ]


def test_what_is_meant_seriously_lacks_nothing():
    assert lacks() == []


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"goal": " "}, Lack.NO_GOAL),
        ({"hours_a_week": None}, Lack.NO_HOURS),
        ({"promise": None}, Lack.NO_PROMISE),
        ({"backing": None}, Lack.NO_BACKING),
        ({"review_on": None}, Lack.NO_REVIEW),
        ({"review_on": TODAY - DAY}, Lack.REVIEW_OVERDUE),
        ({"ends_on": TODAY - DAY}, Lack.OVER),
        ({"owner": OwnerIs.NOBODY}, Lack.NO_OWNER),
        ({"owner": OwnerIs.GONE}, Lack.OWNER_GONE),
        ({"owner": OwnerIs.AWAY}, Lack.OWNER_AWAY),
        ({"met": 60, "missed": 40}, Lack.PROMISE_BROKEN),
        ({"arrivals": 400}, Lack.ABOVE_CAPACITY),
        ({"waiting": 3, "waiting_since": NOON - 9 * DAY, "looked_at": NOON - 8 * DAY}, Lack.NOBODY_LOOKED),
        ({"failing_since": NOON - DAY, "failing": 1}, Lack.SOURCE_FAILS),
        ({"deaf_since": NOON - DAY}, Lack.NOT_LISTENING),
    ],
)
def test_one_thing_that_lacks_is_the_one_that_is_said(changes, lack):
    assert lacks(**changes) == [lack]


def test_three_late_answers_of_four_accuse_nobody_yet():
    assert lacks(met=1, missed=1) == []


def test_the_last_day_of_a_review_is_not_overdue():
    assert lacks(review_on=TODAY) == []


def test_a_case_that_came_yesterday_has_not_been_forgotten():
    assert lacks(waiting=1, waiting_since=NOON - DAY, looked_at=NOON - 30 * DAY) == []


def test_inflow_is_above_capacity_only_when_it_surely_is():
    """30 hours of work in four weeks are 7.5 a week; at 8 hours nobody can be accused, at 4 surely."""
    assert lacks(hours_a_week=8) == []
    assert lacks(hours_a_week=4) == [Lack.ABOVE_CAPACITY]


def test_the_hours_that_come_in_are_computed_by_hand():
    """120 cases in 28 days are 30 a week; at 15 minutes each 7.5 hours."""
    assert FACTS.hours_needed[0] == pytest.approx(7.5)
    assert FACTS.hours_needed[1] < 7.5 < FACTS.hours_needed[2]


def test_an_initiative_promises_no_answers():
    assert lacks(subject=Subject.read("initiative:5"), promise=None) == []


@pytest.mark.parametrize("text", ["", "mastodon", "initiative:x", "channel:", "source:1", "place:٣"])
def test_a_subject_that_is_none_is_refused(text):
    with pytest.raises(InputRejected):
        Subject.read(text)


def test_nobody_backs_themselves():
    with pytest.raises(InputRejected):
        replace(GOOD, backing=1)


GOAL = Goal(
    id=1,
    title="Calmer",
    metric=Metric(name="problem_share"),
    target=0.1,
    start_value=0.3,
    window=28,
    set_on=date(2026, 1, 1),
    due_on=date(2026, 4, 11),
)


def test_the_degree_of_fulfilment_is_the_way_that_was_made():
    """From 0.3 to 0.1: at 0.25 a quarter of the way, at 0.35 a quarter back."""
    assert GOAL.degree(0.25) == pytest.approx(0.25)
    assert GOAL.degree(0.35) == pytest.approx(-0.25)
    assert GOAL.is_reached(0.1)
    assert not GOAL.is_reached(0.11)


def test_half_the_time_is_gone_after_half_the_days():
    assert GOAL.expected(date(2026, 2, 20)) == 0.5


def test_a_goal_without_a_start_has_no_degree():
    assert replace(GOAL, start_value=None).degree(0.2) is None

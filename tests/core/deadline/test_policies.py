"""Which time counts: the most specific rule, and what is chosen for hand-overs, reopening, waiting and channels."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from resonanz.core.deadline import (
    AfterAnswer,
    DeadlineState,
    Happening,
    OnHandOver,
    OnReopening,
    Policy,
    Rule,
    answer_times,
    deadlines,
    explain,
)
from resonanz.core.errors import InputRejected
from tests.core.deadline.making import (
    FIRST,
    HOUR,
    INTERNAL,
    RESOLUTION,
    WINDOW,
    calendar,
    facts_of,
    happened,
    may,
    policy,
    rule,
    the,
)

RUNNING, PAUSED, MET, BREACHED = DeadlineState


@pytest.mark.parametrize(
    ("more", "hours"),
    [
        ({"kinds": ("question",)}, 1),
        ({"channels": ("web",)}, 1),
        ({"priorities": ("urgent",)}, 1),
        ({"departments": ("a",)}, 1),
        ({"departments": ("b",)}, 8),
    ],
)
def test_a_rule_with_a_condition_beats_one_without(more: dict[str, object], hours: int) -> None:
    rules = policy(rule(first=8), rule(first=1, **more))  # type: ignore[arg-type]
    facts = facts_of(department="a", priority="urgent", channel="web", kind="question")
    assert rules.aim(FIRST, facts).seconds == hours * HOUR


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [("kinds", "channels"), ("channels", "priorities"), ("priorities", "departments")],
)
def test_among_rules_with_as_many_conditions_the_order_of_conditions_decides(weaker: str, stronger: str) -> None:
    words = {"kinds": ("k",), "channels": ("c",), "priorities": ("p",), "departments": ("d",)}
    rules = policy(rule(first=1, **{weaker: words[weaker]}), rule(first=2, **{stronger: words[stronger]}))  # type: ignore[arg-type]
    facts = facts_of(department="d", priority="p", channel="c", kind="k")
    assert rules.aim(FIRST, facts).seconds == 2 * HOUR


def test_among_equal_rules_the_first_wins() -> None:
    rules = policy(rule(first=1, kinds=("k", "x")), rule(first=2, kinds=("k",)))
    assert rules.aim(FIRST, facts_of(kind="k")).seconds == HOUR


def test_a_specific_rule_says_nothing_about_times_that_it_does_not_name() -> None:
    rules = policy(rule(resolution=1, kinds=("k",)), rule(first=2))
    assert rules.aim(FIRST, facts_of(kind="k")).seconds == 2 * HOUR


def test_a_new_priority_takes_the_time_used_along() -> None:
    rules = policy(rule(first=8), rule(first=2, priorities=("urgent",)))
    log = [happened("opened", may(4, 9)), happened("prioritised", may(4, 10), priority="urgent")]
    found = the(FIRST, log, rules, may(4, 10, 30))
    assert (found.due_at, explain(found)) == (
        may(4, 11),
        "8 h business time from Mon 09:00, 2 h since Mon 10:00, due Mon 11:00",
    )


def test_a_breach_stays_with_the_department_that_made_it_when_clocks_restart() -> None:
    rules = policy(rule(first=1), hand_over=OnHandOver.RESTART)
    log = [happened("opened", may(4, 9), department="a"), happened("handed_over", may(4, 11), department="b")]
    found = [(one.department, one.state) for one in deadlines(log, [rules], may(4, 11, 30))]
    assert found == [("a", BREACHED), ("b", RUNNING)]


def test_the_new_departments_hours_count_from_the_hand_over() -> None:
    rules = policy(rule(first=8), calendars={"b": calendar(zone="America/New_York")})
    log = [happened("opened", may(4, 9), department="a"), happened("handed_over", may(4, 13), department="b")]
    assert the(FIRST, log, rules, may(4, 14)).due_at == may(4, 19)  # four hours from nine o'clock in New York


@pytest.mark.parametrize(("how", "due"), [(OnReopening.CONTINUE, may(6, 16)), (OnReopening.RESTART, may(6, 17))])
def test_a_case_that_comes_back_goes_on_or_begins_anew(how: OnReopening, due: datetime) -> None:
    rules = policy(rule(resolution=8), reopening=how)
    log = [happened("opened", may(4, 9)), happened("closed", may(4, 10)), happened("reopened", may(6, 9))]
    assert deadlines(log, [rules], may(6, 10))[-1].due_at == due


@pytest.mark.parametrize(("how", "state"), [(AfterAnswer.PAUSE, PAUSED), (AfterAnswer.RUN, BREACHED)])
def test_after_our_answer_the_resolution_waits_or_not(how: AfterAnswer, state: DeadlineState) -> None:
    rules = policy(rule(resolution=8), after_answer=how)
    log = [happened("opened", may(4, 9)), happened("answered", may(4, 10))]
    assert the(RESOLUTION, log, rules, may(8)).state is state


def test_a_case_follows_the_rules_that_it_was_opened_under() -> None:
    old = policy(rule(first=8), version="old")
    new = policy(rule(first=1), version="new", valid_from=may(5))
    assert _versions(old, new, [happened("opened", may(4, 9))]) == ["old"]


def test_a_case_opened_later_follows_the_newer_rules() -> None:
    old = policy(rule(first=8), version="old")
    new = policy(rule(first=1), version="new", valid_from=may(5))
    assert _versions(new, old, [happened("opened", may(5, 9))]) == ["new"]


def test_an_old_case_adopts_newer_rules_when_asked() -> None:
    old = policy(rule(first=8), version="old")
    new = policy(rule(first=1), version="new", valid_from=may(5))
    log = [happened("opened", may(4, 9)), happened("rules_adopted", may(6), policy="new")]
    assert _versions(old, new, log) == ["new"]


def test_rules_that_are_not_there_cannot_be_adopted() -> None:
    log = [happened("opened", may(4, 9)), happened("rules_adopted", may(6), policy="gone")]
    with pytest.raises(InputRejected, match="gone"):
        deadlines(log, [policy(rule(first=8))], may(7))


CHAT = policy(rule(first=8), windows={"chat": 24 * HOUR})


def test_a_channels_window_closes_a_day_after_the_authors_last_word() -> None:
    log = [happened("opened", may(8, 15), channel="chat"), happened("said", may(8, 18))]
    assert the(WINDOW, log, CHAT, may(9)).due_at == may(9, 18)


def test_a_pause_keeps_no_window_open() -> None:
    log = [happened("opened", may(8, 15), channel="chat"), happened("waiting", may(8, 16))]
    assert the(WINDOW, log, CHAT, may(10)).state is BREACHED


def test_a_word_after_the_window_opens_another() -> None:
    log = [happened("opened", may(8, 15), channel="chat"), happened("said", may(10, 15))]
    windows = [one.state for one in deadlines(log, [CHAT], may(10, 16)) if one.kind is WINDOW]
    assert windows == [BREACHED, RUNNING]


def test_an_asked_department_has_its_own_time() -> None:
    law = Rule(departments=("law",), times={INTERNAL: 4 * HOUR})
    log = [
        happened("opened", may(4, 9), department="service"),
        happened("asked", may(4, 10), department="law"),
        happened("waiting", may(4, 10)),
        happened("told", may(4, 15), department="law"),
    ]
    found = the(INTERNAL, log, policy(rule(first=8), law), may(5))
    assert (found.department, found.state, found.late) == ("law", BREACHED, HOUR)


def test_what_lies_after_the_moment_asked_for_is_left_out() -> None:
    log = [happened("opened", may(4, 9)), happened("answered", may(4, 15))]
    assert the(FIRST, log, policy(rule(first=8)), may(4, 12)).state is RUNNING


def test_a_log_that_does_not_begin_with_an_opening_is_refused() -> None:
    with pytest.raises(InputRejected, match="before the case was opened"):
        deadlines([happened("said", may(4, 9))], [policy(rule(first=8))], may(5))


def test_a_due_moment_is_still_in_time() -> None:
    log = [happened("opened", may(4, 9)), happened("answered", may(4, 17))]
    assert the(FIRST, log, policy(rule(first=8)), may(5)).state is MET


def test_an_overdue_clock_says_by_how_much_while_it_runs() -> None:
    found = the(FIRST, [happened("opened", may(4, 9))], policy(rule(first=8)), may(5, 9) + timedelta(minutes=61))
    assert explain(found, lang="de") == "8 h Geschäftszeit ab Mo 09:00, fällig Mo 17:00, seit 1 h 1 min überfällig"


def test_the_example_of_the_manual_is_right() -> None:
    log = [happened("opened", may(4, 14, 10)), happened("waiting", may(4, 16, 55)), happened("resumed", may(4, 19))]
    found = the(FIRST, log, policy(rule(first=8)), may(5, 9))
    assert explain(found) == "8 h business time from Mon 14:10, paused 2 h 5 min, due Tue 14:15"


def test_answer_times_are_told_in_business_time() -> None:
    log = [
        happened("opened", may(4, 16)),
        happened("said", may(4, 18)),
        happened("answered", may(5, 10)),
        happened("said", may(8, 16)),
        happened("answered", may(11, 10)),
        happened("said", may(12)),
    ]
    waits = [(one.business, one.elapsed, one.is_first) for one in answer_times(log, calendar())]
    assert waits == [(2 * HOUR, 18 * HOUR, True), (2 * HOUR, 66 * HOUR, False)]


def _versions(first: Policy, second: Policy, log: list[Happening]) -> list[str]:
    return [one.policy for one in deadlines(log, [first, second], may(7))]

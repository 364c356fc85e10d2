"""What holds for every log, every calendar and every set of rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.core.deadline import (
    Calendar,
    DeadlineKind,
    DeadlineState,
    Happened,
    Happening,
    Policy,
    Reckoning,
    at_moment,
    deadlines,
    explain,
    moment_of,
)
from tests.core.deadline.making import STARTS, calendars, happened, logs, policies
from tests.core.deadline.simulation import Seen, Simulation, is_open, minute_of

spans = st.integers(0, 20 * 24 * 60)
starts = st.sampled_from([moment_of(one) for one in STARTS])


@given(calendars(), starts, spans, spans)
@settings(deadline=None, max_examples=50)
def test_time_is_additive_over_adjoining_intervals(calendar: Calendar, start: int, first: int, second: int) -> None:
    middle = start + 60 * first
    end = middle + 60 * second
    assert calendar.between(start, middle) + calendar.between(middle, end) == calendar.between(start, end)


@given(calendars(), starts, st.integers(0, 60 * 3600), st.integers(0, 60 * 3600))
@settings(deadline=None, max_examples=50)
def test_going_on_is_as_going_at_once(calendar: Calendar, start: int, first: int, second: int) -> None:
    assert calendar.after(calendar.after(start, first), second) == calendar.after(start, first + second)


@given(calendars(), starts, st.integers(1, 60 * 3600))
@settings(deadline=None, max_examples=50)
def test_what_was_reached_is_the_first_moment_of_its_kind(calendar: Calendar, start: int, seconds: int) -> None:
    end = calendar.after(start, seconds)
    assert (calendar.between(start, end), calendar.between(start, end - 1)) == (seconds, seconds - 1)


@given(calendars(), starts, st.integers(0, 4000))
@settings(deadline=None, max_examples=40)
def test_a_calendar_counts_what_the_wall_clock_shows(calendar: Calendar, start: int, minutes: int) -> None:
    counted = sum(is_open(calendar, start // 60 + one) for one in range(minutes))
    assert calendar.between(start, start + 60 * minutes) == 60 * counted


@given(logs(), policies(), st.integers(0, 1500))
@settings(deadline=None, max_examples=80)
def test_it_equals_a_walk_through_every_minute(log: list[Happening], policy: Policy, later: int) -> None:
    now = log[-1].at + timedelta(minutes=later)
    walked = Simulation(policy).walk(log, now)
    worked_out = [
        Seen(
            one.kind,
            one.round,
            one.department,
            one.state.value,
            minute_of(one.due_at),
            None if one.ended_at is None else minute_of(one.ended_at),
            one.used // 60,
            one.late // 60,
        )
        for one in deadlines(log, [policy], now)
    ]
    assert worked_out == walked


@given(logs(), policies(), st.data())
@settings(deadline=None, max_examples=50)
def test_it_does_not_depend_on_how_events_are_grouped(
    log: list[Happening], policy: Policy, data: st.DataObject
) -> None:
    stops = data.draw(st.sets(st.integers(0, len(log))))
    reckoning = Reckoning(policy)
    for place, one in enumerate(log):
        reckoning.take(one)
        if place in stops:
            reckoning.deadlines(one.at)  # asking changes nothing
    now = log[-1].at + timedelta(hours=5)
    assert reckoning.deadlines(now) == deadlines(log, [policy], now)


@given(logs(), policies(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_it_does_not_depend_on_the_order_of_the_lines(log: list[Happening], policy: Policy, random: object) -> None:
    apart = list({one.at: one for one in reversed(log)}.values())[::-1]  # of each moment the first
    mixed = list(apart)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    now = log[-1].at + timedelta(hours=5)
    assert deadlines(mixed, [policy], now) == deadlines(apart, [policy], now)


@given(logs(), policies())
@settings(deadline=None, max_examples=50)
def test_what_is_told_twice_counts_once(log: list[Happening], policy: Policy) -> None:
    now = log[-1].at + timedelta(hours=5)
    doubled = [one for one in dict.fromkeys(log) for _ in range(2)]
    assert deadlines(doubled, [policy], now) == deadlines(list(dict.fromkeys(log)), [policy], now)


@given(logs(), policies(), st.integers(0, 6000), st.integers(0, 3000))
@settings(deadline=None, max_examples=50)
def test_no_deadline_is_earlier_after_a_pause_is_added(
    log: list[Happening], policy: Policy, begins: int, lasts: int
) -> None:
    start = log[0].at + timedelta(minutes=begins)
    pause = [
        happened(Happened.WAITING, start, key="added"),
        happened(Happened.RESUMED, start + timedelta(minutes=lasts), key="added"),
    ]
    now = max(log[-1].at, pause[-1].at) + timedelta(hours=5)
    before = _due(deadlines(log, [policy], now))
    after = _due(deadlines([*log, *pause], [policy], now))
    assert not {key: (before[key], due) for key, due in after.items() if key in before and due < before[key]}


@given(logs(), policies())
@settings(deadline=None, max_examples=50)
def test_what_stops_nothing_changes_nothing(log: list[Happening], policy: Policy) -> None:
    quiet = [
        happened(what, log[0].at + timedelta(minutes=31 * place))
        for place, what in enumerate((Happened.SNOOZED, Happened.NOTED, Happened.WOKEN))
    ]
    now = log[-1].at + timedelta(hours=30)
    assert deadlines([*log, *quiet], [policy], now) == deadlines(log, [policy], now)


@given(logs(), policies(), st.integers(0, 4000), st.integers(0, 4000))
@settings(deadline=None, max_examples=50)
def test_a_breach_stays_a_breach(log: list[Happening], policy: Policy, first: int, more: int) -> None:
    early = log[0].at + timedelta(minutes=first)
    late = early + timedelta(minutes=more)
    at_first = {(one.kind, one.round) for one in deadlines(log, [policy], early) if one.state is DeadlineState.BREACHED}
    then = {(one.kind, one.round) for one in deadlines(log, [policy], late) if one.state is DeadlineState.BREACHED}
    assert at_first <= then


@given(logs(), policies(), st.integers(0, 4000))
@settings(deadline=None, max_examples=50)
def test_only_what_ended_in_time_is_met(log: list[Happening], policy: Policy, later: int) -> None:
    for one in deadlines(log, [policy], log[0].at + timedelta(minutes=later)):
        in_time = one.ended_at is not None and one.ended_at <= one.due_at
        assert (one.state is DeadlineState.MET) == in_time


@given(logs(), policies(), st.integers(0, 4000))
@settings(deadline=None, max_examples=50)
def test_what_is_owed_after_its_moment_is_breached(log: list[Happening], policy: Policy, later: int) -> None:
    now = log[0].at + timedelta(minutes=later)
    for one in deadlines(log, [policy], now):
        if one.is_open and one.state is not DeadlineState.PAUSED:
            assert (one.state is DeadlineState.BREACHED) == (now > one.due_at)


@given(logs(), policies(), st.integers(0, 4000), st.sampled_from(["en", "de"]))
@settings(deadline=None, max_examples=50)
def test_every_deadline_explains_itself(log: list[Happening], policy: Policy, later: int, lang: str) -> None:
    for one in deadlines(log, [policy], log[0].at + timedelta(minutes=later)):
        assert "{" not in explain(one, lang=lang)


def test_a_moment_keeps_its_second() -> None:
    assert at_moment(moment_of(STARTS[1])) == STARTS[1]


def _due(found: tuple[object, ...]) -> dict[tuple[DeadlineKind, int], datetime]:
    return {(one.kind, one.round): one.due_at for one in found}  # type: ignore[attr-defined]

"""Calendars, rules and logs for the tests of deadlines: a week in May, told in Berlin's time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from resonanz.core.deadline import (
    AfterAnswer,
    Calendar,
    Deadline,
    DeadlineKind,
    Facts,
    Happened,
    Happening,
    Interval,
    OnHandOver,
    OnReopening,
    Policy,
    Rule,
    at_moment,
    deadlines,
)

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600
OFFICE = ((Interval(540, 1020),),) * 5 + ((), ())
SPLIT = ((Interval(480, 720), Interval(780, 1020)),) * 5 + ((Interval(600, 720),), ())
NIGHT = ((Interval(0, 360), Interval(1320, 1440)),) * 7
FIRST, NEXT, RESOLUTION, OWNER, INTERNAL, WINDOW = DeadlineKind


def calendar(week: tuple[tuple[Interval, ...], ...] = OFFICE, zone: str = "Europe/Berlin", *closed: date) -> Calendar:
    """Return a calendar, Monday to Friday 9 to 17 in Berlin unless told otherwise."""
    return Calendar(zone=zone, week=week, closed=frozenset(closed))


def rule(*, first: float = 0, then: float = 0, resolution: float = 0, owner: float = 0, **conditions: object) -> Rule:
    """Return a rule with times in hours."""
    hours = {FIRST: first, NEXT: then, RESOLUTION: resolution, OWNER: owner}
    return Rule(times={kind: int(HOUR * each) for kind, each in hours.items() if each}, **conditions)  # type: ignore[arg-type]


def policy(*rules: Rule, week: tuple[tuple[Interval, ...], ...] = OFFICE, **values: object) -> Policy:
    """Return rules in Berlin's office hours."""
    given: dict[str, object] = {"version": "1", "calendar": calendar(week), "rules": rules, **values}
    return Policy(**given)  # type: ignore[arg-type]


def may(day: int, hour: int = 0, minute: int = 0, zone: ZoneInfo = BERLIN) -> datetime:
    """Return a moment of May 2026; the 4th is a Monday."""
    return datetime(2026, 5, day, hour, minute, tzinfo=zone)


def happened(what: Happened | str, at: datetime, **values: str) -> Happening:
    """Return a line of a log."""
    return Happening(at=at, what=Happened(what), **values)


def the(kind: DeadlineKind, log: list[Happening], rules: Policy, now: datetime) -> Deadline:
    """Return the one deadline of a kind."""
    (found,) = [one for one in deadlines(log, [rules], now) if one.kind is kind]
    return found


# --- anything at all -------------------------------------------------------------------------------------------------

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "UTC")
STARTS = (
    datetime(2026, 5, 4, 6, 0, tzinfo=UTC),
    datetime(2026, 3, 27, 9, 0, tzinfo=UTC),  # before the clocks of Europe go forward
    datetime(2026, 10, 23, 13, 0, tzinfo=UTC),  # before they go back
    datetime(2028, 2, 27, 20, 0, tzinfo=UTC),  # before a leap day
    datetime(2026, 4, 3, 0, 0, tzinfo=UTC),  # before half an hour is given back on Lord Howe
    datetime(2026, 12, 30, 12, 0, tzinfo=UTC),  # over a new year
)


@st.composite
def days(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Return the opening hours of a day."""
    marks = sorted(draw(st.lists(st.integers(0, 96), min_size=0, max_size=6, unique=True)))
    return tuple(Interval(15 * a, 15 * b) for a, b in zip(marks[::2], marks[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Return any calendar that opens at least on one day."""
    usual = st.sampled_from([OFFICE, SPLIT, NIGHT])
    odd = st.tuples(*[days()] * 7).filter(lambda week: sum(map(bool, week)) > 1)
    closed = st.frozensets(st.dates(date(2026, 3, 26), date(2026, 4, 2)), max_size=3)
    return Calendar(zone=draw(st.sampled_from(ZONES)), week=draw(usual | odd), closed=draw(closed))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Return rules with two departments, some conditions, and every choice."""
    hours = st.integers(1, 24).map(lambda quarter: 900 * quarter)
    times = st.dictionaries(st.sampled_from([FIRST, NEXT, RESOLUTION, OWNER]), hours | st.none(), min_size=1)
    conditions = [
        {},
        {"departments": ("a",)},
        {"departments": ("b",), "priorities": ("urgent",)},
        {"priorities": ("urgent",), "always": True},
        {"kinds": ("question",)},
    ]
    return Policy(
        version="1",
        calendar=draw(calendars()),
        calendars={"b": draw(calendars())},
        rules=tuple(Rule(times=draw(times), **each) for each in conditions),  # type: ignore[arg-type]
        windows={"chat": draw(hours)},
        hand_over=draw(st.sampled_from(OnHandOver)),
        reopening=draw(st.sampled_from(OnReopening)),
        after_answer=draw(st.sampled_from(AfterAnswer)),
    )


COMMON = (Happened.SAID, Happened.ANSWERED, Happened.WAITING, Happened.RESUMED, Happened.CLOSED, Happened.REOPENED)


@st.composite
def logs(draw: st.DrawFn) -> list[Happening]:
    """Return a log over some days, on whole minutes."""
    at = draw(st.sampled_from(STARTS)).timestamp()
    facts = st.fixed_dictionaries(
        {
            "department": st.sampled_from(["a", "b"]),
            "priority": st.sampled_from(["normal", "urgent"]),
            "channel": st.sampled_from(["chat", "web"]),
            "kind": st.sampled_from(["question", "praise"]),
        }
    )
    log = [happened(Happened.OPENED, at_moment(int(at)), **draw(facts))]
    rare = (Happened.HANDED_OVER, Happened.PRIORITISED, Happened.RELABELLED, Happened.ASSIGNED, Happened.SNOOZED)
    for gap in draw(st.lists(st.integers(0, 900) | st.integers(0, 90), max_size=6)):
        at += 60 * gap
        what = draw(st.sampled_from(COMMON) | st.sampled_from(rare))
        said = draw(facts) if what in rare else {}
        log.append(happened(what, at_moment(int(at)), owner="1", **said))
    return log


def facts_of(**values: str) -> Facts:
    """Return what a case is."""
    return Facts(**values)

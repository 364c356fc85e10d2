"""Rules as people write them down (TOML or JSON, read into plain values) made into a policy, or told where they err.

What is not known is refused rather than passed over: a misspelt word would otherwise be a deadline that nobody keeps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from resonanz.core.deadline.calendar import ALL_DAY, Calendar, Interval, zone_of
from resonanz.core.deadline.policy import (
    BY_RULE,
    AfterAnswer,
    DeadlineKind,
    OnHandOver,
    OnReopening,
    Policy,
    Rule,
)
from resonanz.core.errors import InputRejected

Choice = TypeVar("Choice", bound=StrEnum)

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS_OPEN: Final = "always"
LONGEST: Final = 10_000 * 3600
"""Seconds that a rule may give at most: more than a year around the clock."""
_KEYS: Final = (
    "version", "valid_from", "calendar", "calendars", "rules", "windows", "hand_over", "reopening", "after_answer"
)  # fmt: skip
_CALENDAR_KEYS: Final = ("name", "zone", "hours", "closed", "holidays")
_CONDITIONS: Final = ("department", "priority", "channel", "kind")
_RULE_KEYS: Final = ("name", "clock", *_CONDITIONS, *(str(one) for one in BY_RULE))
_INTERVAL: Final = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\Z")
_TIME: Final = re.compile(r"(?:(\d{1,5})\s*h)?\s*(?:(\d{1,6})\s*m(?:in)?)?\Z")


class Holidays(Protocol):
    """Know the public holidays; core itself knows none."""

    def __call__(self, country: str, state: str, years: Sequence[int]) -> Mapping[date, str]:
        """Return the holidays of these years with their names; raise InputRejected for an unknown country or state."""
        ...


def read_policy(given: Mapping[str, object], *, holidays: Holidays, years: Sequence[int]) -> Policy:
    """Return the policy that is written down in `given`, with the holidays of `years`; raise InputRejected."""
    _refuse_unknown(given, _KEYS, place="")
    if "calendar" not in given:
        raise InputRejected("There is no working time.", place="calendar", remedy="Give a zone and hours.")
    read = _Calendars(holidays, years)
    calendars = _table(given.get("calendars", {}), "calendars")
    rules = _list(given.get("rules", []), "rules")
    windows = _table(given.get("windows", {}), "windows")
    return Policy(
        version=_word(given.get("version", "1"), "version"),
        valid_from=_valid_from(given.get("valid_from")),
        calendar=read(given["calendar"], "calendar"),
        calendars={name: read(each, f"calendars.{name}") for name, each in calendars.items()},
        rules=tuple(_rule(each, f"rules[{number}]") for number, each in enumerate(rules)),
        windows={channel: read_time(each, f"windows.{channel}") for channel, each in windows.items()},
        hand_over=_among(OnHandOver, given.get("hand_over", OnHandOver.CONTINUE), "hand_over"),
        reopening=_among(OnReopening, given.get("reopening", OnReopening.CONTINUE), "reopening"),
        after_answer=_among(AfterAnswer, given.get("after_answer", AfterAnswer.PAUSE), "after_answer"),
    )


def read_time(value: object, place: str) -> int:
    """Return a length of time in seconds: `8 h`, `90 min`, `2 h 30 min`; raise InputRejected."""
    found = _TIME.match(value.strip().lower()) if isinstance(value, str) else None
    hours, minutes = (int(found[1] or 0), int(found[2] or 0)) if found else (0, 0)
    seconds = 3600 * hours + 60 * minutes
    if not 0 < seconds <= LONGEST:
        raise InputRejected(
            f"{value!r} is no length of time.",
            place=place,
            remedy="Write hours and minutes, such as 8 h or 2 h 30 min; nobody agrees how long a day is.",
        )
    return seconds


def read_intervals(given: Sequence[object], place: str) -> tuple[Interval, ...]:
    """Return the opening hours of a day: `09:00-12:00`, in order; raise InputRejected."""
    made: list[Interval] = []
    for number, each in enumerate(given):
        where = f"{place}[{number}]"
        found = _INTERVAL.match(each.strip()) if isinstance(each, str) else None
        if found is None:
            raise InputRejected(
                f"{each!r} is no time of opening.", place=where, remedy="Write for example 09:00-12:30."
            )
        hour, minute, until_hour, until_minute = map(int, found.groups())
        if minute > 59 or until_minute > 59:
            raise InputRejected(f"{each!r} is no time of day.", place=where, remedy="An hour has minutes 00 to 59.")
        try:
            interval = Interval(60 * hour + minute, 60 * until_hour + until_minute)
        except InputRejected as trouble:
            raise InputRejected(str(trouble.args[0]), place=where, remedy=trouble.remedy) from None
        if made and interval.start < made[-1].end:
            raise InputRejected(
                f"{made[-1]} and {interval} overlap or are out of order.",
                place=where,
                remedy="Write them one after the other.",
            )
        made.append(interval)
    return tuple(made)


class _Calendars:
    """Read calendars with the holidays of some years."""

    def __init__(self, holidays: Holidays, years: Sequence[int]) -> None:
        self._holidays = holidays
        self._years = years

    def __call__(self, given: object, place: str) -> Calendar:
        table = _table(given, place)
        _refuse_unknown(table, _CALENDAR_KEYS, place=place)
        zone = _word(table.get("zone", ""), f"{place}.zone")
        try:
            zone_of(zone)
            week = _week(table.get("hours"), f"{place}.hours")
            closed = frozenset(_days(table.get("closed", []), f"{place}.closed")) | self._public(table, place)
            return Calendar(zone=zone, week=week, closed=closed, name=str(table.get("name", "")))
        except InputRejected as trouble:
            where = trouble.place if trouble.place.startswith(place) else f"{place}.{trouble.place or 'hours'}"
            raise InputRejected(str(trouble.args[0]), place=where, remedy=trouble.remedy) from None

    def _public(self, table: Mapping[str, object], place: str) -> frozenset[date]:
        if "holidays" not in table:
            return frozenset()
        where = f"{place}.holidays"
        wanted = _table(table["holidays"], where)
        _refuse_unknown(wanted, ("country", "state"), place=where)
        country = _word(wanted.get("country", ""), f"{where}.country")
        state = wanted.get("state", "")
        if not isinstance(state, str):
            raise InputRejected(f"{state!r} is no state.", place=f"{where}.state", remedy="Write a code such as BY.")
        try:
            return frozenset(self._holidays(country, state, self._years))
        except InputRejected as trouble:
            raise InputRejected(
                str(trouble.args[0]), place=f"{where}.{trouble.place or 'country'}", remedy=trouble.remedy
            ) from None


def _week(given: object, place: str) -> tuple[tuple[Interval, ...], ...]:
    if given == ALWAYS_OPEN:
        return (ALL_DAY,) * 7
    if given is None:
        raise InputRejected(
            "There are no hours.", place=place, remedy='Write hours = "always", or a list for each weekday.'
        )
    week: list[tuple[Interval, ...]] = [()] * 7
    for key, value in _table(given, place).items():
        intervals = read_intervals(_list(value, f"{place}.{key}"), f"{place}.{key}")
        for day in _named_days(key, f"{place}.{key}"):
            if week[day]:
                raise InputRejected(
                    f"{WEEKDAYS[day]} is named twice.", place=f"{place}.{key}", remedy="Name each day once."
                )
            week[day] = intervals
    return tuple(week)


def _named_days(key: str, place: str) -> range:
    first, _, last = key.partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        raise InputRejected(
            f"{key!r} is no weekday.", place=place, remedy=f"Write {', '.join(WEEKDAYS)}, or a range such as mon-fri."
        )
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if end < start:
        raise InputRejected(f"{key!r} goes backwards.", place=place, remedy="A week begins with mon.")
    return range(start, end + 1)


def _days(given: object, place: str) -> list[date]:
    days = []
    for number, each in enumerate(_list(given, place)):
        try:
            days.append(each if type(each) is date else date.fromisoformat(str(each)))
        except ValueError:
            raise InputRejected(
                f"{each!r} is no date.", place=f"{place}[{number}]", remedy="Write for example 2026-12-24."
            ) from None
    return days


def _rule(given: object, place: str) -> Rule:
    table = _table(given, place)
    _refuse_unknown(table, _RULE_KEYS, place=place)
    department, priority, channel, kind = (_words(table.get(name, []), f"{place}.{name}") for name in _CONDITIONS)
    times: dict[DeadlineKind, int | None] = {
        one: None if table[one] == "none" else read_time(table[one], f"{place}.{one}")
        for one in BY_RULE
        if one in table
    }
    clock = table.get("clock", "business")
    if clock not in ("business", ALWAYS_OPEN):
        raise InputRejected(f"{clock!r} is no clock.", place=f"{place}.clock", remedy="Write business or always.")
    if not times:
        raise InputRejected(
            "The rule gives no time.", place=place, remedy=f"Give one of {', '.join(one for one in BY_RULE)}."
        )
    return Rule(
        name=str(table.get("name", "")),
        departments=department,
        priorities=priority,
        channels=channel,
        kinds=kind,
        times=times,
        always=clock == ALWAYS_OPEN,
    )


def _valid_from(given: object) -> datetime | None:
    if given is None or given == "":
        return None
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InputRejected(
            f"{given!s} is no moment with a time zone.", place="valid_from", remedy="Write 2026-05-01T00:00:00+02:00."
        )
    return moment.astimezone(UTC)


def _among(choices: type[Choice], given: object, place: str) -> Choice:
    try:
        return choices(str(given))
    except ValueError:
        raise InputRejected(
            f"{given!r} is not known.", place=place, remedy=f"Write {' or '.join(one.value for one in choices)}."
        ) from None


def _words(given: object, place: str) -> tuple[str, ...]:
    values = [given] if isinstance(given, str) else _list(given, place)
    return tuple(_word(each, place) for each in values)


def _word(given: object, place: str) -> str:
    if isinstance(given, str) and given.strip():
        return given.strip()
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise InputRejected(f"{given!r} is no word.", place=place, remedy="Write text, not empty.")


def _table(given: object, place: str) -> Mapping[str, object]:
    if not isinstance(given, Mapping):
        raise InputRejected("This must be a table of names and values.", place=place, remedy="See the reference.")
    return given


def _list(given: object, place: str) -> Sequence[object]:
    if not isinstance(given, list | tuple):
        raise InputRejected("This must be a list.", place=place, remedy="Write it in square brackets.")
    return given


def _refuse_unknown(given: Mapping[str, object], known: Sequence[str], *, place: str) -> None:
    for key in given:
        if key not in known:
            raise InputRejected(
                f"{key!r} is not known here.",
                place=f"{place}.{key}" if place else key,
                remedy=f"Known are {', '.join(known)}.",
            )

"""When a department works, and how much of its working time lies between two moments.

What is open is decided by the clock on the department's wall: a moment is open when its local time lies in an interval
of its local day and that day is not closed. What is counted is time as it passes. So a night shift is an hour longer
when the clocks go back, and an hour shorter when they go forward, as it is for the people who work it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.core.errors import InputRejected

DAY: Final = 86_400
MINUTES_A_DAY: Final = 1_440
_FIRST_WEEKDAY: Final = 3
"""1 January 1970 was a Thursday."""
_FIRST_ORDINAL: Final = date(1970, 1, 1).toordinal()
_LAST_YEAR: Final = 9_998


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Hold opening hours of a day: minutes after midnight on the wall clock, the end not included."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES_A_DAY:
            raise InputRejected(
                f"{self} is no time of opening.",
                remedy="Begin before the end, within one day; write a night as 22:00-24:00 and 00:00-06:00.",
            )

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"


ALL_DAY: Final = (Interval(0, MINUTES_A_DAY),)


@dataclass(frozen=True, slots=True)
class _Year:
    """Hold the openings of one UTC year as seconds since 1970: where each begins and ends, and what came before."""

    start: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    """Open seconds of the year before each opening, and at the end of the tuple those of the whole year."""

    def until(self, moment: int) -> int:
        """Return the open seconds between the year's beginning and a moment in it."""
        place = bisect_right(self.starts, moment) - 1
        if place < 0:
            return 0
        return self.before[place] + min(moment, self.ends[place]) - self.starts[place]

    def at(self, opened: int) -> int:
        """Return the first moment by which so many open seconds (1 up to the year's) have passed."""
        place = bisect_left(self.before, opened) - 1
        return self.starts[place] + opened - self.before[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Hold the working time of a department. Moments are whole seconds since 1970, in UTC."""

    zone: str
    """IANA name; local time is told in it."""
    week: tuple[tuple[Interval, ...], ...]
    """Seven days, Monday first; each any number of intervals, ascending, none overlapping."""
    closed: frozenset[date] = frozenset()
    """Local dates without any opening: public holidays and days of our own."""
    name: str = ""
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Worked out when first asked for; the same for everybody who asks."""

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if len(self.week) != 7:
            raise InputRejected("A week has seven days.", remedy="Give an empty list for a day that is closed.")
        for day in self.week:
            _refuse_overlap(day)
        if not any(self.week):
            raise InputRejected(
                "A calendar that never opens would let no deadline end.", remedy="Open it on one day at least."
            )

    @property
    def is_always_open(self) -> bool:
        """Tell whether working time is all time."""
        return not self.closed and all(day == ALL_DAY for day in self.week)

    def between(self, start: int, end: int) -> int:
        """Return the open seconds from `start` up to `end`; 0 when the end is not later."""
        if end <= start:
            return 0
        if self.is_always_open:
            return end - start
        first, last = _year_of(start), _year_of(end)
        whole = sum(self._year(year).before[-1] for year in range(first, last))
        return whole + self._year(last).until(end) - self._year(first).until(start)

    def after(self, start: int, seconds: int) -> int:
        """Return the first moment by which `seconds` open ones have passed since `start`.

        Eight hours that begin with a day of eight hours end with that day, not with the next day's beginning. Raise
        InputRejected where the calendar is not open for so long in all the years that a date can have.
        """
        if seconds <= 0:
            return start
        if self.is_always_open:
            return start + seconds
        number = _year_of(start)
        year = self._year(number)
        wanted = seconds + year.until(start)
        while wanted > year.before[-1]:
            wanted -= year.before[-1]
            number += 1
            year = self._year(number)
        return year.at(wanted)

    def is_open(self, moment: int) -> bool:
        """Tell whether somebody works at this moment."""
        return self.between(moment, moment + 1) > 0

    def local(self, moment: int) -> datetime:
        """Return a moment as the department's wall clock shows it."""
        return datetime.fromtimestamp(moment, zone_of(self.zone))

    def _year(self, number: int) -> _Year:
        if number > _LAST_YEAR:
            raise InputRejected("The calendar is not open for so long.", remedy="Open it for longer, or ask for less.")
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = self._worked_out(number)
        return year

    def _worked_out(self, number: int) -> _Year:
        start, end = _midnight(number), _midnight(number + 1)
        starts: list[int] = []
        ends: list[int] = []
        for opens, closes in self._openings(start, end):
            if ends and ends[-1] == opens:
                ends[-1] = closes  # midnight between two open days
            else:
                starts.append(opens)
                ends.append(closes)
        before = [0]
        for opens, closes in zip(starts, ends, strict=True):
            before.append(before[-1] + closes - opens)
        return _Year(start, tuple(starts), tuple(ends), tuple(before))

    def _openings(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what is open between two moments, ascending: local days laid over each stretch of one UTC offset."""
        closed = {day.toordinal() - _FIRST_ORDINAL for day in self.closed}
        for since, until, offset in _stretches(self.zone, start, end):
            for day in range((since + offset) // DAY, (until + offset - 1) // DAY + 1):
                if day in closed:
                    continue
                midnight = day * DAY - offset
                for interval in self.week[(day + _FIRST_WEEKDAY) % 7]:
                    opens = max(midnight + 60 * interval.start, since)
                    closes = min(midnight + 60 * interval.end, until)
                    if opens < closes:
                        yield opens, closes


def moment_of(at: datetime) -> int:
    """Return an aware moment as whole seconds since 1970; a fraction of a second is cut off."""
    if at.tzinfo is None:
        raise InputRejected(f"{at.isoformat()} names no time zone.", remedy="Write for example +01:00 or Z behind it.")
    return (at - _EPOCH) // _SECOND


def at_moment(moment: int) -> datetime:
    """Return whole seconds since 1970 as an aware moment in UTC."""
    return _EPOCH + timedelta(seconds=moment)


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return a time zone; raise InputRejected for a name that is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as trouble:
        raise InputRejected(
            f"{name!r} is no time zone.", place="zone", remedy="Write an IANA name such as Europe/Berlin."
        ) from trouble


def _refuse_overlap(day: Iterable[Interval]) -> None:
    last: Interval | None = None
    for interval in day:
        if last is not None and interval.start < last.end:
            raise InputRejected(
                f"{last} and {interval} overlap or are out of order.", remedy="Write them one after the other."
            )
        last = interval


def _year_of(moment: int) -> int:
    return datetime.fromtimestamp(moment, UTC).year


def _midnight(year: int) -> int:
    return (date(year, 1, 1).toordinal() - _FIRST_ORDINAL) * DAY


def _stretches(zone: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (since, until, offset in seconds): the time between two moments, cut where the zone's clocks change."""
    since, offset = start, _offset(zone, start)
    for moment in range(start + DAY, end + DAY, DAY):
        last = min(moment, end - 1)
        if _offset(zone, last) != offset:
            change = _change(zone, max(start, moment - DAY), last)
            yield since, change, offset
            since, offset = change, _offset(zone, change)
    yield since, end, offset


def _change(zone: str, before: int, after: int) -> int:
    """Return the first second of the offset that holds at `after`; at `before` another one does."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == _offset(zone, after):
            after = middle
        else:
            before = middle
    return after


def _offset(zone: str, moment: int) -> int:
    offset = datetime.fromtimestamp(moment, zone_of(zone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


ALWAYS: Final = Calendar(zone="UTC", week=(ALL_DAY,) * 7, name="always")
"""Around the clock, on every day."""

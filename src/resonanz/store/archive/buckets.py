"""Where hours and days begin in a time zone: Python's own time-zone database decides, not the engine's.

Within a stretch without a change of the clock a zone is a plain offset. So the engine adds the offset of the stretch
that a moment lies in, and divides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.store.archive.rows import micros, moment

HOUR: Final = 3_600_000_000
DAY: Final = 24 * HOUR
ERA: Final = 1_000_000
"""Days added before dividing, so that moments before 1970 divide downwards too."""
_EPOCH: Final = date(1970, 1, 1)
_SECOND: Final = timedelta(seconds=1)
_STEP: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hold a time in which the clock does not change: up to `until`, at `offset`, both in microseconds."""

    until: int
    offset: int


@lru_cache(maxsize=64)
def stretches(zone: str, first: date, last: date) -> tuple[Stretch, ...]:
    """Return the stretches between two days of UTC, the last one open."""
    place = ZoneInfo(zone)
    at = datetime(first.year, first.month, first.day, tzinfo=UTC)
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + 2 * _STEP
    found: list[Stretch] = []
    while at < end:
        then = at + _STEP
        if _offset(place, then) != _offset(place, at):
            found.append(Stretch(micros(_change(place, at, then)), _offset(place, at)))
        at = then
    return (*found, Stretch(micros(end), _offset(place, end)))


def _change(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first second after which the clock differs, by halving."""
    old = _offset(place, before)
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if _offset(place, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(place: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(place).utcoffset() or timedelta()
    return offset // timedelta(microseconds=1)


def beginning_of_hour(since_1970: int) -> datetime:
    """Return when an hour began that the engine names by microseconds."""
    return moment(since_1970)


def beginning_of_day(number: int, zone: str) -> datetime:
    """Return the first moment of a local day, numbered from 1970, in UTC."""
    day = _EPOCH + timedelta(days=number - ERA)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)

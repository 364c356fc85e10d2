"""When a report is made by itself, and which days it speaks of: those of the week or month that has just ended."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from resonanz.core.report import Every

_DAY = timedelta(days=1)


def next_time(every: Every, hour: int, zone: str, after: datetime) -> datetime:
    """Return the first moment after `after` at which a report is made, in UTC.

    It is Monday or the first of a month, at `hour` of the zone's clock. An hour that a change of the clock skips is
    taken an hour later; one that comes twice is taken the first time.
    """
    day = after.astimezone(ZoneInfo(zone)).date()
    while not (_begins(every, day) and _at(day, hour, zone) > after):
        day += _DAY
    return _at(day, hour, zone)


def days_before(every: Every, at: datetime, zone: str) -> tuple[date, date]:
    """Return the first and the last day of the last whole week or month before a moment."""
    today = at.astimezone(ZoneInfo(zone)).date()
    if every is Every.MONTH:
        last = today.replace(day=1) - _DAY
        return last.replace(day=1), last
    last = today - (today.weekday() + 1) * _DAY
    return last - 6 * _DAY, last


def _begins(every: Every, day: date) -> bool:
    return day.day == 1 if every is Every.MONTH else day.weekday() == 0


def _at(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)

"""Charts as JSON for the browser and as a table for everybody: the same numbers, each a link to its mentions.

Every chart says how many mentions it counts, where listening had gaps, and that labels may only be suspected.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from resonanz.core.search import Group
from resonanz.core.source import Gap
from resonanz.web.tags import number

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Series:
    """Hold one kind of bar."""

    key: str
    name: str
    values: tuple[float | None, ...]
    """None where there is nothing to be shown."""
    links: tuple[str, ...] = ()
    shape: str = "bar"
    """bar, stacked on the others, or line; floor and band: a lower bound, and right after it the upper one."""

    @property
    def total(self) -> int:
        """Return the sum of a series that counts."""
        return int(sum(value or 0 for value in self.values))


@dataclass(frozen=True, slots=True)
class Change:
    """Hold a moment from which on a chart counts something else than before: a query's definition changed."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold everything a chart's template draws."""

    id: str
    title: str
    total: float
    hours: tuple[datetime, ...]
    series: tuple[Series, ...]
    gaps: tuple[Gap, ...]
    nothing: str
    step: timedelta = HOUR
    """Length of a bucket; a day may be an hour longer or shorter."""
    changes: tuple[Change, ...] = ()

    @property
    def is_daily(self) -> bool:
        """Tell whether its buckets are days."""
        return self.step == DAY

    @property
    def spec(self) -> Mapping[str, Any]:
        """Return what the browser draws from."""
        return {
            "description": self.title,
            "labels": [self._axis(hour) for hour in self.hours],
            "titles": [self._title(hour) for hour in self.hours],
            "moments": [timezone.localtime(hour).isoformat() for hour in self.hours],
            "nothing": self.nothing,
            "gaps": [pair for pair in (self._covered(gap) for gap in self.gaps) if pair],
            "changes": [{"at": place, "words": words} for place, words in self._marked()],
            "series": [
                {
                    "name": one.name,
                    "colour": one.key,
                    "shape": one.shape,
                    "values": list(one.values),
                    "words": [number(value) for value in one.values],
                    "links": list(one.links),
                }
                for one in self.series
            ],
        }

    @property
    def rows(self) -> list[tuple[datetime, list[tuple[float | None, str]]]]:
        """Return the hours with anything in them, newest first: (number, link) for each series."""
        found = []
        for place in reversed(range(len(self.hours))):
            cells = [(one.values[place], one.links[place] if one.links else "") for one in self.series]
            if any(value for value, _ in cells):
                found.append((self.hours[place], cells))
        return found

    def _covered(self, gap: Gap) -> tuple[int, int] | None:
        inside = [
            place
            for place, hour in enumerate(self.hours)
            if gap.start < hour + self.step and (gap.end is None or gap.end > hour)
        ]
        return (inside[0], inside[-1]) if inside else None

    def _marked(self) -> list[tuple[int, str]]:
        """Return the buckets in which something changed, and what."""
        if not self.hours:
            return []
        places = [bisect_right(self.hours, change.at) - 1 for change in self.changes]
        return [(place, change.words) for place, change in zip(places, self.changes, strict=True) if place >= 0]

    def _axis(self, hour: datetime) -> str:
        local = timezone.localtime(hour)
        return formats.date_format(local, _("j M")) if self.is_daily else formats.time_format(local, "H:i")

    def _title(self, hour: datetime) -> str:
        day = formats.date_format(timezone.localtime(hour), "SHORT_DATE_FORMAT")
        return day if self.is_daily else f"{day} {self._axis(hour)}"


def hours_between(since: datetime, until: datetime) -> tuple[datetime, ...]:
    """Return the beginnings of all hours that touch the time, in UTC."""
    local = timezone.localtime(since)
    first = since - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    hours = []
    while first < until:
        hours.append(first.astimezone(UTC))
        first += HOUR
    return tuple(hours)


def days_between(since: datetime, until: datetime) -> tuple[datetime, ...]:
    """Return the reader's midnights at which the days begin that touch the time, in UTC."""
    first = timezone.localtime(since).date()
    last = timezone.localtime(until).date()
    zone = timezone.get_current_timezone()
    each = (first + timedelta(days=days) for days in range((last - first).days + 1))
    return tuple(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) for day in each)


def series_of(
    groups: Iterable[Group],
    hours: Sequence[datetime],
    names: Mapping[str, str],
    link: Callable[[str, datetime], str],
) -> tuple[Series, ...]:
    """Return one series for each of `names` from counts by (hour, value)."""
    counted = {(group.keys[0], group.keys[1]): group.number for group in groups}
    return tuple(
        Series(
            key,
            name,
            tuple(counted.get((hour, key), 0) for hour in hours),
            tuple(link(key, hour) for hour in hours),
        )
        for key, name in names.items()
    )

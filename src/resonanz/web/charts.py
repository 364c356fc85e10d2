"""Charts as JSON for the browser and as a table for everybody: the same numbers, each a link to its mentions.

Every chart says how many mentions it counts, where listening had gaps, and that labels may only be suspected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import formats, timezone

from resonanz.core.search import Group
from resonanz.core.source import Gap
from resonanz.web.tags import number

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Series:
    """Hold one kind of bar."""

    key: str
    name: str
    values: tuple[int, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Hold everything a chart's template draws."""

    id: str
    title: str
    total: int
    hours: tuple[datetime, ...]
    series: tuple[Series, ...]
    gaps: tuple[Gap, ...]
    nothing: str

    @property
    def spec(self) -> Mapping[str, Any]:
        """Return what the browser draws from."""
        return {
            "description": self.title,
            "labels": [_axis(hour) for hour in self.hours],
            "titles": [_title(hour) for hour in self.hours],
            "nothing": self.nothing,
            "gaps": [pair for pair in (self._covered(gap) for gap in self.gaps) if pair],
            "series": [
                {
                    "name": one.name,
                    "colour": one.key,
                    "values": list(one.values),
                    "words": [number(value) for value in one.values],
                    "links": list(one.links),
                }
                for one in self.series
            ],
        }

    @property
    def rows(self) -> list[tuple[datetime, list[tuple[int, str]]]]:
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
            if gap.start < hour + HOUR and (gap.end is None or gap.end > hour)
        ]
        return (inside[0], inside[-1]) if inside else None


def hours_between(since: datetime, until: datetime) -> tuple[datetime, ...]:
    """Return the beginnings of all hours that touch the time, in UTC."""
    local = timezone.localtime(since)
    first = since - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    hours = []
    while first < until:
        hours.append(first.astimezone(UTC))
        first += HOUR
    return tuple(hours)


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


def _axis(hour: datetime) -> str:
    return formats.time_format(timezone.localtime(hour), "H:i")


def _title(hour: datetime) -> str:
    return formats.date_format(timezone.localtime(hour), "SHORT_DATE_FORMAT") + " " + _axis(hour)

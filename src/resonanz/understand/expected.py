"""What an hour usually brings, told plainly enough for a chart: a mean of like hours of the weeks before.

This is not what surges are found by (that is `rhythm`); it is what a person would compare with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

BEFORE: Final = timedelta(days=28)
"""How far back like hours are looked for."""
HOUR: Final = timedelta(hours=1)
SATURDAY: Final = 5


def expected(voices: Mapping[datetime, int], hours: Sequence[datetime]) -> list[float]:
    """Return for each hour the mean of the same hour, one before and one after, on like days of the four weeks before.

    Like days are working days among each other and weekends among each other. `voices` names the hours that had any;
    what came before the first of `hours` counts alone, so that a surge does not explain itself.
    """
    if not hours:
        return []
    start = hours[0]
    return [_mean(voices, start, hour) for hour in hours]


def _mean(voices: Mapping[datetime, int], start: datetime, hour: datetime) -> float:
    days = [hour - timedelta(days=back) for back in range(1, BEFORE.days + 1)]
    like = [day for day in days if day < start and (day.weekday() >= SATURDAY) == (hour.weekday() >= SATURDAY)]
    near = [day + offset for day in like for offset in (-HOUR, timedelta(), HOUR) if day + offset < start]
    return sum(voices.get(one, 0) for one in near) / len(near) if near else 0.0

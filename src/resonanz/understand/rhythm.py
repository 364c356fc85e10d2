"""What each hour of a week usually brings: learned reading by reading, in fixed memory.

The one thing a reader would get wrong: how far a reading is off can be told on two scales, and neither serves both
ends. Where much is said, a surge is a ratio and natural peaks are huge: logarithms. Where a few voices a day are usual,
what counts is whether so many can come together by chance: square roots, in which counts have an even spread.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

HOURS_OF_DAY: Final = 24
HOURS_OF_WEEK: Final = 168
SETTLED: Final = 24
"""Hours after which a reading that is far off counts as if it were less far."""
LEAST_SPREAD: Final = 0.1
"""A series that was silent at first must be able to learn that it is silent no longer."""
MANY_DAYS: Final = 28.0
"""Days that the average of an hour of the day reaches back, roughly."""
MANY_WEEKS: Final = 6.0
"""Weeks that the average of an hour of the week reaches back, roughly."""

EARLY: Final = timedelta(hours=1)
"""How much sooner than usual an hour's level may come."""


class Scale(StrEnum):
    """Say on which scale a deviation is told."""

    RATIO = "ratio"
    COUNT = "count"


class Rhythm:
    """Learn a series' daily and weekly rhythm, its level and its usual spread."""

    def __init__(self, step: timedelta, *, window: timedelta, readings: int, scale: Scale) -> None:
        """Make it for readings `step` apart, each of which looks back over `window` (`readings` of them)."""
        self._per_hour = step / timedelta(hours=1)
        self._back = window
        self._readings = readings
        self._scale = scale
        self._day = [0.0] * HOURS_OF_DAY
        self._day_seen = [0.0] * HOURS_OF_DAY
        self._week = [0.0] * HOURS_OF_WEEK
        self._week_seen = [0.0] * HOURS_OF_WEEK
        self._level = 0.0
        self._seen = 0.0
        self._drift = 0.0
        self._spread = 0.5
        self._scatter = 1.0

    def judge(self, at: datetime, observed: float) -> tuple[float, float]:
        """Return what was expected, and by how many usual deviations `observed` is above it."""
        # The window reaches back, maybe into an hour that usually brings more; and a rise that always begins within an
        # hour shows in the average of the next one only.
        usual = max(self._usual(at), self._usual(at - self._back), self._usual(at + EARLY))
        expected = max(math.expm1(usual), 0.0)
        if self._scale is Scale.COUNT:
            return expected, _apart(observed, expected) / max(self._scatter, 1.0)
        chance = 1.2 / math.sqrt(1 + math.exp(usual) * self._readings)  # of counting, a little more for a quantile
        return expected, (math.log1p(observed) - usual) / max(self._spread, chance, 0.05)

    def learn(self, at: datetime, observed: float) -> None:
        """Take a reading into the averages."""
        usual = self._usual(at)
        off = math.log1p(observed) - usual
        settled = self._seen > SETTLED
        usually = max(self._spread, LEAST_SPREAD)
        tame, wild = (_within(off, 2 * usually), _within(off, 8 * usually)) if settled else (off, off)
        self._learn_averages(at, usual + tame, usual + wild)
        self._drift += (tame - self._drift) * min(self._per_hour / 12, 1.0) if settled else 0.0
        pace = min(self._per_hour / min(self._seen, 24 * 14), 1.0)
        self._spread += (1.25 * abs(tame) - self._spread) * pace
        apart = _within(_apart(observed, max(math.expm1(usual), 0.0)), 2 * max(self._scatter, 1.0))
        self._scatter += (1.25 * abs(apart) - self._scatter) * pace

    def _learn_averages(self, at: datetime, tame: float, wild: float) -> None:
        hour, of_week = at.hour, at.weekday() * HOURS_OF_DAY + at.hour
        self._seen += self._per_hour
        self._level += (tame - self._level) * self._per_hour / min(self._seen, 24 * MANY_DAYS)
        for average, seen, place, most, heard in (
            (self._day, self._day_seen, hour, MANY_DAYS, tame),
            (self._week, self._week_seen, of_week, MANY_WEEKS, wild),
        ):
            seen[place] += self._per_hour
            average[place] += (heard - average[place]) * min(self._per_hour / min(seen[place], most), 1.0)

    def _usual(self, at: datetime) -> float:
        hour, of_week = at.hour, at.weekday() * HOURS_OF_DAY + at.hour
        seen = self._day_seen[hour]
        daily = (seen * self._day[hour] + self._level) / (seen + 1)
        seen = self._week_seen[of_week]
        return (seen * self._week[of_week] + daily) / (seen + 1) + 0.5 * self._drift

    def remember(self) -> dict[str, object]:
        """Return everything learned, as JSON can hold it."""
        return {name: getattr(self, f"_{name}") for name in _LEARNED}

    def recall(self, learned: Mapping[str, object]) -> None:
        """Go on from what `remember` returned."""
        for name in _LEARNED:
            value = learned[name]
            setattr(self, f"_{name}", list(value) if isinstance(value, list) else value)


_LEARNED: Final = ("day", "day_seen", "week", "week_seen", "level", "seen", "drift", "spread", "scatter")


def _apart(observed: float, expected: float) -> float:
    """Return how far two counts are apart in standard deviations of counting (Anscombe's transform)."""
    return 2 * (math.sqrt(observed + 0.375) - math.sqrt(expected + 0.375))


def _within(value: float, bound: float) -> float:
    return max(min(value, bound), -bound)

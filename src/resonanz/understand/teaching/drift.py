"""Whether the world has moved on since a model was tried: other values, less sureness, more corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.teaching import Lesson
from resonanz.core.understood import Label
from resonanz.understand.measuring import Interval
from resonanz.understand.teaching.curve import share
from resonanz.understand.teaching.report import Report

FEWEST: Final = 100
"""Recent answers below which nothing is said."""
LARGE: Final = 0.15
"""Share of the answers that moved to other values, from which on somebody should look."""
WEEKS: Final = 6


@dataclass(frozen=True, slots=True)
class Drift:
    """Say how recent answers differ from those at the time of trying."""

    number: int
    """Recent answers looked at."""
    shift: float
    """Share of the answers that would have to change to bring the old shares of values back (total variation)."""
    sure_then: float
    sure_now: float

    @property
    def is_large(self) -> bool:
        """Tell whether somebody should look; labels drawn anew settle it."""
        return self.shift >= LARGE


@dataclass(frozen=True, slots=True)
class Week:
    """Hold how often people agreed with what ran, in one week."""

    begins: datetime
    number: int
    agreed: Interval


def drift(report: Report, recent: Sequence[Label]) -> Drift | None:
    """Return how recent answers of a version differ from those it was tried with; None where there are too few."""
    if len(recent) < FEWEST:
        return None
    said = Counter(label.value for label in recent)
    values = {*said, *report.values}
    shift = sum(abs(said[value] / len(recent) - report.values.get(value, 0.0)) for value in values) / 2
    return Drift(len(recent), shift, report.sure, sum(label.confidence for label in recent) / len(recent))


def weeks(lessons: Sequence[Lesson], now: datetime) -> list[Week]:
    """Return the last weeks, newest first, in which people confirmed or corrected what a machine had said."""
    told = [lesson for lesson in lessons if lesson.confirms or lesson.corrects]
    found = []
    for back in range(WEEKS):
        until = now - timedelta(weeks=back)
        begins = until - timedelta(weeks=1)
        inside = [lesson for lesson in told if begins < lesson.at <= until]
        if inside:
            agreed = share(sum(lesson.confirms for lesson in inside), len(inside))
            found.append(Week(begins, len(inside), agreed))
    return found

"""What an accuracy that a person asks for costs: from which confidence on it is kept, and how much is left above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from resonanz.understand.learning import foreseen
from resonanz.understand.measuring import Interval

ASKED: Final = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99)
"""Accuracies that a curve shows."""
NEVER: Final = 2.0
"""A confidence that nothing has."""
_Z: Final = 1.645
"""Standard deviations of a 90 % interval."""


@dataclass(frozen=True, slots=True)
class Point:
    """Say what asking for an accuracy gives."""

    asked: float
    confidence: float
    """From which on a value is stated; above 1 where the accuracy cannot be kept."""
    accuracy: Interval | None
    """What was obtained on answers that had not been seen; None where nothing is sure enough."""
    coverage: Interval


def curve(sure: Sequence[float], right: Sequence[bool], asked: Sequence[float] = ASKED) -> list[Point]:
    """Return a point for each accuracy, from answers with their confidence and whether they were right."""
    confidence, correct = np.asarray(sure, dtype=float), np.asarray(right, dtype=bool)
    if not len(confidence):
        return []
    points = []
    for found in foreseen(confidence, correct, asked):
        above = confidence >= found.confidence
        kept = int(above.sum())
        points.append(
            Point(
                asked=found.accuracy,
                confidence=found.confidence,
                accuracy=share(int(correct[above].sum()), kept) if kept else None,
                coverage=share(kept, len(above)),
            )
        )
    return points


def threshold(sure: Sequence[float], right: Sequence[bool], asked: float) -> float:
    """Return from which confidence on `asked` is kept; `NEVER` where it cannot be."""
    found = curve(sure, right, (asked,))
    return found[0].confidence if found else NEVER


def share(part: int, whole: int) -> Interval:
    """Return a share with its 90 % interval by Wilson (1927)."""
    if not whole:
        return Interval(0.0, 0.0, 1.0)
    found, square = part / whole, _Z * _Z
    middle = (found + square / (2 * whole)) / (1 + square / whole)
    reach = _Z * sqrt(found * (1 - found) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return Interval(found, max(0.0, middle - reach), min(1.0, middle + reach))

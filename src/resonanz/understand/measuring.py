"""How good answers are: figures that every comparison in this package uses, with intervals.

Labels are whole numbers from 0; every figure is between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

ROUNDS: Final = 400
"""Draws of a bootstrap."""
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """Hold a figure and its 90 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Found:
    """Hold how well one label is found."""

    precision: float
    recall: float
    f1: float
    examples: int


def found_label(truth: Array, found: Array, label: int) -> Found:
    """Return precision, recall and F1 of one label."""
    both = int(((truth == label) & (found == label)).sum())
    said, there = int((found == label).sum()), int((truth == label).sum())
    return Found(both / max(said, 1), both / max(there, 1), 2 * both / max(said + there, 1), there)


def macro_f1(truth: Array, found: Array) -> float:
    """Return the mean F1 of the labels that occur in truth: each label counts the same, however rare."""
    if not len(truth):
        return 0.0
    there, said = np.bincount(truth), np.bincount(found)
    many = max(len(there), len(said))
    both = np.bincount(truth[truth == found], minlength=many)
    present = np.flatnonzero(there)
    total = np.pad(there, (0, many - len(there))) + np.pad(said, (0, many - len(said)))
    return float((2 * both[present] / total[present]).mean())


def accuracy(truth: Array, found: Array) -> float:
    """Return the share of right answers."""
    return float((truth == found).mean()) if len(truth) else 0.0


def calibration_error(sure: Array, right: Array) -> float:
    """Return by how much confidence and accuracy differ on average, over ten bins of confidence.

    The expected calibration error of Naeini, Cooper and Hauskrecht (2015).
    """
    if not len(sure):
        return 0.0
    bins = np.minimum((np.asarray(sure) * BINS).astype(int), BINS - 1)
    parts = [bins == number for number in np.unique(bins)]
    return float(sum(part.sum() * abs(sure[part].mean() - right[part].mean()) for part in parts) / len(sure))


def interval(measure: Callable[[Array, Array], float], truth: Array, found: Array) -> Interval:
    """Return a figure with the 5th and 95th percentile of `ROUNDS` draws with replacement."""
    if not len(truth):
        return Interval(0.0, 0.0, 1.0)
    draws = np.random.default_rng(2).integers(0, len(truth), size=(ROUNDS, len(truth)))
    low, high = np.quantile([measure(truth[draw], found[draw]) for draw in draws], [0.05, 0.95])
    return Interval(measure(truth, found), float(low), float(high))


def gain(truth: Array, before: Array, after: Array) -> Interval:
    """Return by how much `after` is better than `before` in macro-F1, drawn in pairs.

    A model is measurably better when the whole interval is above 0.
    """
    draws = np.random.default_rng(3).integers(0, len(truth), size=(ROUNDS, len(truth)))
    gains = [macro_f1(truth[draw], after[draw]) - macro_f1(truth[draw], before[draw]) for draw in draws]
    low, high = np.quantile(gains, [0.05, 0.95])
    return Interval(macro_f1(truth, after) - macro_f1(truth, before), float(low), float(high))

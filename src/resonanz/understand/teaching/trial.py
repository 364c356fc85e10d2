"""Whether a candidate is measurably better than what runs: both answer the same labels, neither having seen them.

What a reader would get wrong: a candidate is tried again and again as labels come in, and whoever tries often enough
wins once by luck. So each try since the last promotion spends less of the same five per cent: over all tries together,
at most one time in twenty something runs that is no better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from resonanz.core.teaching import Drawn, Lesson
from resonanz.understand.measuring import ROUNDS, Interval

Array: TypeAlias = NDArray[Any]

RISK: Final = 0.05
"""Of ever letting something run that is no better."""
FEWEST: Final = 30
"""Labelled mentions below which nothing is judged."""
ENOUGH_BY_CHANCE: Final = 100
"""Mentions drawn by lot from which on they alone are judged on."""
AGREEING: Final = 0.2
"""Share of the labels that has to confirm what ran, where people chose themselves what to label."""


class Reason(StrEnum):
    """Say why a candidate runs or does not."""

    BETTER = "better"
    NO_BETTER = "no_better"
    LESS_OFTEN_RIGHT = "less_often_right"
    """Better for rare values, at the price of being right less often."""
    TOO_FEW = "too_few"
    ONE_SIDED = "one_sided"
    """Nearly all labels say that what runs was wrong; of what it gets right nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Hold what a comparison found."""

    reason: Reason
    judged_on: int
    by_chance: bool
    """Whether all of these were drawn by lot."""
    tries: int
    """Which try since the last promotion it was."""
    macro_f1: Interval
    """By how much the candidate is better; the interval is the one that decides."""
    accuracy: Interval

    @property
    def is_better(self) -> bool:
        """Tell whether the candidate may run."""
        return self.reason is Reason.BETTER


def judged_on(lessons: Sequence[Lesson]) -> tuple[Array, bool]:
    """Return which lessons a comparison looks at, and whether all of those were drawn by lot."""
    by_chance = np.array([lesson.drawn is Drawn.CHANCE for lesson in lessons], dtype=bool)
    if by_chance.sum() >= ENOUGH_BY_CHANCE:
        return by_chance, True
    return np.ones(len(lessons), dtype=bool), False


def is_one_sided(lessons: Sequence[Lesson]) -> bool:
    """Tell whether these labels say next to nothing about what the machines got right."""
    told = [lesson for lesson in lessons if lesson.corrects or lesson.confirms]
    return bool(told) and sum(lesson.confirms for lesson in told) < AGREEING * len(told)


def compare(lessons: Sequence[Lesson], before: Sequence[str], after: Sequence[str], *, tries: int = 1) -> Verdict:
    """Judge a candidate's answers (`after`) against those of what runs (`before`), lesson by lesson."""
    chosen, by_chance = judged_on(lessons)
    places = np.flatnonzero(chosen).tolist()
    truth = [lessons[place].value for place in places]
    names = {name: number for number, name in enumerate(sorted({*truth, *before, *after}))}
    said = [np.array([names[value] for value in values], dtype=np.int64) for values in (truth, before, after)]
    true, first, second = said[0], said[1][places], said[2][places]
    level = RISK / (tries * (tries + 1))
    shared = {"judged_on": len(places), "by_chance": by_chance, "tries": tries}
    if len(places) < FEWEST:
        nothing = Interval(0.0, -1.0, 1.0)
        return Verdict(reason=Reason.TOO_FEW, macro_f1=nothing, accuracy=nothing, **shared)  # type: ignore[arg-type]
    f1, accuracy = _gains(true, first, second, level)
    if f1.low <= 0:
        reason = Reason.NO_BETTER
    elif accuracy.high < 0:
        reason = Reason.LESS_OFTEN_RIGHT
    elif not by_chance and is_one_sided(lessons):
        reason = Reason.ONE_SIDED
    else:
        reason = Reason.BETTER
    return Verdict(reason=reason, macro_f1=f1, accuracy=accuracy, **shared)  # type: ignore[arg-type]


def _gains(truth: Array, before: Array, after: Array, level: float) -> tuple[Interval, Interval]:
    """Return the gains in macro-F1 and in accuracy, drawn in pairs; `level` is the risk at the lower end."""
    draws = np.random.default_rng(5).integers(0, len(truth), size=(ROUNDS, len(truth)))
    drawn = _gain(truth[draws], before[draws], after[draws])
    found = _gain(truth[None], before[None], after[None])
    # The far ends of a bootstrap need thousands of draws; its spread does not.
    reach = NormalDist().inv_cdf(1 - level) * drawn.std(axis=1)
    f1, accuracy = (
        Interval(float(value), float(value - far), float(value + far))
        for value, far in zip(found[:, 0], reach, strict=True)
    )
    return f1, accuracy


def _gain(truth: Array, before: Array, after: Array) -> Array:
    """Return the gains in macro-F1 and in accuracy of each draw, shape (2, draws); all shapes (draws, labels)."""
    f1 = _macro_f1(truth, after) - _macro_f1(truth, before)
    return np.stack([f1, (after == truth).mean(axis=1) - (before == truth).mean(axis=1)])


def _macro_f1(truth: Array, found: Array) -> Array:
    """Return `measuring.macro_f1` of each draw at once."""
    rounds, many = len(truth), int(max(truth.max(), found.max())) + 1
    cells = np.arange(rounds)[:, None] * many

    def counted(values: Array) -> Array:
        return np.bincount(values, minlength=rounds * many).reshape(rounds, many)

    there, said = counted((truth + cells).ravel()), counted((found + cells).ravel())
    both = counted((truth + cells)[truth == found])
    present = there > 0
    f1 = np.where(present, 2 * both / np.maximum(there + said, 1), 0.0)
    mean: Array = f1.sum(axis=1) / present.sum(axis=1)
    return mean

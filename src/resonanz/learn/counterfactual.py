"""What would have happened otherwise: three ways to say it, one way to say how far each can miss.

Each way turns the series into a difference that ought to show nothing but noise, and `noise.predict` tells how that
would have gone on:

* difference in differences: the series minus the mean of the controls;
* synthetic control: minus a mixture of the controls, weights from the time before (Abadie, Diamond and Hainmueller,
  2010; shifted by a constant as in Doudchenko and Imbens, 2016);
* structural: minus nothing; its rhythm of the week, its drift and its memory alone.

A reader would get wrong that everything is computed in logarithms wherever all values are positive: what is tried
changes so many per cent, not so many pieces, and a control that is ten times as large stays comparable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.optimize import nnls

from resonanz.learn.daily import Daily, numbers_of
from resonanz.learn.noise import Floats, Mixture, Window, predict

SMALLEST_MEAN: Final = 5.0
"""Below this many a day the logarithm of a count bends what it shows."""
WEEKS_FOR_RHYTHM: Final = 3
BLOCKS: Final = 5
LONGEST_BEFORE: Final = 400
"""Days before the start that are looked at: what lies further back says little and costs much."""


class Method(StrEnum):
    """Name a way of saying what would have happened otherwise."""

    DID = "did"
    SYNTHETIC = "synthetic"
    STRUCTURAL = "structural"


@dataclass(frozen=True, slots=True)
class Split:
    """Hold a series with the places before the start and after it, on the scale that is computed on."""

    daily: Daily
    before: tuple[int, ...]
    after: tuple[int, ...]
    logarithmic: bool

    def scaled(self, values: Floats) -> Floats:
        """Return values on the scale that is computed on."""
        return np.log(values) if self.logarithmic else values

    @property
    def series(self) -> Floats:
        """Return the series on that scale, all days."""
        return self.scaled(self.daily.values)

    @property
    def controls(self) -> Floats:
        """Return the controls on that scale, shape (days, controls); on the plain scale brought to the series' size."""
        columns = [self.scaled(control) for control in self.daily.controls.values()]
        if not columns:
            return np.zeros((len(self.daily.days), 0))
        table = np.column_stack(columns)
        if not self.logarithmic:
            means = table[list(self.before)].mean(axis=0)
            own = self.daily.values[list(self.before)].mean()
            table = table * np.where(means == 0, 1.0, own / np.where(means == 0, 1.0, means))
        return np.asarray(table)


def split(daily: Daily, before: Sequence[int], after: Sequence[int]) -> Split:
    """Return the series prepared for a start between `before` and `after`; choose its scale."""
    before = before[-LONGEST_BEFORE:]
    everything = [daily.values, *daily.controls.values()]
    logarithmic = all(float(one.min()) > 0 and float(one.mean()) >= SMALLEST_MEAN for one in everything)
    return Split(daily, tuple(before), tuple(after), logarithmic)


def possible(split_at: Split) -> tuple[Method, ...]:
    """Return the methods that this many controls and days allow."""
    controls = len(split_at.daily.controls)
    if controls >= 2 and len(split_at.before) >= 4 * controls:
        return (Method.STRUCTURAL, Method.DID, Method.SYNTHETIC)
    return (Method.STRUCTURAL, Method.DID) if controls else (Method.STRUCTURAL,)


def difference(split_at: Split, method: Method) -> tuple[Floats, Floats]:
    """Return what the method leaves of the series, all days, and what it took away.

    For the time before, the weights of a synthetic control come from the other fifths of that time: weights that saw a
    day fit it too well, and the interval would be too narrow.
    """
    series, controls = split_at.series, split_at.controls
    if method is Method.STRUCTURAL:
        taken = np.zeros_like(series)
    elif method is Method.DID:
        taken = controls.mean(axis=1)
    else:
        taken = _mixed(series, controls, split_at.before)
    return series - taken, taken


def _mixed(series: Floats, controls: Floats, before: Sequence[int]) -> Floats:
    places = np.asarray(before, dtype=int)
    taken = controls @ _weights(series[places], controls[places])
    for block in np.array_split(places, BLOCKS):
        others = np.setdiff1d(places, block)
        shift = (series[others] - controls[others] @ (w := _weights(series[others], controls[others]))).mean()
        whole = (series[places] - taken[places]).mean()
        taken[block] = controls[block] @ w + shift - whole
    return np.asarray(taken)


def _weights(series: Floats, controls: Floats) -> Floats:
    """Return weights, none negative, together 1, that come closest to the series but for a constant."""
    centred, target = controls - controls.mean(axis=0), series - series.mean()
    heavy = 1e3 * max(float(np.abs(centred).max()), 1e-12)  # the sum of 1 as a very heavy day
    weights, _ = nnls(np.vstack([centred, np.full(controls.shape[1], heavy)]), np.append(target, heavy))
    total = weights.sum()
    return np.asarray(weights / total if total else np.full(len(weights), 1.0 / len(weights)))


def expected(split_at: Split, left: Floats, places: Sequence[Sequence[int]]) -> list[Mixture]:
    """Return, for each group of places, what the mean of `left` would be there had nothing begun."""
    days = numbers_of(split_at.daily.days)
    rows = rhythm(split_at)
    before = np.asarray(split_at.before, dtype=int)
    origin = days[before[0]]
    windows = [Window(days[list(group)] - origin + 1.0, rows[list(group)]) for group in places]
    return predict(days[before] - origin + 1.0, left[before], rows[before], windows)


def rhythm(split_at: Split) -> Floats:
    """Return the rows of the regression: a constant, and the days of the week where there are weeks enough."""
    weekdays = np.array([day.weekday() for day in split_at.daily.days])
    columns = [np.ones(len(weekdays))]
    known = np.bincount(weekdays[list(split_at.before)], minlength=7)
    if (known >= WEEKS_FOR_RHYTHM).all():
        columns += [(weekdays == day).astype(np.float64) for day in range(6)]
    return np.column_stack(columns)

"""What a series would have done by itself: its rhythm, its drift and its memory, and how far such a guess can miss.

The series is a regression plus noise whose correlation fades with time: `K = (1 - q) * rho ** |i - j| + q * I`, plus a
slope that is held back by a prior. Nobody knows `rho`, `q` or the width of that prior, and a best guess of them makes
intervals too narrow. So all values of a grid are kept, each weighted by how well it explains what came before (flat
priors on the regression and on log sigma; Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006,
section 2.7 for the algebra). A prediction is then a mixture of t distributions, and no random number is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import stdtr

Floats: TypeAlias = NDArray[np.float64]

MEMORY: Final = (0.3, 0.6, 0.8, 0.9, 0.96)
"""Correlation of one day's noise with the next."""
NUGGET: Final = (0.0, 0.4, 0.7, 0.88)
"""Share of the noise that no other day knows of."""
DRIFT: Final = {0.0: 0.4, 0.03: 0.15, 0.1: 0.2, 0.25: 0.25}
"""Standard deviation of one day's step of a random walk, in standard deviations of the noise: its prior weight."""
SLOPE: Final = {0.0: 0.6, 2.0: 0.4}
"""Width of the prior of the slope (standard deviations of the noise gained over the whole time): its prior weight."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Hold a mixture of t distributions with the same degrees of freedom."""

    centres: Floats
    scales: Floats
    weights: Floats
    freedom: int

    def below(self, x: float) -> float:
        """Return the probability of less than `x`."""
        return float(self.weights @ stdtr(self.freedom, (x - self.centres) / self.scales))

    def quantile(self, share: float) -> float:
        """Return the value that a draw stays below with probability `share`."""
        far = 60.0 * float(self.scales.max())
        low, high = float(self.centres.min()) - far, float(self.centres.max()) + far
        return float(brentq(lambda x: self.below(x) - share, low, high, xtol=1e-9 * max(far, 1e-300)))

    @property
    def centre(self) -> float:
        """Return the mean."""
        return float(self.weights @ self.centres)

    @property
    def spread(self) -> float:
        """Return the standard deviation, of a normal distribution with the same middle 95 %."""
        return (self.quantile(0.975) - self.quantile(0.025)) / (2 * 1.959964)


@dataclass(frozen=True, slots=True)
class Window:
    """Describe days whose mean is asked for: their numbers, shape (n,), and their rows of the regression."""

    days: Floats
    rows: Floats


def predict(days: Floats, values: Floats, rows: Floats, windows: Sequence[Window]) -> list[Mixture]:
    """Return for each window what its mean would be if everything went on as before.

    `days` (n,) are day numbers, ascending, gaps allowed; `values` (n,) what was seen on them; `rows` (n, columns) the
    regression, whose columns must be independent and fewer than the days.
    """
    seen = _Seen(days, values, rows)
    found = [one for corner in _corners() if (one := _one(corner, seen, windows)) is not None]
    evidence = np.array([one[0] for one in found])
    weights = np.exp(evidence - evidence.max())
    weights /= weights.sum()
    centres, scales = np.array([one[1] for one in found]), np.array([one[2] for one in found])
    return [Mixture(centres[:, at], scales[:, at], weights, seen.freedom) for at in range(len(windows))]


@dataclass(frozen=True, slots=True)
class _Seen:
    days: Floats
    values: Floats
    rows: Floats

    @property
    def freedom(self) -> int:
        return len(self.rows) - len(self.rows[0])

    def ramp(self, days: Floats) -> Floats:
        """Return how far along the time before `days` are: 0 at its beginning, 1 at its end."""
        return np.asarray((days - self.days[0]) / max(float(self.days[-1] - self.days[0]), 1.0))


@dataclass(frozen=True, slots=True)
class _Corner:
    memory: float
    nugget: float
    drift: float
    slope: float

    @property
    def prior(self) -> float:
        return float(np.log(DRIFT[self.drift] * SLOPE[self.slope]))

    def shared(self, one: Floats, other: Floats) -> Floats:
        """Return the covariance of the noise on days `one` with that on days `other`, without each day's own."""
        gap = np.abs(one[:, None] - other[None, :])
        fading = (1.0 - self.nugget) * self.memory**gap if self.memory else np.zeros_like(gap)
        return np.asarray(fading + self.drift**2 * np.minimum(one[:, None], other[None, :]))


def _corners() -> Iterator[_Corner]:
    for slope, drift in product(SLOPE, DRIFT):
        yield _Corner(0.0, 1.0, drift, slope)
        for memory, nugget in product(MEMORY, NUGGET):
            yield _Corner(memory, nugget, drift, slope)


def _one(corner: _Corner, seen: _Seen, windows: Sequence[Window]) -> tuple[float, Floats, Floats] | None:
    """Return evidence, centres and scales under one corner of the grid; None where the numbers break down."""
    known, asked = _regression(corner, seen, windows)
    own = corner.shared(seen.days, seen.days)
    own[np.diag_indices_from(own)] += corner.nugget + 1e-10
    across = np.column_stack([corner.shared(seen.days, window.days).mean(axis=1) for window in windows])
    try:
        lower = np.linalg.cholesky(own)
    except np.linalg.LinAlgError:
        return None
    whitened = np.linalg.solve(lower, np.column_stack([known, seen.values, across]))
    x, y, c = np.split(whitened, [known.shape[1], known.shape[1] + 1], axis=1)
    precision = x.T @ x
    if corner.slope:
        precision[-1, -1] += 1.0 / corner.slope**2
    beta = np.linalg.solve(precision, x.T @ y)
    rest = max(float((y.T @ y - beta.T @ precision @ beta)[0, 0]), 1e-12 * float((y.T @ y)[0, 0]) + 1e-300)
    gap = asked - c.T @ x
    within = np.array([corner.shared(one.days, one.days).mean() + corner.nugget / len(one.days) for one in windows])
    factors = within - (c * c).sum(axis=0) + (gap * np.linalg.solve(precision, gap.T).T).sum(axis=1)
    evidence = (
        corner.prior
        - float(np.log(np.diag(lower)).sum())
        - 0.5 * float(np.linalg.slogdet(precision)[1])
        - (float(np.log(corner.slope)) if corner.slope else 0.0)
        - 0.5 * seen.freedom * float(np.log(rest))
    )
    centres = (asked @ beta + c.T @ (y - x @ beta))[:, 0]
    return evidence, centres, np.sqrt(np.maximum(factors, 1e-12) * rest / seen.freedom)


def _regression(corner: _Corner, seen: _Seen, windows: Sequence[Window]) -> tuple[Floats, Floats]:
    """Return the regression before and the mean row of each window, with a ramp where the corner has a slope."""
    asked = np.array([window.rows.mean(axis=0) for window in windows])
    if not corner.slope:
        return seen.rows, asked
    ahead = np.array([seen.ramp(window.days).mean() for window in windows])
    return np.column_stack([seen.rows, seen.ramp(seen.days)]), np.column_stack([asked, ahead])

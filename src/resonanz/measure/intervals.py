"""How sure an estimate is: 95 % intervals by formula, no random number drawn.

What was said in a time is seen here as a sample of what people say; a plain number that was counted has no interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, TypeAlias

from scipy.special import bdtr, chdtri

SURE: Final = 1.959964
"""Standard deviations to each side within which 95 of 100 lie."""
Bounds: TypeAlias = tuple[float, float]


def wilson(hits: float, of: float) -> Bounds:
    """Return the bounds of a share of `of` > 0 (E. B. Wilson, 1927); `hits` beyond `of` are taken as all."""
    share, weight = min(max(hits / of, 0.0), 1.0), SURE**2 / of
    middle = (share + weight / 2) / (1 + weight)
    reach = SURE / (1 + weight) * math.sqrt(share * (1 - share) / of + weight / of / 4)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def balance_bounds(positive: float, negative: float, of: float) -> Bounds:
    """Return the bounds of (positive - negative) / of, where others are neither (Agresti and Min, 2005).

    Half an observation is added to each of the four cells of their table, so that none at all is not taken for sure.
    """
    more, less, total = positive + 0.5, negative + 0.5, of + 2.0
    middle = (more - less) / total
    reach = SURE * math.sqrt(max(more + less - (more - less) ** 2 / total, 0.0)) / total
    return max(middle - reach, -1.0), min(middle + reach, 1.0)


def median_bounds(ascending: Sequence[float]) -> Bounds | None:
    """Return the bounds of a median by order statistics (Conover, 1999, section 3.2); None below 6 values."""
    number = len(ascending)
    below = 0
    while float(bdtr(below, number, 0.5)) <= 0.025:
        below += 1
    return (ascending[below - 1], ascending[number - below]) if below else None


def rate_bounds(events: int, time: float) -> Bounds:
    """Return the bounds of a rate of `events` in `time` > 0 (Garwood, 1936)."""
    low = float(chdtri(2 * events, 0.975)) / 2 if events else 0.0
    return low / time, float(chdtri(2 * events + 2, 0.025)) / 2 / time

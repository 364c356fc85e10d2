"""About how many mentions a question takes, with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

SURE: Final = 1.645
"""Standard deviations to each side within which the truth lies nine times out of ten."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Hold a number of mentions; unless it is exact, the truth lies within [low, high] nine times out of ten."""

    number: float
    low: float
    high: float
    looked_at: int
    """Mentions that were looked at to tell."""
    exact: bool

    @classmethod
    def counted(cls, number: int, looked_at: int) -> Volume:
        """Return a number that was counted."""
        return cls(number, number, number, looked_at, exact=True)

    @classmethod
    def sampled(cls, hits: int, looked_at: int, of: int) -> Volume:
        """Return what `hits` among `looked_at` mentions, drawn evenly from `of`, tell; Wilson's interval."""
        share, weight = hits / looked_at, SURE**2 / looked_at
        middle = (share + weight / 2) / (1 + weight)
        reach = SURE / (1 + weight) * sqrt(share * (1 - share) / looked_at + weight / looked_at / 4)
        low, high = max(middle - reach, 0.0) * of, min(middle + reach, 1.0) * of
        return cls(share * of, min(max(low, hits), share * of), max(high, share * of), looked_at, exact=False)

"""A share with how sure it is: so many of so many, and the interval in which the true share lies.

The one thing a reader would get wrong: nothing of nothing is no share of zero. It has no value and no interval, and
a page shows a dash.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

SURE: Final = 1.959964
"""Standard deviations to each side within which the truth lies nineteen times out of twenty."""


@dataclass(frozen=True, slots=True)
class Share:
    """Hold `hits` among `of`."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """Return hits / of, 0..1; None where there is nothing to take a share of."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return Wilson's 95 % interval (1927): honest for few, never below 0 or above 1."""
        if not self.of:
            return None
        share, weight = self.hits / self.of, SURE**2 / self.of
        middle = (share + weight / 2) / (1 + weight)
        reach = SURE / (1 + weight) * sqrt(share * (1 - share) / self.of + weight / self.of / 4)
        return max(middle - reach, 0.0), min(middle + reach, 1.0)

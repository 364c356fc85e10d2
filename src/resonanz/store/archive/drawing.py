"""Drawing a few of many evenly, and always the same: a number that flickers is not believed."""

from __future__ import annotations

from typing import Final

import numpy as np

from resonanz.store.archive.keys import Seqs

GOLDEN: Final = 0.618_033_988_749_895
NEAR: Final = 10
"""Mentions beside each other that are read together: one of them takes as long as all of them."""


def spread(number: int, looks: int) -> Seqs:
    """Return places spread evenly over so many: one in each stretch, at another spot each time.

    Steps of one length would see only one side of what repeats itself, as a bot does. Multiples of the golden ratio
    are the most even of all sequences that look like chance.
    """
    stretches = np.arange(looks)
    return ((stretches + stretches * GOLDEN % 1) * (number / looks)).astype(np.int64)


def spread_by_tens(number: int, looks: int) -> Seqs:
    """Return about `looks` places, or all there are, in runs of `NEAR` that are spread evenly; ascending."""
    if number <= looks:
        return np.arange(number)
    starts = spread(number // NEAR, looks // NEAR) * NEAR
    found: Seqs = (starts[:, None] + np.arange(NEAR)).ravel()
    return found

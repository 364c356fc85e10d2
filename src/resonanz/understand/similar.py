"""Which mentions say the same in other words: nearness of words and runs of letters, weighed by how rare they are.

The features are those that models learn from (`understand.features`). What a reader would get wrong: nearness is to
the middle of all examples and to the nearest one alike, because a need is asked for in several ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.understand.features import COLUMNS, Sparse, grams, rarity, weighed
from resonanz.understand.plain import plain_text

NEAREST_EXAMPLE: Final = 0.5
"""How much nearness to the nearest example counts; the rest is nearness to the middle of all."""


class Similar:
    """Find mentions that are like others; the port `Likeness`."""

    def nearest(self, like: Sequence[Heard], among: Sequence[Heard], *, limit: int) -> Mapping[MentionId, float]:
        """Return those of `among` that are most like the others, with their likeness (0 to 1), the likest first."""
        if not like or not among:
            return {}
        rows = grams([plain_text(heard.mention) for heard in (*like, *among)])
        rows = weighed(rows, rarity(rows))
        near = _nearness(rows, len(like))
        order = np.argsort(-near, kind="stable")[:limit]
        return {among[int(place)].mention.id: round(float(near[place]), 4) for place in order}


def _nearness(rows: Sparse, examples: int) -> NDArray[np.float64]:
    """Return for each row after the examples how near it is to them; rows have length the square root of two."""
    columns, values = rows.columns, rows.values.astype(np.float64)
    middle = np.zeros(COLUMNS)
    best = np.zeros(len(rows) - examples)
    total = np.zeros(len(rows) - examples)
    starts = rows.begins
    candidates = slice(int(starts[examples]), None)
    within = np.repeat(np.arange(len(rows) - examples), np.diff(starts[examples:]))
    for place in range(examples):
        own = slice(int(starts[place]), int(starts[place + 1]))
        middle[columns[own]] = values[own]
        found = np.bincount(within, weights=middle[columns[candidates]] * values[candidates], minlength=len(best)) / 2
        middle[columns[own]] = 0.0
        best = np.maximum(best, found)
        total += found
    return np.asarray(NEAREST_EXAMPLE * best + (1 - NEAREST_EXAMPLE) * total / examples)

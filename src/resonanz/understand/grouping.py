"""Groups of texts that speak of the same, found without anybody naming them, and kept from one look to the next.

Texts are brought into few dimensions (latent semantic analysis: Deerwester and others, 1990), where those that share
no word but share company lie near each other. The densest spot that is still free becomes a group, and so on until no
spot is dense enough.

The one thing a reader would get wrong: only the first look deals. Every later one is told which group each text was in
and starts from there: a text leaves its group only when it lies clearly elsewhere, a group goes on as long as it has
texts, and new groups are looked for only among texts that no group took. Two groups become one when their centres have
come so close that nobody could tell them apart; the older one's number stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from resonanz.understand.features import COLUMNS, Sparse, grams, rarity, weighed
from resonanz.understand.plain import Plain

Array: TypeAlias = NDArray[Any]

NO_GROUP: Final = -1
NEW: Final = -2
"""Stands for a text that no earlier look saw."""
DIMENSIONS: Final = 100
TEXTS_A_DIMENSION: Final = 4
"""With fewer, each text would keep a dimension for itself."""
NEAR: Final = 0.6
"""Cosine to a centre from which a text joins a group."""
DENSER: Final = 0.65
"""Cosine within a group that a later look begins: what lay just below dense at the first look is not dealt again and
again as the few directions turn with each window."""
STAYS: Final = 0.35
"""Cosine to its own group's centre down to which a text stays in it."""
CLEARLY: Final = 0.2
"""How much nearer than the usual a centre has to be before a text that was dealt already changes places."""
SAME: Final = 0.9
"""Cosine of two centres from which they are one."""
SMALLEST: Final = 6
"""Texts of a new group."""
ALIVE: Final = 2
"""Texts with which a group goes on."""
SMALLEST_WINDOW: Final = 60
"""Texts below which nothing can be said to be dense."""
MOST: Final = 60
"""Groups at a time."""
RARELY: Final = 3
COMMONLY: Final = 0.1
"""Columns in fewer texts than the one, or in a larger share than the other, do not tell texts apart."""
FEW: Final = 60
"""Texts that may share a column whatever their share is: a small window may be about one thing."""


def group(texts: Sequence[Plain], before: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return the number of each text's group, `NO_GROUP` for those that are in none.

    `before` are the numbers of an earlier look, `NEW` for texts that it did not see. New groups get numbers above all
    that were given. At most some thousand texts: memory grows with their square.
    """
    earlier = np.full(len(texts), NEW, dtype=np.int64) if before is None else before
    if len(texts) < SMALLEST_WINDOW:
        return np.maximum(earlier, NO_GROUP)
    places = condensed(texts)
    near = NEAR if before is None else DENSER
    return _with_new(places, _kept(places, earlier), above=max(int(earlier.max()), NO_GROUP), near=near)


def condensed(texts: Sequence[Plain]) -> NDArray[np.float32]:
    """Return the texts in `DIMENSIONS` dimensions or fewer, each of length one, or zero where nothing is shared."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  only whoever proposes topics needs it
    from scipy.sparse.linalg import svds  # noqa: PLC0415

    rows = _weighed(texts)
    used, columns = np.unique(rows.columns, return_inverse=True)
    matrix = csr_matrix((rows.values, columns, rows.begins), shape=(len(rows), max(len(used), 1)))
    many = min(DIMENSIONS, len(texts) // TEXTS_A_DIMENSION, min(matrix.shape) - 1)
    if many < 1:
        return np.zeros((len(texts), 1), dtype=np.float32)
    start = np.random.default_rng(0).normal(size=min(matrix.shape)).astype(np.float32)
    _, _, directions = svds(matrix, k=many, v0=start)
    return _of_length_one(np.asarray(matrix @ directions.T, dtype=np.float32))


def centre(places: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the direction that some texts share."""
    return np.asarray(_of_length_one(places.mean(axis=0, keepdims=True))[0], dtype=np.float32)


def _weighed(texts: Sequence[Plain]) -> Sparse:
    counted = grams(texts)
    rows = weighed(counted, rarity(counted))
    often = np.bincount(rows.columns, minlength=COLUMNS)
    telling = (often >= RARELY) & (often <= max(COMMONLY * len(texts), FEW))
    kept = telling[rows.columns]
    begins = np.concatenate(([0], np.cumsum(kept)))[rows.begins]
    return Sparse(begins, rows.columns[kept], rows.values[kept])


def _kept(places: NDArray[np.float32], earlier: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the groups of before, each text in the one it belongs to now."""
    numbers = np.maximum(earlier, NO_GROUP)
    alive = _alive(numbers)
    if not len(alive):
        return np.full_like(numbers, NO_GROUP)
    numbers = np.where(np.isin(numbers, alive), numbers, NO_GROUP)
    numbers = _merged(places, numbers, alive)
    alive = _alive(numbers)
    nearness = places @ _centres(places, numbers, alive).T
    best = nearness.argmax(axis=1)
    nearest = nearness[np.arange(len(places)), best]
    own = np.full(len(places), -1.0, dtype=np.float32)
    inside = numbers != NO_GROUP
    own[inside] = nearness[inside, np.searchsorted(alive, numbers[inside])]
    stays = inside & (own >= STAYS) & (nearest < own + CLEARLY)
    joins = ~stays & (nearest >= np.where(earlier == NEW, NEAR, NEAR + CLEARLY))
    return np.where(stays, numbers, np.where(joins, alive[best], NO_GROUP))


def _merged(places: NDArray[np.float32], numbers: NDArray[np.int64], alive: NDArray[np.int64]) -> NDArray[np.int64]:
    centres = _centres(places, numbers, alive)
    nearness = centres @ centres.T
    for later in range(1, len(alive)):
        older = int(nearness[later, :later].argmax())
        if nearness[later, older] >= SAME:
            numbers = np.where(numbers == alive[later], numbers[numbers == alive[older]][:1], numbers)
            nearness[:, later] = -1.0  # what was merged takes nothing in any more
    return numbers


def _with_new(places: NDArray[np.float32], numbers: NDArray[np.int64], *, above: int, near: float) -> NDArray[np.int64]:
    """Give numbers to the densest spots among the texts that no group took."""
    free = np.flatnonzero(numbers == NO_GROUP)
    beside = (places[free] @ places[free].T >= near).astype(np.float32)
    waiting = np.ones(len(free), dtype=bool)
    found = numbers.copy()
    for number in range(above + 1, above + 1 + MOST - len(_alive(numbers))):
        dense = (beside @ waiting.astype(np.float32)) * waiting
        spot = int(dense.argmax()) if len(dense) else 0
        if not len(dense) or dense[spot] < SMALLEST:
            break
        members = (beside[spot] > 0) & waiting
        settled = (places[free] @ centre(places[free][members]) >= near) & waiting
        members = settled if settled.sum() >= SMALLEST else members
        found[free[members]] = number
        waiting[members] = False
        waiting[spot] = False
    return found


def _alive(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    found, sizes = np.unique(numbers[numbers != NO_GROUP], return_counts=True)
    return np.asarray(found[sizes >= ALIVE], dtype=np.int64)


def _centres(places: NDArray[np.float32], numbers: NDArray[np.int64], alive: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.stack([centre(places[numbers == one]) for one in alive])


def _of_length_one(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)

"""How much texts resemble each other, by the words and letters that they share: for answers that fit a question.

The same features as learning uses, compared without anything learned: a library of ten answers has nothing to learn
from. What a reader would get wrong: rarity is counted among the texts that are compared, so the same two texts are
liked differently in other company; only scores of one call can be put in an order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resonanz.understand.features import COLUMNS, Sparse, grams, rarity, weighed
from resonanz.understand.grouping import SMALLEST_WINDOW, condensed
from resonanz.understand.plain import Plain, plain
from resonanz.understand.topic_words import Spoken, telling_words

NEAR: Final = 0.18
"""Resemblance from which two of a few questions are taken for one."""
NEAR_CONDENSED: Final = 0.6
"""The same among many, where those that share no word but share company lie near each other too."""
MOST: Final = 2_000
"""Texts that are grouped at once; memory grows with their square."""


class Resembling:
    """Compare texts."""

    def scores(self, text: str, others: Sequence[str]) -> list[float]:
        """Return how much each of `others` is like `text`: 0 for nothing in common, 1 for the same words."""
        if not others:
            return []
        rows = _rows([text, *others])
        asked = np.zeros(COLUMNS, dtype=np.float32)
        own = slice(rows.begins[0], rows.begins[1])
        asked[rows.columns[own]] = rows.values[own]
        places = np.repeat(np.arange(len(rows)), np.diff(rows.begins))
        products = np.bincount(places, weights=rows.values * asked[rows.columns], minlength=len(rows))
        return [min(float(one) / 2, 1.0) for one in products[1:]]

    def groups(self, texts: Sequence[str], *, smallest: int) -> list[list[int]]:
        """Return which of the first `MOST` texts say the same, by their places, the largest group first.

        The text with the most like it draws these together; then the next among those left, until a group would have
        fewer than `smallest`.
        """
        if len(texts) < smallest:
            return []
        near = _near([plain(text) for text in texts[:MOST]])
        found: list[list[int]] = []
        while True:
            spot = int(near.sum(axis=1).argmax())
            members = np.flatnonzero(near[spot])
            if len(members) < max(smallest, 1):
                return found
            found.append([int(one) for one in members])
            near[members, :] = False
            near[:, members] = False

    def words(self, texts: Sequence[str], among: Sequence[str]) -> tuple[str, ...]:
        """Return words that set `texts` apart from all of `among`, as they are written most often."""
        everything = [Spoken(plain(text), "", str(place)) for place, text in enumerate(among)]
        inside = set(texts)
        return telling_words([one for one, text in zip(everything, among, strict=True) if text in inside], everything)


def _rows(texts: Sequence[str]) -> Sparse:
    return _weighed([plain(text) for text in texts])


def _weighed(texts: Sequence[Plain]) -> Sparse:
    counted = grams(texts)
    return weighed(counted, rarity(counted))


def _near(texts: Sequence[Plain]) -> NDArray[np.bool_]:
    """Return for each pair whether the two are taken for one; a text without words is near none."""
    if len(texts) >= SMALLEST_WINDOW:
        places = condensed(texts)
        near = np.asarray(places @ places.T >= NEAR_CONDENSED)
    else:
        from scipy.sparse import csr_matrix  # noqa: PLC0415  only whoever groups needs it

        rows = _weighed(texts)
        used, columns = np.unique(rows.columns, return_inverse=True)
        matrix = csr_matrix((rows.values, columns, rows.begins), shape=(len(rows), max(len(used), 1)))
        near = np.asarray((matrix @ matrix.T).toarray() / 2 >= NEAR)
    return near

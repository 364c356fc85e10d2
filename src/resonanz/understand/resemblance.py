"""How much texts resemble each other, by the words and letters that they share: for answers that fit a question.

The same features as learning uses, compared without anything learned: a library of ten answers has nothing to learn
from. What a reader would get wrong: rarity is counted among the texts that one is compared with, so the same two texts
are liked differently in other company; only scores of one call can be put in an order.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resonanz.understand.features import Sparse, grams, rarity, weighed
from resonanz.understand.grouping import SMALLEST_WINDOW, condensed
from resonanz.understand.plain import Plain, plain
from resonanz.understand.topic_words import Spoken, telling_words

NEAR: Final = 0.18
"""Resemblance from which two of a few questions are taken for one."""
NEAR_CONDENSED: Final = 0.6
"""The same among many, where those that share no word but share company lie near each other too."""
KEPT: Final = 4
"""Companies of texts that are kept: the library, what was answered before, and one of each from before a change."""
MOST: Final = 2_000
"""Texts that are grouped at once; memory grows with their square."""


class Company:
    """Texts that others are compared with, weighed by how rare their words are among them.

    Of the texts themselves nothing is kept: what can be asked is which of them a text resembles.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Weigh them."""
        counted = grams([plain(text) for text in texts])
        self._rare = rarity(counted)
        rows = weighed(counted, self._rare)
        order = np.argsort(rows.columns, kind="stable")
        self._many = len(rows)
        self._columns = rows.columns[order]
        self._values = rows.values[order]
        self._places = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(rows.begins))[order]

    def scores(self, text: str) -> NDArray[np.float64]:
        """Return how much each of them is like `text`: the cosine over words and over letters, together 0..2."""
        asked = weighed(grams([plain(text)]), self._rare)
        starts = np.searchsorted(self._columns, asked.columns, side="left")
        lengths = np.searchsorted(self._columns, asked.columns, side="right") - starts
        spots = np.repeat(starts - np.cumsum(lengths) + lengths, lengths) + np.arange(int(lengths.sum()))
        products = self._values[spots] * np.repeat(asked.values, lengths)
        found = np.bincount(self._places[spots], weights=products, minlength=self._many)
        return np.asarray(found, dtype=np.float64)


class Resembling:
    """Compare texts."""

    def __init__(self) -> None:
        self._kept: dict[bytes, Company] = {}

    def scores(self, text: str, others: Sequence[str]) -> list[float]:
        """Return how much each of `others` is like `text`: 0 for nothing in common, 1 for the same words.

        Others that have been asked for lately are not read again: a library is compared with one question after the
        other, and stays as it is meanwhile.
        """
        if not others:
            return []
        return [min(float(one) / 2, 1.0) for one in self._company(others).scores(text)]

    def _company(self, texts: Sequence[str]) -> Company:
        key = _digest(texts)
        found = self._kept.pop(key, None) or Company(texts)
        self._kept[key] = found  # the last of all, so that the first is the one that was not asked for longest
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        return found

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


def _digest(texts: Sequence[str]) -> bytes:
    found = blake2b(digest_size=16)
    for text in texts:
        found.update(text.encode("utf-8", "replace") + b"\0")
    return found.digest()


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

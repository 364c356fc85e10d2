"""Have we heard this before? Reposts, syndicated and slightly changed texts point to the first of them.

The one thing a reader would get wrong: a copy is compared with first texts, never with other copies, so that a
story cannot drift from copy to copy until everything is the copy of something else. And a short `thank you` is no copy
of another: a thousand people who say the same few words are a thousand voices.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention
from resonanz.understand.plain import Plain
from resonanz.understand.sketch import BandIndex, band_keys, points, resemblance, similarity

WINDOW: Final = 200_000
"""First texts that are remembered; older ones are forgotten, so memory is bounded."""
COMPARED: Final = 1_000
"""Characters of a text that are compared."""
FEWEST_WORDS: Final = 4
SHORTEST: Final = 20
"""Characters; a text below either bound is nobody's copy."""
UNSPACED: Final = 12
"""Characters a word, on average, from which a script is taken to write without spaces."""
ALIKE: Final = 0.7
"""Two texts that share this much of their shingles are copies."""
CHANGED: Final = 0.45
"""Sharing this much they are copies only if, letter by letter, they are `NEARLY` the same."""
NEARLY: Final = 0.85

_NOTHING: Final = (MentionId(""), "")
"""Stands where a first text was forgotten."""
_NOT_COMPARED: Final = frozenset({"rt", "via", "mt"})


class Duplicates:
    """Find copies in a stream; what it answers depends on the order of the mentions alone."""

    def __init__(self, window: int = WINDOW) -> None:
        self._index = BandIndex(window)
        self._firsts: list[tuple[MentionId, str]] = []
        """Id and compared text by running number, modulo the window."""

    def find(self, mentions: Sequence[Mention], plains: Sequence[Plain]) -> list[MentionId | None]:
        """Return for each mention the first one it is a copy of; mentions are remembered in their order."""
        texts = [_Text(compared_text(plain)) for plain in plains]
        keys = band_keys([text.letters for text in texts])
        return [
            self._first_of(mention.id, text, keys[place]) if text.words else None
            for place, (mention, text) in enumerate(zip(mentions, texts, strict=True))
        ]

    def forget(self, ids: Collection[MentionId]) -> None:
        """Give up the texts of mentions that were erased: nothing becomes their copy any more."""
        gone = frozenset(ids)
        self._firsts = [_NOTHING if first in gone else (first, words) for first, words in self._firsts]

    def _first_of(self, id: MentionId, text: _Text, keys: NDArray[np.uint32]) -> MentionId | None:
        for number in self._index.near(keys):
            first, first_text = self._firsts[number % self._index.window]
            if first == id:
                if first_text == text.words:
                    return None  # heard again, as a source that is read twice gives it
                continue
            if text.copies(first_text):
                return first
        place = self._index.add(keys) % self._index.window
        if place == len(self._firsts):
            self._firsts.append((id, text.words))
        else:
            self._firsts[place] = (id, text.words)
        return None


class _Text:
    """Be one text that is compared with many."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.letters = points(words)

    def copies(self, words: str) -> bool:
        """Tell whether this is a copy of a text of these words."""
        if words == self.words:
            return True
        shorter, longer = sorted((len(words), len(self.words)))
        if shorter < CHANGED * longer:
            return False
        letters = points(words)
        alike = resemblance(self.letters, letters)
        if alike >= ALIKE or alike < CHANGED or 2 * shorter < NEARLY * (shorter + longer):
            return alike >= ALIKE
        return similarity(self.letters, letters) >= NEARLY


def compared_text(plain: Plain) -> str:
    """Return the words and numbers of a text, empty when there are too few to tell a copy."""
    words = [token for token in plain.tokens if token[0].isalnum() and token not in _NOT_COMPARED]
    text = " ".join(words)[:COMPARED]
    enough = len(words) >= FEWEST_WORDS or len(text) >= UNSPACED * len(words)
    return text if enough and len(text) >= SHORTEST else ""

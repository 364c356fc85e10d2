"""Character classes and folds as arrays for the compiled scanner, filled with what was met so far.

Working out all of Unicode takes a second; a stream meets a few thousand characters. So blocks of 256 are
worked out when the scanner first stumbles over one of them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from resonanz.query.folding import CLASSES, FOLDS, URL_ENDS, URL_TRIMMED, Char

UNKNOWN: Final = 255
"""Class of a character not worked out yet; the scanner stops there."""
ENDS_URL: Final = 0x10
TRIMMED: Final = 0x20
_CODES: Final = 0x110000
_BLOCK: Final = 256


class Chars(NamedTuple):
    """Hold the tables that the scanner reads."""

    classes: npt.NDArray[np.uint8]
    """`Char` in the low four bits, ENDS_URL and TRIMMED above."""
    folds: npt.NDArray[np.int32]
    """The folded character; -1: none; -2 - n: the n-th expansion."""
    starts: npt.NDArray[np.int32]
    """Where each expansion begins; one more than there are."""
    expansions: npt.NDArray[np.int32]


class CharTables:
    """Keep the tables and fill them in."""

    def __init__(self) -> None:
        self._classes = np.full(_CODES, UNKNOWN, np.uint8)
        self._folds = np.full(_CODES, -1, np.int32)
        self._starts = [0]
        self._expansions: list[int] = []
        self._known: set[int] = set()
        self._learn({0, 1, 2})

    def learn(self, codes: npt.NDArray[np.uint32]) -> None:
        """Work out every block of which a character is among `codes`."""
        unknown = codes[self._classes[codes] == UNKNOWN]
        self._learn(set(np.unique(unknown >> 8).tolist()))

    def _learn(self, blocks: set[int]) -> None:
        """Work out blocks, and those of the characters that theirs are folded to."""
        while blocks:
            block = blocks.pop()
            self._known.add(block)
            for code in range(block * _BLOCK, (block + 1) * _BLOCK):
                blocks |= {ord(part) // _BLOCK for part in self._work_out(code)} - self._known
        starts, expansions = np.array(self._starts, np.int32), np.array(self._expansions or [0], np.int32)
        self.tables = Chars(self._classes, self._folds, starts, expansions)

    def _work_out(self, code: int) -> str:
        """Enter one character; return what it is folded to."""
        char = chr(code)
        kind, folded = CLASSES[char], FOLDS[char]
        ends = char in URL_ENDS or kind in {Char.SPACE, Char.LINE}
        self._classes[code] = kind | (ENDS_URL if ends else 0) | (TRIMMED if char in URL_TRIMMED else 0)
        if len(folded) == 1:
            self._folds[code] = ord(folded)
        elif folded:
            self._folds[code] = -1 - len(self._starts)
            self._expansions.extend(map(ord, folded))
            self._starts.append(len(self._expansions))
        return folded

"""What changed between two versions of a query, word by word.

What a reader would get wrong: long texts are compared line by line before words are, because comparing words alone
takes time that grows with the square of a text. Texts that are longer still are shown whole, old before new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_PIECES: Final = re.compile(r"\s+|[()\[\]\"“”„`]|[^\s()\[\]\"“”„`]+")
WORDS: Final = 4_000
"""Pieces of both texts together up to which words are compared."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a run of text and whether it stayed, came or went."""

    text: str
    change: str = ""
    """added, removed or nothing."""


def difference(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in reading order; those that stayed once, what went before what came."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    if len(before) + len(after) > WORDS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(before) + len(after) > WORDS:
        before, after = [old], [new]
    return list(_compared(before, after))


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    compared = SequenceMatcher(None, before, after, autojunk=False)
    for change, start, end, begin, stop in compared.get_opcodes():
        if change == "equal":
            yield Piece("".join(before[start:end]))
            continue
        if start < end:
            yield Piece("".join(before[start:end]), "removed")
        if begin < stop:
            yield Piece("".join(after[begin:stop]), "added")

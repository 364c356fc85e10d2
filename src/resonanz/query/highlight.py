"""Cut a query into coloured stretches for the eye: operators, fields, values, words, brackets with their partners.

The parser's own lexer does it, so that an editor can never colour something as what it is not. What a reader would
get wrong: a mistake does not end it. What follows the mistake is coloured too, because half a query is the usual
state of a query that is being written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from resonanz.query.lexer import Lexeme, Lexer, Piece
from resonanz.query.mistakes import QueryError
from resonanz.query.source import Source
from resonanz.query.tree import Extent

_COMMENT: Final = re.compile(r"<<<.*?(?:>>>|\Z)", re.DOTALL)
_RANGE: Final = re.compile(r"\[[^\]]*\]?")


class Paint(StrEnum):
    """What a stretch of a query is."""

    OPERATOR = "operator"
    FIELD = "field"
    """A field or prefix with its colon."""
    VALUE = "value"
    WORD = "word"
    PHRASE = "phrase"
    EXACT = "exact"
    COMMENT = "comment"
    BRACKET = "bracket"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hold the characters [start, end) of a query and what they are."""

    paint: Paint
    start: int
    end: int
    partner: int | None = None
    """Where a bracket's other half begins; None for an odd one and for everything else."""


_PAINTS: Final = {
    Piece.AND: Paint.OPERATOR,
    Piece.OR: Paint.OPERATOR,
    Piece.NOT: Paint.OPERATOR,
    Piece.NEAR: Paint.OPERATOR,
    Piece.PREFIX: Paint.FIELD,
    Piece.FIELD: Paint.FIELD,
    Piece.OPEN: Paint.BRACKET,
    Piece.CLOSE: Paint.BRACKET,
    Piece.WORD: Paint.WORD,
    Piece.PHRASE: Paint.PHRASE,
    Piece.EXACT: Paint.EXACT,
}


def stretches(text: str) -> list[Stretch]:
    """Return the stretches of a query, ascending and never overlapping; what lies between them is white space."""
    return _Painter(text).all()


def place(text: str, line: int, column: int) -> int:
    """Return the index in a text of a line and column as mistakes and hints count them, from 1."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return min(start + column - 1, len(text))


class _Painter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lexer = Lexer(Source(text))
        self.painted: list[Stretch] = []
        self.open: list[tuple[int, bool]] = []
        """Index of each open bracket's stretch, and whether it holds the values of a field."""

    def all(self) -> list[Stretch]:
        end = 0
        while end < len(self.text):
            lexeme = self._next(end)
            self._gap(end, lexeme.at[0])
            if lexeme.piece is Piece.END:
                break
            self._paint(lexeme)
            end = max(self.lexer.at, lexeme.at[1])
            self.lexer.at = end
        return self.painted

    def _next(self, end: int) -> Lexeme:
        """Return the next piece; what cannot be read is passed over as a word."""
        try:
            return self.lexer.next()
        except QueryError as trouble:
            start = max(place(self.text, trouble.line, trouble.column), end)
            if trouble.code == "comment_open":
                return Lexeme(Piece.END, "", (len(self.text), len(self.text)))
            after = place(self.text, trouble.line, trouble.end)
            return Lexeme(Piece.WORD, "", (start, max(self.lexer.at, after, start + 1)))

    def _gap(self, start: int, end: int) -> None:
        for found in _COMMENT.finditer(self.text, start, end):
            self.painted.append(Stretch(Paint.COMMENT, found.start(), found.end()))

    def _paint(self, lexeme: Lexeme) -> None:
        paint = _PAINTS[lexeme.piece]
        if lexeme.piece is Piece.CLOSE:
            self._close(lexeme.at)
            return
        if paint in {Paint.WORD, Paint.PHRASE, Paint.EXACT} and self.open and self.open[-1][1]:
            paint = Paint.VALUE
        self.painted.append(Stretch(paint, *lexeme.at))
        if lexeme.piece is Piece.OPEN:
            inherits = bool(self.open) and self.open[-1][1]
            self.open.append((len(self.painted) - 1, inherits))
        elif lexeme.piece is Piece.FIELD:
            self._value(lexeme.at[1])

    def _close(self, at: Extent) -> None:
        if not self.open:
            self.painted.append(Stretch(Paint.BRACKET, *at))
            return
        index, _ = self.open.pop()
        opening = self.painted[index]
        self.painted[index] = replace(opening, partner=at[0])
        self.painted.append(Stretch(Paint.BRACKET, *at, partner=opening.start))

    def _value(self, start: int) -> None:
        """Paint what stands behind a field, where the parser would read its value."""
        if self.text[start : start + 1] == "(":
            self.painted.append(Stretch(Paint.BRACKET, start, start + 1))
            self.open.append((len(self.painted) - 1, True))
            self.lexer.at = start + 1
            return
        end = self._value_end(start)
        if end > start:
            self.painted.append(Stretch(Paint.VALUE, start, end))
        self.lexer.at = end

    def _value_end(self, start: int) -> int:
        source = self.lexer.source
        if found := _RANGE.match(self.text, start):
            return found.end()
        if not source.is_quote(start):
            return source.value_end(start)
        try:
            return source.quote(start).end
        except QueryError:  # the mark is painted as a word by whoever reads on
            return start


def overlaid(painted: list[Stretch], wrong: list[tuple[Extent, str]]) -> Iterator[tuple[Extent, list[str], int | None]]:
    """Yield pieces that do not overlap, ascending: extent, everything the piece is, a bracket's partner.

    `wrong` are extents with a name of their own that lie over the stretches. White space that nothing lies over is
    left out.
    """
    extents = [(one.start, one.end) for one in painted] + [extent for extent, _ in wrong]
    edges = sorted({edge for extent in extents for edge in extent})
    at = 0
    for start, end in pairwise(edges):
        while at < len(painted) and painted[at].end <= start:
            at += 1
        below = painted[at] if at < len(painted) and painted[at].start <= start else None
        names = [below.paint.value] if below else []
        names += [name for extent, name in wrong if extent[0] <= start < extent[1]]
        if names:
            yield (start, end), names, below.partner if below else None

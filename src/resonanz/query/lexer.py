"""Cut the text of a query into its pieces: brackets, operators, prefixes, words, quoted texts.

What a reader would get wrong: operators are upper case; `and` is a word. A minus excludes only where it
stands directly before something and after nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from resonanz.query.fields import EXACT, KEYS, NUMBERS, SIGNED, TEXTS, TIMES, canonical, closest
from resonanz.query.inflection import LANGS
from resonanz.query.source import Source
from resonanz.query.tree import Extent

MAX_DISTANCE: Final = 100
"""Furthest NEAR, widest loose phrase, highest count of atleast."""


class Piece(Enum):
    """What kind of piece it is."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    PREFIX = "prefix"
    FIELD = "field"
    WORD = "word"
    PHRASE = "phrase"
    EXACT = "exact"
    END = "end"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """Hold one piece with its extent in the text."""

    piece: Piece
    text: str
    """Word, phrase without marks, operator as written, or name of the field or prefix."""
    at: Extent
    number: int = 0
    """Distance, count or slop (0: none)."""
    flag: bool = False
    """Ordered (NEAR), doubled marks (PHRASE)."""


_NEAR: Final = re.compile(r"(O?NEAR)(?:/(.*))?|/(\d+)", re.DOTALL)
_DISTANCE: Final = re.compile(r"(\d{1,9})(f?)", re.ASCII)
_SLOP: Final = re.compile(r"~(\d*)", re.ASCII)
_FIELD: Final = re.compile(r"(atleast/[^:\s]*|[A-Za-z][A-Za-z_]*~?):(?!//)")
_UNCOLONED: Final = re.compile(rf"({'|'.join((*NUMBERS, *TIMES))})(>=|<=|>|<|=)", re.IGNORECASE)
_FOREIGN: Final = {"|": "`OR`", "||": "`OR`", "&": "`AND`", "&&": "`AND`", "^": "nothing", "!": "`NOT`"}
_OPERATORS: Final = {"AND": Piece.AND, "OR": Piece.OR, "NOT": Piece.NOT}


class Lexer:
    """Read pieces one after the other; `at` may be moved by who reads a field's value."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.at = 0
        self.touches = False
        """The last piece was a prefix, so that the next must begin at once."""

    def all(self) -> list[Lexeme]:
        """Return all pieces up to END."""
        pieces = [self.next()]
        while pieces[-1].piece is not Piece.END:
            pieces.append(self.next())
        return pieces

    def next(self) -> Lexeme:  # noqa: PLR0911 - one return for each kind of piece
        """Return the next piece."""
        self._skip()
        text, at = self.source.text, self.at
        if at >= len(text):
            return Lexeme(Piece.END, "", (at, at))
        char = text[at]
        if char in "()":
            self.at += 1
            return Lexeme(Piece.OPEN if char == "(" else Piece.CLOSE, char, (at, at + 1))
        if self.source.is_quote(at):
            return self._phrase()
        if char == "`":
            return self._exact()
        if char in "!-" and self._prefixes(at):
            self.at += 1
            if char == "!":
                return Lexeme(Piece.PREFIX, "raw", (at, at + 1))
            return Lexeme(Piece.NOT, "-", (at, at + 1))
        return self._word()

    def _skip(self) -> None:
        """Pass over white space and comments."""
        text = self.source.text
        while self.at < len(text):
            if text.startswith("<<<", self.at):
                end = text.find(">>>", self.at + 3)
                if end < 0:
                    raise self.source.blame("comment_open", (self.at, self.at + 3))
                self.at = end + 3
            elif text.startswith(">>>", self.at):
                raise self.source.blame("comment_extra", (self.at, self.at + 3))
            elif text[self.at].isspace() or text[self.at] == "\ufeff":
                self.at += 1
            else:
                return

    def _prefixes(self, at: int) -> bool:
        """Tell whether the sign at `at` stands directly before an operand."""
        text = self.source.text
        following = text[at + 1 : at + 2]
        if not following or following.isspace() or following == ")":
            return False
        if text[at] == "!":
            return following not in "!="
        return following.isalnum() or following in '("“„`#@!$-*?' or ord(following) > 0x2190

    def _phrase(self) -> Lexeme:
        start = self.at
        quote = self.source.quote(start)
        self.at = quote.end
        slop = _SLOP.match(self.source.text, self.at)
        if not slop:
            return Lexeme(Piece.PHRASE, quote.text, (start, quote.end), flag=quote.doubled)
        self.at = slop.end()
        number = int(slop[1][:9] or 0)
        if not 1 <= number <= MAX_DISTANCE:
            raise self.source.blame("slop", (slop.start(), slop.end()), limit=MAX_DISTANCE)
        return Lexeme(Piece.PHRASE, quote.text, (start, self.at), number=number, flag=quote.doubled)

    def _exact(self) -> Lexeme:
        start = self.at
        end = self.source.text.find("`", start + 1)
        if end < 0:
            raise self.source.blame("exact_open", (start, start + 1))
        self.at = end + 1
        return Lexeme(Piece.EXACT, self.source.text[start + 1 : end], (start, end + 1))

    def _word(self) -> Lexeme:
        start, end = self.at, self.source.word_end(self.at)
        word = self.source.text[start:end]
        self.at = end
        if word in _OPERATORS:
            return Lexeme(_OPERATORS[word], word, (start, end))
        near = _NEAR.fullmatch(word)
        if near:
            return self._near(near, start)
        if word in _FOREIGN:
            raise self.source.blame("operator_unknown", (start, end), operator=word, instead=_FOREIGN[word])
        field = _FIELD.match(word)
        if field:
            return self._field(field[1], start)
        bare = _UNCOLONED.match(word)
        if bare:
            instead = f"`{bare[1]}:{bare[2]}`"
            raise self.source.blame("operator_unknown", (start, end), operator=bare[0], instead=instead)
        return Lexeme(Piece.WORD, word, (start, end))

    def _near(self, found: re.Match[str], start: int) -> Lexeme:
        operator = found[1] or "NEAR"
        extent = (start, self.at)
        if found[2] is None and found[3] is None:
            return Lexeme(Piece.NEAR, operator, extent, number=4, flag=operator == "ONEAR")
        distance = _DISTANCE.fullmatch(found[2] if found[2] is not None else found[3])
        if not distance or not 1 <= int(distance[1]) <= MAX_DISTANCE:
            raise self.source.blame("distance", extent, operator=operator, limit=MAX_DISTANCE)
        ordered = operator == "ONEAR" or bool(distance[2])
        return Lexeme(Piece.NEAR, self.source.text[start : self.at], extent, number=int(distance[1]), flag=ordered)

    def _field(self, name: str, start: int) -> Lexeme:
        self.at = start + len(name) + 1
        extent = (start, self.at)
        if name.startswith("atleast/"):
            count = _DISTANCE.fullmatch(name.partition("/")[2])
            if not count or count[2] or not 1 <= int(count[1]) <= MAX_DISTANCE:
                raise self.source.blame("count", extent, limit=MAX_DISTANCE)
            return Lexeme(Piece.PREFIX, "atleast", extent, number=int(count[1]))
        if name == "stem":
            return self._stem(start)
        ours = canonical(name)
        if ours is None:
            instead = ", ".join(f"`{field}:`" for field in closest(name))
            literal = self.source.text[start : self.source.word_end(start)]
            raise self.source.blame("field_unknown", extent, field=name, instead=instead, text=literal)
        if ours in TEXTS or ours in EXACT or ours in {"sentence", "strict"}:
            return Lexeme(Piece.PREFIX, ours, extent)
        if ours in KEYS or ours in SIGNED or ours in NUMBERS or ours in TIMES or ours == "query":
            return Lexeme(Piece.FIELD, ours, extent)
        raise AssertionError(ours)

    def _stem(self, start: int) -> Lexeme:
        begin = self.at
        while self.at < len(self.source.text) and self.source.text[self.at].isalpha():
            self.at += 1
        lang = self.source.text[begin : self.at].lower()
        if lang not in LANGS:
            raise self.source.blame("stem_lang", (start, max(self.at, begin)), value=lang)
        if self.source.text[self.at : self.at + 1] == ":":
            self.at += 1
        return Lexeme(Piece.PREFIX, f"stem:{lang}", (start, self.at))

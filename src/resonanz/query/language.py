"""Read a query: from the text a person wrote to the tree, with exact places of what cannot be understood.

    from resonanz.query.language import parse

    query = parse('(delivery OR parcel) NEAR/5 late -spam')

NOT binds more tightly than AND, AND than OR; NEAR joins only what stands directly beside it; a bare space
means AND. No step of reading recurses, so that depth is bounded by a message and never by the machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from resonanz.query.fields import EXACT
from resonanz.query.leaves import LeafError, phrase_slots, word_slots
from resonanz.query.lexer import Lexeme, Lexer, Piece
from resonanz.query.mistakes import QueryError
from resonanz.query.plan import PlanError, check
from resonanz.query.source import MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS, Source
from resonanz.query.tree import (
    AtLeast,
    Exact,
    Extent,
    Near,
    Not,
    Phrase,
    Query,
    Sentence,
    Stem,
    Strict,
    Within,
    Word,
    all_of,
    any_of,
    depth,
)
from resonanz.query.values import range_node, value_node

__all__ = ["Query", "QueryError", "parse"]


def parse(text: str) -> Query:
    """Return the tree of a query; raise QueryError with the place of the first mistake."""
    source = Source(text)
    if len(text) > MAX_CHARACTERS:
        raise source.blame("too_long", (0, 1), number=len(text), limit=MAX_CHARACTERS)
    query = _Parser(source).query()
    if depth(query) > MAX_DEPTH:
        raise source.blame("too_deep", (0, 1), limit=MAX_DEPTH)
    try:
        check(query)
    except PlanError as error:
        begin, end = error.node.at
        raise source.blame(error.code, (begin, end), **{"text": text[begin:end], **error.details}) from error
    return query


@dataclass(slots=True)
class _Level:
    """Hold what is known of one open bracket: finished alternatives, the row being read, the unit being read."""

    opened: Extent
    prefixes: list[Lexeme]
    """What stood before the bracket."""
    key: str = ""
    """Field whose values the bracket holds, if it does."""
    exact: bool = False
    rows: list[list[Query]] = field(default_factory=lambda: [[]])
    unit: Query | None = None
    """Operand, or chain of NEARs, that the next NEAR would continue."""
    nots: int = 0
    """Exclusions before the unit."""
    begin: int = 0
    """Where the unit begins, its exclusions included."""
    near: Lexeme | None = None
    waiting: list[Lexeme] = field(default_factory=list)
    """Prefixes and exclusions directly before the next operand."""
    last: Lexeme | None = None
    """The operator that still needs an operand."""


class _Parser:
    """Read one query with an explicit stack of brackets."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lexer = Lexer(source)
        self.stack = [_Level((0, 0), [])]
        self.terms = 0

    @property
    def level(self) -> _Level:
        return self.stack[-1]

    def query(self) -> Query:
        while True:
            lexeme = self.lexer.next()
            if lexeme.piece is Piece.END:
                break
            self._read(lexeme)
        if len(self.stack) > 1:
            raise self.source.blame("bracket_open", self.level.opened)
        return self._closed()

    def _read(self, lexeme: Lexeme) -> None:
        match lexeme.piece:
            case Piece.AND | Piece.OR:
                self._join(lexeme)
            case Piece.NEAR:
                self._near(lexeme)
            case Piece.NOT:
                self._exclude(lexeme)
            case Piece.PREFIX:
                self._prefix(lexeme)
            case Piece.OPEN:
                self._open(lexeme.at, key=self.level.key)
            case Piece.CLOSE:
                self._close(lexeme.at)
            case Piece.FIELD:
                self._field(lexeme)
            case _:
                self._operand(self._leaf(lexeme))

    # --- operators

    def _join(self, operator: Lexeme) -> None:
        level = self.level
        self._needs_left(operator)
        self._finish_unit()
        if operator.piece is Piece.OR:
            level.rows.append([])
        level.last = operator

    def _needs_left(self, operator: Lexeme) -> None:
        level = self.level
        if level.unit is None or level.near is not None or level.waiting:
            dangling = level.waiting[-1] if level.waiting else level.near or level.last
            if dangling is not None:
                raise self._right_missing(dangling)
            raise self.source.blame("operator_left", operator.at, operator=operator.text)

    def _right_missing(self, operator: Lexeme) -> QueryError:
        if operator.piece is Piece.PREFIX:
            name = self.source.text[operator.at[0] : operator.at[1]].rstrip(":")
            return self.source.blame("value_missing", operator.at, field=name)
        return self.source.blame("operator_right", operator.at, operator=operator.text)

    def _near(self, operator: Lexeme) -> None:
        if self.level.key:
            raise self.source.blame("key_group", operator.at, field=self.level.key)
        self._needs_left(operator)
        self.level.near = operator

    def _exclude(self, operator: Lexeme) -> None:
        level = self.level
        if level.near is None and level.unit is not None:
            self._finish_unit()
        if level.waiting and level.waiting[-1].piece is Piece.PREFIX:
            raise self._right_missing(level.waiting[-1])
        level.waiting.append(operator)

    def _prefix(self, lexeme: Lexeme) -> None:
        level = self.level
        if level.key:
            raise self.source.blame("key_group", lexeme.at, field=level.key)
        following = self.source.text[lexeme.at[1] : lexeme.at[1] + 1]
        if not following or following.isspace() or following == ")":
            raise self._right_missing(lexeme)
        level.waiting.append(lexeme)

    # --- brackets

    def _open(self, at: Extent, *, key: str) -> None:
        outer = self.level
        if outer.near is None and outer.unit is not None:
            self._finish_unit()
        exact = outer.exact or any(prefix.text in EXACT for prefix in outer.waiting)
        if len(self.stack) > MAX_DEPTH:
            raise self.source.blame("too_deep", at, limit=MAX_DEPTH)
        self.stack.append(_Level(at, outer.waiting, key=key, exact=exact))
        outer.waiting = []

    def _close(self, at: Extent) -> None:
        if len(self.stack) == 1:
            raise self.source.blame("bracket_extra", at)
        level = self.level
        query = self._closed((level.opened[0], at[1]))
        self.stack.pop()
        self.level.waiting = level.prefixes
        self._operand(query)

    def _closed(self, extent: Extent | None = None) -> Query:
        """Return what the innermost bracket holds."""
        level = self.level
        if level.waiting:
            raise self._right_missing(level.waiting[-1])
        if level.near is not None or (level.unit is None and level.last is not None):
            raise self._right_missing(level.near or level.last)  # type: ignore[arg-type]
        if level.unit is None:
            if extent is None:
                raise self.source.blame("empty", (0, len(self.source.text)))
            raise self.source.blame("bracket_empty", extent)
        self._finish_unit()
        at = extent or (0, len(self.source.text))
        return any_of(tuple(all_of(tuple(row), at) for row in level.rows), at)

    # --- operands

    def _operand(self, query: Query) -> None:
        level = self.level
        if level.near is None and level.unit is not None:
            self._finish_unit()
        while level.waiting and level.waiting[-1].piece is Piece.PREFIX:
            query = self._prefixed(level.waiting.pop(), query)
        exclusions = len(level.waiting)
        begin = level.waiting[0].at[0] if level.waiting else query.at[0]
        level.waiting = []
        if level.near is not None and level.unit is not None:
            for _ in range(exclusions):
                query = Not(query, at=(begin, query.at[1]))
            extent = (level.unit.at[0], query.at[1])
            level.unit = Near(level.unit, query, level.near.number, ordered=level.near.flag, at=extent)
            level.near = None
        else:
            level.unit, level.nots, level.begin = query, exclusions, begin
        level.last = None

    def _prefixed(self, prefix: Lexeme, query: Query) -> Query:
        at = (prefix.at[0], query.at[1])
        name = prefix.text
        if name in EXACT:
            return Within(query, EXACT[name], at=at) if EXACT[name] else query
        if name == "atleast":
            return AtLeast(query, prefix.number, at=at)
        if name == "sentence":
            return Sentence(query, at=at)
        if name == "strict":
            return Strict(query, at=at)
        if name.startswith("stem:"):
            return Stem(query, name.removeprefix("stem:"), at=at)
        return Within(query, name, at=at)

    def _finish_unit(self) -> None:
        level = self.level
        query = level.unit
        if query is None:
            return
        for _ in range(level.nots):
            query = Not(query, at=(level.begin, query.at[1]))
        level.rows[-1].append(query)
        level.unit, level.nots = None, 0

    def _count_term(self, at: Extent) -> None:
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise self.source.blame("too_many", at, limit=MAX_TERMS)

    def _leaf(self, lexeme: Lexeme) -> Query:
        level = self.level
        self._count_term(lexeme.at)
        quoted = lexeme.piece is not Piece.WORD
        if quoted and not lexeme.text.strip():
            raise self.source.blame("phrase_empty", lexeme.at)
        if level.key:
            return value_node(self.source, level.key, lexeme.text, lexeme.at, quoted=quoted)
        if lexeme.piece is Piece.EXACT or level.exact or any(prefix.text in EXACT for prefix in level.waiting):
            return self._exact(lexeme)
        try:
            if lexeme.piece is Piece.WORD:
                word_slots(lexeme.text)
                return Word(lexeme.text, at=lexeme.at)
            phrase_slots(lexeme.text)
        except LeafError as error:
            raise self.source.blame(error.code, lexeme.at, **error.details) from error
        return Phrase(lexeme.text, lexeme.number or None, lexeme.flag, at=lexeme.at)

    def _exact(self, lexeme: Lexeme) -> Query:
        if lexeme.piece is Piece.WORD and "*" in lexeme.text:
            raise self.source.blame("exact_wildcard", lexeme.at, text=lexeme.text)
        return Exact(" ".join(lexeme.text.split()), at=lexeme.at)

    def _field(self, lexeme: Lexeme) -> None:
        if self.level.key:
            raise self.source.blame("key_group", lexeme.at, field=self.level.key)
        start, name, text = lexeme.at[1], lexeme.text, self.source.text
        if text[start : start + 1] == "(":
            self.lexer.at = start + 1
            self._open((start, start + 1), key=name)
            return
        self._count_term(lexeme.at)
        if text[start : start + 1] == "[":
            query, self.lexer.at = range_node(self.source, name, start, lexeme.at[0])
        else:
            query = self._value(lexeme)
        self._operand(query)

    def _value(self, lexeme: Lexeme) -> Query:
        start = lexeme.at[1]
        if self.source.is_quote(start):
            quote = self.source.quote(start)
            value, end, quoted = quote.text, quote.end, True
        else:
            end, quoted = self.source.value_end(start), False
            value = self.source.text[start:end]
        if not value.strip():
            written = self.source.text[lexeme.at[0] : start].rstrip(":")
            raise self.source.blame("value_missing", lexeme.at, field=written)
        self.lexer.at = end
        return value_node(self.source, lexeme.text, value, (lexeme.at[0], end), quoted=quoted)

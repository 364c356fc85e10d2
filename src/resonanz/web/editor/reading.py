"""What the editor says of a query while it is written: its colours, its mistakes with their places, what it asks.

What a reader would get wrong: browsers count UTF-16 units and send lines that end in CR LF, the language counts
characters and lines that end in LF. Texts are `straightened` on the way in, places are counted anew on the way out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.query.explain import Explained, explain
from resonanz.query.highlight import Paint, overlaid, place, stretches
from resonanz.query.language import parse
from resonanz.query.lint import Hint, lint
from resonanz.query.mistakes import QueryError
from resonanz.query.tree import Or, Query, walk

HINTS: Final = 20
COLOURED: Final = 60_000
"""Characters up to which a text is coloured as it is typed; colouring never ends in a pause."""
TOLD: Final = 400
"""Parts of a query up to which it is told in words."""
DEEP: Final = 12
"""Levels that are told; a template that includes itself must not run as deep as brackets may."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Say what is wrong, or probably not meant, and where."""

    kind: str
    """mistake or hint."""
    line: int
    column: int
    at: tuple[int, int]
    """Characters [start, end) of the text."""
    units: tuple[int, int]
    """The same in UTF-16 units."""
    message: str
    remedy: str

    @property
    def where(self) -> str:
        """Return the place in words."""
        return _("Line %(line)d, column %(column)d:") % {"line": self.line, "column": self.column}


@dataclass(frozen=True, slots=True)
class Told:
    """Hold one part of a query in words, with its parts."""

    words: str
    query: str
    parts: tuple[Told, ...] = ()


class Read:
    """Hold what is known of the text of a query; everything is found out when it is first asked for."""

    def __init__(self, text: str) -> None:
        self.text = straightened(text)
        self._units = Units(self.text)
        self._lang = get_language() or "en"

    @cached_property
    def _parsed(self) -> tuple[Query | None, QueryError | None]:
        try:
            return parse(self.text), None
        except QueryError as trouble:
            return None, trouble

    @cached_property
    def _resolved(self) -> tuple[Query | None, QueryError | None]:
        tree, trouble = self._parsed
        if tree is None:
            return None, trouble
        try:
            return house().questions.read(self.text), None
        except QueryError as trouble:
            return None, trouble

    @property
    def tree(self) -> Query | None:
        """Return the tree with everything put in that it names; None where there is a mistake."""
        return self._resolved[0]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is written yet."""
        return not self.text.strip()

    @property
    def canonical(self) -> str:
        """Return the query as our language writes it; nothing where it cannot be understood."""
        return str(self._parsed[0] or "")

    @property
    def is_alternatives(self) -> bool:
        """Tell whether it needs brackets before anything is joined to it."""
        return isinstance(self._parsed[0], Or)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Return the first mistake, else the hints, in the order of their places."""
        if self.is_empty:
            return ()
        if trouble := self._resolved[1]:
            return (self._problem("mistake", trouble),)
        tree = self._parsed[0]
        return tuple(self._problem("hint", hint) for hint in lint(tree, self.text)[:HINTS]) if tree else ()

    @property
    def mistake(self) -> Problem | None:
        """Return what keeps the query from being understood."""
        return next((one for one in self.problems if one.kind == "mistake"), None)

    @property
    def told(self) -> Told | None:
        """Return the query in words; None where it cannot be understood or is too long to be told."""
        tree = self._parsed[0]
        if tree is None or sum(1 for _part in walk(tree)) > TOLD:
            return None
        return _told(explain(tree, lang=self._lang), DEEP)

    @property
    def marks(self) -> list[tuple[int, int, str, int | None]]:
        """Return what the browser colours: [start, end), names of what it is, a bracket's partner; in UTF-16 units.

        A word alone has no colour and is left out: most of a long query is words.
        """
        if len(self.text) > COLOURED:
            return []
        unit = self._units
        wrong = [(one.at, one.kind) for one in self.problems]
        return [
            (unit(start), unit(end), " ".join(names), None if partner is None else unit(partner))
            for (start, end), names, partner in overlaid(stretches(self.text), wrong)
            if names != [Paint.WORD]
        ]

    def _problem(self, kind: str, said: QueryError | Hint) -> Problem:
        wording = said.localised(self._lang)
        start, end = (place(self.text, said.line, column) for column in (said.column, said.end))
        units = (self._units(start), self._units(end))
        return Problem(kind, said.line, said.column, (start, end), units, wording.message, wording.remedy)


def straightened(text: str) -> str:
    """Return a text with lines that end in LF, as the language counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Units:
    """Count the UTF-16 units of a text where others count characters."""

    def __init__(self, text: str) -> None:
        self._astral: Sequence[int] = [] if text.isascii() else [at for at, one in enumerate(text) if one > "\uffff"]

    def __call__(self, characters: int) -> int:
        """Return how many units the first `characters` are."""
        return characters + bisect_left(self._astral, characters)


def _told(explained: Explained, levels: int) -> Told:
    parts = tuple(_told(part, levels - 1) for part in explained.parts) if levels else ()
    return Told(explained.words, explained.query, parts)


def without(read: Read, word: str) -> str:
    """Return the text of a query that excludes one more word."""
    wanted = f"({read.text.strip()})" if read.is_alternatives else read.text.strip()
    return f"{wanted} NOT {quoted(word)}"


def quoted(word: str) -> str:
    """Return a word as a query writes it: in quotation marks unless it is plain."""
    if word.isalnum() and not word.isupper():
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

"""Conditions of a query that columns can decide: `channel:`, `kind:`, `lang:` and their like, joined by AND.

What is compared is folded by the language, not by the engine: the values that stand in a column are asked for, and
those the language holds for equal are what the engine is given. So nothing is lost to a difference of spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from resonanz.core.search import Filter
from resonanz.query.folding import field_fold
from resonanz.query.language import parse
from resonanz.query.parents import needs_answered
from resonanz.query.tree import And, Before, Key, Query, Since, Within

Values = Callable[[str], Sequence[str]]
"""Gives the values that stand in a column."""

_COLUMNS: Final = {
    "channel": "channels",
    "source": "sources",
    "type": "types",
    "lang": "langs",
    "sentiment": "sentiments",
    "kind": "kinds",
}
"""Field of the language and column -> condition of a filter."""
_LABELS: Final = frozenset({"lang", "sentiment", "kind"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed(Filter):
    """Be a filter to which a query's conditions were added; its `query` is what columns cannot decide."""

    sure: tuple[str, ...] = ()
    """Labels that must have been judged at all: a query never finds a value of no confidence."""
    labelled: bool = False
    """Something must be known of a target or in a label set of the company's own."""
    answers: bool = False
    """Only what answers another mention can meet it."""
    nothing: bool = False
    """No mention can meet it."""


def narrowed(filter: Filter, values: Values) -> Narrowed:
    """Return a filter that means the same, with as much of its query as possible decided by columns."""
    narrowing = _Narrowing(filter, values)
    if filter.query.strip():
        tree = parse(filter.query)
        parts = tree.parts if isinstance(tree, And) else (tree,)
        decided = [narrowing.decides(part) for part in parts]
        if all(decided):
            narrowing.given["query"] = ""
    return Narrowed(**narrowing.given, sure=tuple(narrowing.sure), nothing=narrowing.nothing)


class _Narrowing:
    """Gather the conditions that a query adds to a filter."""

    def __init__(self, filter: Filter, values: Values) -> None:
        self.given: dict[str, Any] = {each.name: getattr(filter, each.name) for each in fields(Filter)}
        self.sure: dict[str, None] = {}
        self.nothing = False
        self._values = values

    def decides(self, part: Query) -> bool:
        """Add a condition where columns can decide it; tell whether it says all that the part says."""
        match part:
            case Key(field, value, wild) if field in _COLUMNS and not wild:
                self._keep(field, {each for each in self._values(field) if field_fold(each) == value})
            case Key("label"):
                self.given["labelled"] = True
                return False
            case Within() if needs_answered(part):
                self.given["answers"] = True
                return False
            case Since("published", moment) if isinstance(moment, datetime):
                since = self.given["since"]
                self.given["since"] = moment if since is None else max(since, moment)
            case Before("published", moment) if isinstance(moment, datetime):
                until = self.given["until"]
                self.given["until"] = moment if until is None else min(until, moment)
            case _:
                return False
        return True

    def _keep(self, field: str, equal: set[str]) -> None:
        """Keep to values of a column; none at all means nothing, not anything."""
        name = _COLUMNS[field]
        left = equal & set(self.given[name]) if self.given[name] else equal
        self.nothing = self.nothing or not left
        self.given[name] = tuple(sorted(left))
        if field in _LABELS:
            self.sure[field] = None

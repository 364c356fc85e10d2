"""Put in what a query only names: other queries, departments by their slug, and where wanted the present moment.

A query that names another means what that one means now; whoever keeps queries resolves them again when one changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from resonanz.query.language import parse
from resonanz.query.mistakes import QueryError
from resonanz.query.plan import PlanError, check
from resonanz.query.source import MAX_DEPTH, MAX_TERMS, Source
from resonanz.query.tree import (
    NOWHERE,
    And,
    AtLeast,
    Before,
    Extent,
    Key,
    Named,
    Near,
    Not,
    Or,
    Query,
    Sentence,
    Since,
    Stem,
    Strict,
    Within,
    all_of,
    any_of,
    depth,
    walk,
)

Lookup = Callable[[str], Query | str | None]
"""Name of a query -> its tree or text, None if there is none."""


def resolve(
    query: Query,
    lookup: Lookup = lambda name: None,  # noqa: ARG005
    *,
    departments: Mapping[str, int] | None = None,
    text: str = "",
    now: datetime | None = None,
) -> Query:
    """Return the query with everything put in that it names; raise QueryError for unknown names and circles.

    `text` is what the query was read from, to give errors their place. Departments are looked up only when given.
    With `now`, times relative to it become moments, to the second: what is kept never gets one, what is searched does.
    """
    found = _Resolver(lookup, departments, Source(text), now).resolved(query, ())
    source = Source(text)
    if depth(found) > MAX_DEPTH:
        raise source.blame("too_deep", (0, 1), limit=MAX_DEPTH)
    if sum(not node.children for node in walk(found)) > MAX_TERMS:
        raise source.blame("too_many", (0, 1), limit=MAX_TERMS)
    try:
        check(found)
    except PlanError as error:
        raise source.blame(error.code, (0, 1), **{"text": str(error.node), **error.details}) from error
    return found


def names_in(query: Query) -> list[str]:
    """Return the names of the queries that a query names, in order, without doubles."""
    return list(dict.fromkeys(node.name for node in walk(query) if isinstance(node, Named)))


class _Resolver:
    def __init__(
        self, lookup: Lookup, departments: Mapping[str, int] | None, source: Source, now: datetime | None
    ) -> None:
        self.lookup = lookup
        self.departments = departments
        self.source = source
        self.now = now.replace(microsecond=0) if now else None
        self._known: dict[str, Query] = {}
        self._at: Extent = NOWHERE
        """Where the text itself names the query that is being put in; what is in that query stands elsewhere."""

    def resolved(self, node: Query, path: tuple[str, ...]) -> Query:  # noqa: PLR0911 - one return for each kind of node
        match node:
            case Named():
                return self._named(node, path)
            case Key("department"):
                return self._department(node)
            case Since() | Before() if self.now:
                return self._dated(node, self.now)
            case And(parts):
                return all_of(tuple([self.resolved(part, path) for part in parts]), node.at)
            case Or(parts):
                return any_of(tuple([self.resolved(part, path) for part in parts]), node.at)
            case Near():
                return replace(node, left=self.resolved(node.left, path), right=self.resolved(node.right, path))
            case Not() | Within() | Sentence() | AtLeast() | Stem() | Strict():
                return replace(node, part=self.resolved(node.part, path))
        return node

    def _named(self, node: Named, path: tuple[str, ...]) -> Query:
        name = node.name
        if not path:
            self._at = node.at
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            raise self.source.blame("list_cycle", self._at, path=circle)
        if name not in self._known:
            self._known[name] = self.resolved(self._looked_up(node), (*path, name))
        return self._known[name]

    def _looked_up(self, node: Named) -> Query:
        found = self.lookup(node.name)
        if found is None:
            raise self.source.blame("list_unknown", self._at, name=node.name)
        if isinstance(found, Query):
            return found
        try:
            return parse(found)
        except QueryError as error:
            raise self.source.blame("list_broken", self._at, name=node.name, reason=error.message) from error

    @staticmethod
    def _dated(node: Since | Before, now: datetime) -> Query:
        if not isinstance(node.moment, timedelta):
            return node
        try:
            return replace(node, moment=now - node.moment)
        except OverflowError:  # before all times
            return replace(node, moment=datetime.min.replace(tzinfo=UTC))

    def _department(self, node: Key) -> Query:
        if self.departments is None or node.value.isdecimal():
            return node
        if node.value not in self.departments:
            values = ", ".join(sorted(self.departments)) or "-"
            raise self.source.blame("department_unknown", node.at, value=node.value, values=values)
        return replace(node, value=str(self.departments[node.value]))

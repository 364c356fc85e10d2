"""Put in what a query only names: other queries, and departments by their slug.

A query that names another means what that one means now; whoever keeps queries resolves them again when one changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from resonanz.query.language import parse
from resonanz.query.mistakes import QueryError
from resonanz.query.plan import PlanError, check
from resonanz.query.source import MAX_DEPTH, MAX_TERMS, Source
from resonanz.query.tree import (
    And,
    AtLeast,
    Key,
    Named,
    Near,
    Not,
    Or,
    Query,
    Sentence,
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
) -> Query:
    """Return the query with everything put in that it names; raise QueryError for unknown names and circles.

    `text` is what the query was read from, to give errors their place. Departments are looked up only when given.
    """
    found = _Resolver(lookup, departments, Source(text)).resolved(query, ())
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
    def __init__(self, lookup: Lookup, departments: Mapping[str, int] | None, source: Source) -> None:
        self.lookup = lookup
        self.departments = departments
        self.source = source
        self._known: dict[str, Query] = {}

    def resolved(self, node: Query, path: tuple[str, ...]) -> Query:  # noqa: PLR0911 - one return for each kind of node
        match node:
            case Named():
                return self._named(node, path)
            case Key("department"):
                return self._department(node)
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
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            raise self.source.blame("list_cycle", node.at, path=circle)
        if name not in self._known:
            self._known[name] = self.resolved(self._looked_up(node), (*path, name))
        return self._known[name]

    def _looked_up(self, node: Named) -> Query:
        found = self.lookup(node.name)
        if found is None:
            raise self.source.blame("list_unknown", node.at, name=node.name)
        if isinstance(found, Query):
            return found
        try:
            return parse(found)
        except QueryError as error:
            raise self.source.blame("list_broken", node.at, name=node.name, reason=error.message) from error

    def _department(self, node: Key) -> Query:
        if self.departments is None or node.value.isdecimal():
            return node
        if node.value not in self.departments:
            values = ", ".join(sorted(self.departments)) or "-"
            raise self.source.blame("department_unknown", node.at, value=node.value, values=values)
        return replace(node, value=str(self.departments[node.value]))

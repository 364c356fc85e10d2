"""What the queries of a company may name: each other, and its departments; read once, asked many times.

    definitions = Definitions({"Competitors": "ford OR bmw"}, {"sales": 4})
    definitions.read('cheap query:"Competitors"')  # cheap AND (ford OR bmw)

The one thing a reader would get wrong: a query that is switched off can still be named. It is then a list and no more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from resonanz.query.language import parse
from resonanz.query.mistakes import QueryError
from resonanz.query.resolve import names_in, resolve
from resonanz.query.tree import Key, Named, Query, walk

_MAY_NAME: Final = re.compile(r"query|department", re.IGNORECASE)


class Definitions:
    """Hold the texts of named queries and the numbers of departments by their slugs."""

    def __init__(self, queries: Mapping[str, str] | None = None, departments: Mapping[str, int] | None = None) -> None:
        self.queries = dict(queries or {})
        self.departments = dict(departments or {})
        self._trees: dict[str, Query] = {}

    def read(self, text: str, *, now: datetime | None = None) -> Query:
        """Return the tree of a query with everything put in that it names; raise QueryError.

        `now` is given for a search: relative times become moments counted back from it. A standing query keeps them.
        """
        query = parse(text)
        if now is None and not names_something(query):
            return query
        return resolve(query, self._looked_up, departments=self.departments, text=text, now=now)

    def key(self, text: str) -> str:
        """Return a text that differs exactly when the query asks for something else; raise QueryError."""
        return str(self.read(text)) if _MAY_NAME.search(text) else text

    def naming(self, name: str) -> list[str]:
        """Return the names of the queries that name a query directly."""
        return [each for each, text in self.queries.items() if name in named_in(text)]

    def reaching(self, name: str) -> list[str]:
        """Return the names of the queries that name a query, directly or through others."""
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            fresh = [each for each in self.naming(waiting.pop()) if each not in found and each != name]
            found.update(dict.fromkeys(fresh))
            waiting.extend(fresh)
        return list(found)

    def _looked_up(self, name: str) -> Query | str | None:
        text = self.queries.get(name)
        if text is None:
            return None
        if text not in self._trees:
            try:
                self._trees[text] = parse(text)
            except QueryError:
                return text  # whoever names it is told why
        return self._trees[text]


def names_something(query: Query) -> bool:
    """Tell whether a query names another or a department by its slug."""
    return any(
        isinstance(node, Named) or (isinstance(node, Key) and node.field == "department" and not node.value.isdecimal())
        for node in walk(query)
    )


def asks_decision(query: Query) -> bool:
    """Tell whether a query looks at what is decided of a mention in the end: where it goes, and how urgent it is."""
    return any(isinstance(node, Key) and node.field in {"department", "case", "priority"} for node in walk(query))


def named_in(text: str) -> list[str]:
    """Return the names of the queries that a text names; none where it cannot be understood."""
    if not _MAY_NAME.search(text):
        return []
    try:
        return names_in(parse(text))
    except QueryError:
        return []


def departments_in(text: str) -> set[str]:
    """Return the slugs of departments that a text names; none where it cannot be understood."""
    if not _MAY_NAME.search(text):
        return set()
    try:
        nodes = walk(parse(text))
        return {node.value for node in nodes if isinstance(node, Key) and node.field == "department"}
    except QueryError:
        return set()

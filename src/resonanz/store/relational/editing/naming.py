"""Queries that name each other: nothing is saved that leaves a name without its query, or names in a circle.

What a reader would get wrong: it is not enough to look at the query that changes. What names it, through however many
others, must still be understood with its new words.
"""

from __future__ import annotations

from resonanz.query.definitions import Definitions, departments_in, named_in
from resonanz.query.mistakes import QueryError
from resonanz.store.relational import models


def definitions() -> Definitions:
    """Return what queries may name, as it stands in this transaction."""
    queries = dict(models.StandingQuery.objects.values_list("name", "text"))
    return Definitions(queries, dict(models.Department.objects.values_list("slug", "pk")))


def refuse_unknown(text: str) -> None:
    """Raise QueryError when a text names what is not there."""
    if text:
        definitions().read(text)


def refuse_broken(row: models.StandingQuery, before: str) -> None:
    """Raise QueryError when a query as it is about to be saved is wrong, or breaks what names it.

    `before` is the name it had, empty for a new one.
    """
    known = definitions()
    if before and before != row.name and (names := _users(known, before)):
        raise _error("list_named", old=before, names=", ".join(names))
    known.queries.pop(before, None)
    known.queries[row.name] = row.text
    known.read(row.text)
    for name in known.reaching(row.name):
        _refuse(known, "list_breaks", name, known.queries[name])
    reaching = {row.name, *known.reaching(row.name)}
    for name, text in _route_texts():
        if not reaching.isdisjoint(named_in(text)):
            _refuse(known, "list_route_breaks", name, text)


def refuse_department_named(slug: str) -> None:
    """Raise QueryError when a query or a route names a department by a slug that is about to go."""
    queries = models.StandingQuery.objects.filter(text__icontains=slug).values_list("name", "text")
    routes = models.Route.objects.filter(text__icontains=slug).values_list("name", "text")
    if names := sorted(name for name, text in [*queries, *routes] if slug in departments_in(text)):
        raise _error("department_named", slug=slug, names=", ".join(names))


def users_of(name: str) -> list[str]:
    """Return the names of the queries and routes whose text names a query."""
    return _users(definitions(), name)


def _users(known: Definitions, name: str) -> list[str]:
    routes = [route for route, text in _route_texts() if name in named_in(text)]
    return [*(each for each in known.naming(name) if each != name), *routes]


def _route_texts() -> list[tuple[str, str]]:
    return list(models.Route.objects.exclude(text="").order_by("position").values_list("name", "text"))


def _refuse(known: Definitions, code: str, name: str, text: str) -> None:
    try:
        known.read(text)
    except QueryError as trouble:
        raise _error(code, name=name, reason=trouble.message) from trouble


def _error(code: str, **details: object) -> QueryError:
    return QueryError(code, details)

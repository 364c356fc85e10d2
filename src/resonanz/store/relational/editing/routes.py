"""Routing rules and their order. Once there is a catch-all, there always is one: nothing may fall through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from resonanz.core.department import Route
from resonanz.core.errors import InputRejected
from resonanz.core.ids import RouteId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.understood import Kind, Sentiment
from resonanz.store.relational import models, watch
from resonanz.store.relational.editing import naming
from resonanz.store.relational.editing.queries import checked_query
from resonanz.store.relational.editing.recording import among, edit, found, record, save, text
from resonanz.store.relational.rows import route_of
from resonanz.store.relational.text import joined

_WORD = 40


def create_route(actor: Actor, route: Route, at: datetime) -> Route:
    """Add a rule (its id and position are given here): last, but before the rules that catch everything."""
    require(actor, Action.MANAGE_ROUTES, route.department)
    with edit():
        rows = _in_order()
        place = len(rows) if catches_all(route) else _first_catch_all(rows)
        row = models.Route(position=place + 1)
        _fill(row, route)
        _number([*rows[:place], row, *rows[place:]])
        record(actor, "route_create", f"route:{row.pk}", at, name=row.name, department=row.department_id)
        return _stored(row)


def update_route(actor: Actor, route: Route, at: datetime) -> Route:
    """Change a rule; its position stays."""
    with edit():
        row = found(models.Route, route.id, "route")
        before = route_of(row)
        require(actor, Action.MANAGE_ROUTES, before.department)
        require(actor, Action.MANAGE_ROUTES, route.department)
        after = replace(route, position=before.position)
        if _catches(before) and not _catches(after):
            _keep_a_catch_all(row)
        _fill(row, after)
        record(actor, "route_update", f"route:{row.pk}", at, name=row.name, department=row.department_id)
        return _stored(row)


def delete_route(actor: Actor, route: RouteId, at: datetime) -> None:
    """Remove a rule; refused for the last one that catches everything."""
    with edit():
        row = found(models.Route, route, "route")
        before = route_of(row)
        require(actor, Action.MANAGE_ROUTES, before.department)
        if _catches(before):
            _keep_a_catch_all(row)
        record(actor, "route_delete", f"route:{row.pk}", at, name=row.name)
        row.delete()
        _number(_in_order())


def order_routes(actor: Actor, order: Sequence[RouteId], at: datetime) -> None:
    """Put all rules into this order; raise InputRejected unless each is named once."""
    require(actor, Action.MANAGE_ROUTES)
    with edit():
        rows = {RouteId(row.pk): row for row in _in_order()}
        if sorted(order) != sorted(rows):
            raise InputRejected(
                "The order must name every rule once.", place="order", remedy="Load the page again: rules were changed."
            )
        _number([rows[each] for each in order])
        record(actor, "route_order", "routes", at, order=list(order))


def close_ranks() -> None:
    """Give the rules positions without gaps again, inside the change that took some away."""
    _number(_in_order())


def catches_all(route: Route) -> bool:
    """Tell whether a rule has no condition at all."""
    conditions = (route.queries, route.kinds, route.sentiments, route.langs, route.channels, route.text, route.author)
    return not any(conditions)


def _catches(route: Route) -> bool:
    return route.active and catches_all(route)


def _in_order() -> list[models.Route]:
    return list(models.Route.objects.select_for_update().order_by("position", "pk"))


def _first_catch_all(rows: Sequence[models.Route]) -> int:
    return next((place for place, row in enumerate(rows) if _catches(route_of(row))), len(rows))


def _keep_a_catch_all(leaving: models.Route) -> None:
    others = models.Route.objects.filter(active=True).exclude(pk=leaving.pk).prefetch_related("queries")
    if not any(catches_all(route_of(row)) for row in others):
        raise InputRejected(
            f"{leaving.name!r} is the only rule that catches what no other rule does.",
            place="route",
            remedy="Add another rule without conditions first.",
        )


def _number(rows: Sequence[models.Route]) -> None:
    for position, row in enumerate(rows, start=1):
        models.Route.objects.filter(pk=row.pk).exclude(position=position).update(position=position)
        row.position = position
    watch.touch()


def _fill(row: models.Route, route: Route) -> None:
    if not models.Department.objects.filter(pk=route.department).exists():
        raise InputRejected("There is no such department.", place="department", remedy="Choose another one.")
    known = set(models.StandingQuery.objects.filter(pk__in=route.queries).values_list("pk", flat=True))
    if missing := set(route.queries) - known:
        raise InputRejected(f"There is no query {min(missing)}.", place="queries", remedy="Choose another one.")
    row.name = text(route.name, place="name")
    row.department_id = route.department
    row.priority = route.priority.value
    row.opens_case = route.opens_case
    row.active = route.active
    row.kinds = joined(tuple(among(kind, Kind, place="kinds") for kind in route.kinds))
    row.sentiments = joined(tuple(among(one, Sentiment, place="sentiments") for one in route.sentiments))
    row.langs = _words(route.langs, place="langs")
    row.channels = _words(route.channels, place="channels")
    row.text = checked_query(route.text, place="text", may_be_empty=True)
    naming.refuse_unknown(row.text)
    row.author = " ".join(route.author.replace("\0", "").split()).removeprefix("@")[:300]
    save(row, place="name", taken=f"There is a rule named {row.name!r} already.")
    row.queries.set(route.queries)


def _words(words: Iterable[str], *, place: str) -> str:
    cleaned = tuple(text(word, place=place, longest=_WORD).lower() for word in words)
    if any("," in word for word in cleaned):
        raise InputRejected("A comma separates the values.", place=place, remedy="Give them one by one.")
    return joined(cleaned)


def _stored(row: models.Route) -> Route:
    return route_of(models.Route.objects.get(pk=row.pk))

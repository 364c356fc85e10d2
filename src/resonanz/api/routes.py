"""Routes: which department owns what, in order, and what a rule would have done."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from ninja import Router, Status

from resonanz.api.schemas import MentionOut, OrderIn, RouteIn, RouteOut, TryOutOut
from resonanz.api.tokens import actor
from resonanz.api.words import chosen
from resonanz.app.wiring import house
from resonanz.core.department import Route
from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId, QueryId, RouteId
from resonanz.core.policy import Action
from resonanz.core.search import Filter
from resonanz.core.understood import Priority
from resonanz.respond.route import try_out
from resonanz.store.relational.editing import routes as editing
from resonanz.store.relational.selectors import rules as selector

router = Router()

LONGEST_TRY = 90


@router.get("", response=list[RouteOut], summary="Every route in its order")
def list_(request: HttpRequest) -> list[RouteOut]:
    """Return every rule in the order in which they are tried."""
    actor(request)
    return [_out(row.route) for row in selector.routes()]


@router.post("", response={201: RouteOut}, summary="Add a route")
def add(request: HttpRequest, wanted: RouteIn) -> Status[RouteOut]:
    """Add a rule, last but before what catches everything."""
    asking = actor(request, Action.MANAGE_ROUTES)
    return Status(201, _out(editing.create_route(asking, _route(RouteId(0), wanted), house().clock.now())))


@router.post("/order", response=list[RouteOut], summary="Put the routes in another order")
def order(request: HttpRequest, wanted: OrderIn) -> list[RouteOut]:
    """Put all rules in the order given."""
    asking = actor(request, Action.MANAGE_ROUTES)
    editing.order_routes(asking, [RouteId(one) for one in wanted.order], house().clock.now())
    return [_out(row.route) for row in selector.routes()]


@router.post("/try", response=TryOutOut, summary="Try a route on what was heard already")
def try_(request: HttpRequest, wanted: RouteIn, days: int = 30, position: int | None = None) -> TryOutOut:
    """Say what a rule would have done in the last `days` days, without switching it on."""
    actor(request, Action.MANAGE_ROUTES)
    home = house()
    others = [row.route for row in selector.routes()]
    place = len(others) + 1 if position is None else position
    candidate = _route(RouteId(-1), wanted, position=place)
    since = home.clock.now() - timedelta(days=max(1, min(days, LONGEST_TRY)))
    heard = home.archive.scan(Filter(since=since))
    outcome = try_out(candidate, others, heard, read=home.definitions().read, find=home.archive.find)
    return TryOutOut(
        looked_at=outcome.looked_at,
        taken=outcome.taken,
        moved=outcome.moved,
        examples=[MentionOut.of(one) for one in outcome.examples],
    )


@router.get("/{int:route}", response=RouteOut, summary="One route")
def one(request: HttpRequest, route: int) -> RouteOut:
    """Return one rule."""
    actor(request)
    for row in selector.routes():
        if row.route.id == route:
            return _out(row.route)
    raise NotFound(f"There is no route {route}.")


@router.put("/{int:route}", response=RouteOut, summary="Change a route")
def change(request: HttpRequest, route: int, wanted: RouteIn) -> RouteOut:
    """Change a rule; its place in the order stays."""
    asking = actor(request, Action.MANAGE_ROUTES)
    return _out(editing.update_route(asking, _route(RouteId(route), wanted), house().clock.now()))


@router.delete("/{int:route}", response={204: None}, summary="Remove a route")
def remove(request: HttpRequest, route: int) -> Status[None]:
    """Remove a rule; refused for the last one that catches everything."""
    editing.delete_route(actor(request, Action.MANAGE_ROUTES), RouteId(route), house().clock.now())
    return Status(204, None)


def _route(id_: RouteId, wanted: RouteIn, position: int = 0) -> Route:
    return Route(
        id=id_,
        position=position,
        name=wanted.name,
        department=DepartmentId(wanted.department),
        priority=chosen(Priority, wanted.priority, "priority"),
        opens_case=wanted.opens_case,
        active=wanted.active,
        queries=tuple(QueryId(one) for one in wanted.queries),
        kinds=tuple(wanted.kinds),
        sentiments=tuple(wanted.sentiments),
        langs=tuple(wanted.langs),
        channels=tuple(wanted.channels),
        text=wanted.text,
        author=wanted.author,
    )


def _out(route: Route) -> RouteOut:
    return RouteOut.model_validate(route, from_attributes=True)

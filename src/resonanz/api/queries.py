"""Standing queries: each change is a version."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from resonanz.api.schemas import QueryCheckIn, QueryCheckOut, QueryIn, QueryOut
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.department import StandingQuery
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action
from resonanz.query.language import QueryError, parse
from resonanz.store.relational.editing import queries as editing
from resonanz.store.relational.selectors import rules as selector

router = Router()


@router.get("", response=list[QueryOut], summary="Every standing query")
def list_(request: HttpRequest) -> list[QueryOut]:
    """Return every standing query, by name."""
    actor(request)
    return [QueryOut.model_validate(row, from_attributes=True) for row in selector.queries()]


@router.post("/check", response=QueryCheckOut, summary="Check a query")
def check(request: HttpRequest, written: QueryCheckIn) -> QueryCheckOut:
    """Say whether a query is understood, and if not exactly where."""
    actor(request)
    try:
        return QueryCheckOut(good=True, canonical=str(parse(written.text)))
    except QueryError as trouble:
        said = trouble.localised(written.lang)
        return QueryCheckOut(
            good=False,
            message=said.message,
            remedy=said.remedy,
            line=trouble.line,
            column=trouble.column,
            end=trouble.end,
        )


@router.post("", response={201: QueryOut}, summary="Add a standing query")
def add(request: HttpRequest, wanted: QueryIn) -> Status[QueryOut]:
    """Add a standing query; it takes effect within seconds."""
    made = editing.create_query(actor(request, Action.MANAGE_QUERIES), _query(QueryId(0), wanted), house().clock.now())
    return Status(201, _out(made.id))


@router.get("/{int:query}", response=QueryOut, summary="One standing query")
def one(request: HttpRequest, query: int) -> QueryOut:
    """Return one standing query."""
    actor(request)
    return _out(QueryId(query))


@router.put("/{int:query}", response=QueryOut, summary="Change a standing query")
def change(request: HttpRequest, query: int, wanted: QueryIn) -> QueryOut:
    """Change a standing query; the former text stays as a version."""
    asking = actor(request, Action.MANAGE_QUERIES)
    editing.update_query(asking, _query(QueryId(query), wanted), house().clock.now())
    return _out(QueryId(query))


@router.delete("/{int:query}", response={204: None}, summary="Remove a standing query")
def remove(request: HttpRequest, query: int) -> Status[None]:
    """Remove a standing query; refused while routes use it."""
    editing.delete_query(actor(request, Action.MANAGE_QUERIES), QueryId(query), house().clock.now())
    return Status(204, None)


def _query(id_: QueryId, wanted: QueryIn) -> StandingQuery:
    return StandingQuery(id=id_, name=wanted.name, text=wanted.text, active=wanted.active, about=wanted.about)


def _out(query: QueryId) -> QueryOut:
    return QueryOut.model_validate(selector.query_detail(query).row, from_attributes=True)

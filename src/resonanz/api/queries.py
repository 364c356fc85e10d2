"""Standing queries: each change is a version."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from resonanz.api.schemas import LARGEST_PAGE, Page, QueryIn, QueryOut
from resonanz.api.schemas_queries import (
    BesideOut,
    CarriedOut,
    CarryIn,
    CheckIn,
    CheckOut,
    EstimateIn,
    EstimateOut,
    NamedOut,
    RemarkOut,
    RerunIn,
    RerunOut,
    ToldOut,
    UseOut,
    VersionOut,
)
from resonanz.api.tokens import actor
from resonanz.app import rerun
from resonanz.app.wiring import house
from resonanz.core.department import StandingQuery
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action
from resonanz.query.dialects import carry_over
from resonanz.query.explain import explain
from resonanz.query.language import QueryError, parse
from resonanz.query.lint import lint
from resonanz.store.relational.editing import queries as editing
from resonanz.store.relational.selectors import queries as selector
from resonanz.store.relational.selectors.query_use import query_use
from resonanz.store.relational.selectors.trail import newest_job

router = Router()


@router.get("", response=Page[QueryOut], summary="Standing queries, by name")
def list_(
    request: HttpRequest,
    text: str = "",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> Page[QueryOut]:
    """Return a page of standing queries by name, those with `text` in their name or their words."""
    actor(request)
    found = selector.query_page(text=text, after=cursor, limit=limit)
    items = [QueryOut.model_validate(row, from_attributes=True) for row in found.items]
    return Page[QueryOut](items=items, next=found.next)


@router.post("/check", response=CheckOut, summary="Check a query")
def check(request: HttpRequest, written: CheckIn) -> CheckOut:
    """Say whether a query is understood, and if not exactly where; if it is, what is probably not meant."""
    actor(request)
    try:
        tree = parse(written.text)
        house().questions.read(written.text)
    except QueryError as trouble:
        remark = RemarkOut.of(trouble, trouble.localised(written.lang))
        return CheckOut(good=False, **remark.model_dump())
    hints = [RemarkOut.of(hint, hint.localised(written.lang)) for hint in lint(tree, written.text)]
    told = ToldOut.of(explain(tree, lang=written.lang)) if written.explain else None
    return CheckOut(good=True, canonical=str(tree), hints=hints, told=told)


@router.post("/import", response=CarriedOut, summary="Carry a query over from another suite")
def import_(request: HttpRequest, written: CarryIn) -> CarriedOut:
    """Return a query of another suite in our language, with what could not be carried over; keeps nothing."""
    actor(request)
    carried = carry_over(written.dialect, written.text)
    notes = [RemarkOut.of(note, note.localised(written.lang)) for note in carried.notes]
    is_whole = not any(note.is_loss for note in carried.notes)
    return CarriedOut(text=str(carried.query or ""), is_whole=is_whole, notes=notes)


@router.post("/estimate", response=EstimateOut, summary="How much a query would bring")
def estimate(request: HttpRequest, written: EstimateIn) -> EstimateOut:
    """Return how many mentions a day a query brought in the last days; looks at a thousand mentions at most."""
    actor(request)
    found = house().questions.estimate(written.text, days=written.days)
    return EstimateOut.model_validate(found, from_attributes=True)


@router.post("/noise", response=list[BesideOut], summary="Which other words stand beside what a query finds")
def noise(request: HttpRequest, written: EstimateIn) -> list[BesideOut]:
    """Return the words that set what a query finds apart from the rest, most telling first."""
    actor(request)
    found = house().questions.noise(written.text, days=written.days)
    return [BesideOut.model_validate(word, from_attributes=True) for word in found]


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


@router.get("/{int:query}/use", response=UseOut, summary="Who uses a query")
def use(request: HttpRequest, query: int) -> UseOut:
    """Return the rules, queries and kept searches that use a query."""
    found = query_use(QueryId(query), reader=actor(request).id)
    named = {
        noun: [NamedOut(id=number, name=name) for number, name in rows]
        for noun, rows in (("routes", found.routes), ("queries", found.queries))
    }
    return UseOut(**named, searches=list(found.searches))


@router.get("/{int:query}/versions", response=Page[VersionOut], summary="What a query was")
def versions(
    request: HttpRequest,
    query: int,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> Page[VersionOut]:
    """Return a page of a query's versions, newest first."""
    actor(request)
    row = selector.query_row_of(QueryId(query))
    found = selector.query_versions(row.id, after=cursor, limit=limit)
    items = [VersionOut.model_validate(version, from_attributes=True) for version in found.items]
    return Page[VersionOut](items=items, next=found.next)


@router.post("/{int:query}/versions/{int:version}/restore", response=QueryOut, summary="Ask an old version again")
def restore(request: HttpRequest, query: int, version: int) -> QueryOut:
    """Give a query the text of one of its versions; that is a new version."""
    asking = actor(request, Action.MANAGE_QUERIES)
    editing.restore_query(asking, QueryId(query), version, house().clock.now())
    return _out(QueryId(query))


@router.post("/{int:query}/rerun", response={202: RerunOut}, summary="Ask old mentions again")
def start_rerun(request: HttpRequest, query: int, wanted: RerunIn) -> Status[RerunOut]:
    """Have a query matched against old mentions in the background; asking twice does it once."""
    rerun.start(house(), actor(request, Action.MANAGE_QUERIES), QueryId(query), since=wanted.since)
    return Status(202, _rerun(QueryId(query)))


@router.get("/{int:query}/rerun", response=RerunOut, summary="How far asking old mentions again is")
def see_rerun(request: HttpRequest, query: int) -> RerunOut:
    """Return how far the last run is, or what came of it."""
    actor(request)
    return _rerun(selector.query_row_of(QueryId(query)).id)


def _rerun(query: QueryId) -> RerunOut:
    job, last = newest_job(f"{rerun.JOB}:{query}"), house().reruns.last(query)
    made = RerunOut(state="never" if job is None else job.state)
    if job is not None:
        made.total, made.trouble = job.total, job.trouble
    if last is not None:
        made.version, made.since, made.finished_at = last.version, last.since, last.finished_at
        made.looked_at, made.changed = last.looked_at, last.changed
    return made


def _query(id_: QueryId, wanted: QueryIn) -> StandingQuery:
    return StandingQuery(id=id_, name=wanted.name, text=wanted.text, active=wanted.active, about=wanted.about)


def _out(query: QueryId) -> QueryOut:
    return QueryOut.model_validate(selector.query_row_of(query), from_attributes=True)

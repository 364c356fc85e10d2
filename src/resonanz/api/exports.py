"""Everything as files: at once where it is little, written in the background where it is much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router, Schema, Status

from resonanz.api import metrics
from resonanz.api.files import streamed, whole
from resonanz.api.mentions import Wanted, filter_of
from resonanz.api.tokens import actor
from resonanz.app import exporting
from resonanz.app.wiring import house
from resonanz.core.export import MENTIONS, Export, ExportId
from resonanz.core.policy import Action, Actor
from resonanz.store.relational.selectors.exports import exports as stored
from resonanz.store.relational.selectors.trail import newest_jobs

router = Router()

List = Literal[
    "cases",
    "replies",
    "needs",
    "initiatives",
    "learnings",
    "answers",
    "criticism",
    "goals",
    "surges",
    "incidents",
    "topics",
    "places",
    "sources",
    "queries",
    "routes",
    "departments",
    "notices",
    "audit",
    "erasures",
]
"""What is taken out whole."""
Form = Literal["csv", "parquet"]
Number = Annotated[int, Path(ge=0)]


class ExportIn(Schema):
    """Ask that a file is written; `mentions` narrows mentions down, as on `/mentions`."""

    what: Literal["mentions", "cases", "replies", "audit"]
    form: Form = "csv"
    mentions: Wanted | None = None


class ExportOut(Schema):
    """A file that was asked for."""

    id: int
    what: str
    form: str
    state: str
    """being_written, failed, ready, or gone: something in it was erased."""
    asked_at: datetime
    kept_until: datetime
    rows: int
    """Written so far, while it is being written."""
    total: int | None
    trouble: str
    look_at: str
    """Where this is asked again; with `/file` behind it, the file."""


@router.post("", response={202: ExportOut}, summary="Have a large file written")
def ask(request: HttpRequest, wanted: ExportIn) -> Status[ExportOut]:
    """Have a file written in the background; `look_at` says how far it is."""
    who = actor(request, Action.EXPORT)
    narrowed = filter_of(wanted.mentions) if wanted.mentions and wanted.what == MENTIONS else None
    return Status(202, _one(who, exporting.ask(house(), who, wanted.what, wanted.form, narrowed)))


@router.get("", response=list[ExportOut], summary="The files that one asked for")
def files(request: HttpRequest) -> list[ExportOut]:
    """Return them, the latest first."""
    who = actor(request, Action.EXPORT)
    return _out(stored(who.id)) if who.id is not None else []


@router.get("/{int:export}", response=ExportOut, summary="How far a file is")
def see(request: HttpRequest, export: Number) -> ExportOut:
    """Return one file that one asked for."""
    return _one(actor(request, Action.EXPORT), ExportId(export))


@router.get("/{int:export}/file", response={200: bytes}, summary="A file that was written")
def file(request: HttpRequest, export: Number) -> HttpResponseBase:
    """Return it; whoever asked must still be allowed to take it out."""
    found, pieces = exporting.download(house(), actor(request, Action.EXPORT), ExportId(export))
    return streamed(request, pieces, f"{found.what}.{found.form}", exporting.TYPES[found.form])


@router.delete("/{int:export}", response={204: None}, summary="Remove a file")
def remove(request: HttpRequest, export: Number) -> Status[None]:
    """Remove a file that one asked for; one that is being written ends."""
    exporting.remove(house(), actor(request, Action.EXPORT), ExportId(export))
    return Status(204, None)


@router.get("/mentions", response={200: bytes}, summary="The mentions of a search as a file")
def mentions_(request: HttpRequest, wanted: Annotated[Wanted, Query()], form: Form = "csv") -> HttpResponseBase:
    """Return at most 50,000 mentions, newest first; the conditions are those of `/mentions`."""
    who = actor(request, Action.EXPORT)
    pieces = exporting.take_out(house(), who, MENTIONS, form, filter_of(wanted))
    return streamed(request, pieces, f"mentions.{form}", exporting.TYPES[form])


@router.get("/metrics", response={200: bytes}, summary="Every metric as a file")
def metrics_(request: HttpRequest, time: Annotated[metrics.Time, Query()], form: Form = "csv") -> HttpResponse:
    """Return the values over a time (the last 30 days) and the time before."""
    who = actor(request, Action.EXPORT)
    return _whole(exporting.take_out(house(), who, "metrics", form, metrics.span_of(time)), "metrics", form)


@router.get("/{table}", response={200: bytes}, summary="A list as a file")
def list_(request: HttpRequest, table: List, form: Form = "csv") -> HttpResponse:
    """Return the whole list, closed cases and retired answers too; at most 50,000 rows."""
    return _whole(exporting.take_out(house(), actor(request, Action.EXPORT), table, form), table, form)


def _whole(pieces: Iterator[bytes], name: str, form: str) -> HttpResponse:
    return whole(b"".join(pieces), f"{name}.{form}", exporting.TYPES[form])


def _one(who: Actor, export: ExportId) -> ExportOut:
    return _out([exporting.own(who, export)])[0]


def _out(found: Sequence[Export]) -> list[ExportOut]:
    jobs, kept = newest_jobs([exporting.key(one.id) for one in found]), exporting.kept_for(house())
    made = []
    for one in found:
        job = jobs.get(exporting.key(one.id))
        failed = job is None or job.state == "failed"
        state = "gone" if one.ended_at and one.spoilt else "ready" if one.ended_at else "being_written"
        made.append(
            ExportOut(
                id=one.id,
                what=one.what,
                form=one.form,
                state="failed" if failed and not one.ended_at else state,
                asked_at=one.asked_at,
                kept_until=one.asked_at + kept,
                rows=one.number or (job.done if job else 0),
                total=job.total if job else None,
                trouble=job.trouble if job else "",
                look_at=f"/api/v1/exports/{one.id}",
            )
        )
    return made

"""Mentions: search, look at, correct, erase, hand in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from resonanz.api import cursors
from resonanz.api.moments import aware
from resonanz.api.schemas import LARGEST_PAGE, CorrectionIn, MentionOut, Page
from resonanz.api.tokens import actor
from resonanz.app.importing import take_records
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import DepartmentId, MentionId, QueryId
from resonanz.core.policy import Action, require
from resonanz.core.ports import BY_ADMINISTRATOR, Entry
from resonanz.core.search import Filter
from resonanz.respond.labels import Correction

router = Router()

MOST_RECORDS = 1_000


class Wanted(Schema):
    """Which mentions; every condition that is given must hold."""

    q: str = ""
    since: datetime | None = None
    until: datetime | None = None
    channel: list[str] = Field(default_factory=list)
    source: list[str] = Field(default_factory=list)
    lang: list[str] = Field(default_factory=list)
    sentiment: list[str] = Field(default_factory=list)
    kind: list[str] = Field(default_factory=list)
    query: list[int] = Field(default_factory=list)
    topic: list[str] = Field(default_factory=list)
    towards: list[str] = Field(default_factory=list)
    department: list[int] = Field(default_factory=list)
    thread: str | None = None
    author: str = ""
    cursor: str | None = None
    limit: int = 50


class RecordsIn(Schema):
    """Mentions with the field names of the import format."""

    source: str = "api"
    mentions: list[dict[str, object]]


class TakenOut(Schema):
    """What came of mentions that were handed in."""

    imported: int
    known: int
    rejected: list[dict[str, object]]


@router.get("", response=Page[MentionOut], summary="Search mentions, newest first")
def search(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Page[MentionOut]:
    """Return a page of mentions."""
    actor(request)
    found = house().archive.page(
        filter_of(wanted), limit=max(1, min(wanted.limit, LARGEST_PAGE)), after=cursors.read(wanted.cursor)
    )
    return Page[MentionOut](items=[MentionOut.of(one) for one in found.items], next=cursors.written(found.next))


@router.post("", response=TakenOut, summary="Hand mentions in")
def take(request: HttpRequest, records: RecordsIn) -> TakenOut:
    """Take mentions in as `resonanz import` does; rejected ones are named, the others are in."""
    require(actor(request), Action.IMPORT)
    if len(records.mentions) > MOST_RECORDS:
        raise InputRejected(
            f"{len(records.mentions)} mentions are too many at once.",
            place="mentions",
            remedy=f"Send at most {MOST_RECORDS}, or use `resonanz import`.",
        )
    imported, rejected = take_records(house(), records.mentions, records.source)
    return TakenOut(
        imported=imported.imported,
        known=imported.known,
        rejected=[{"line": one.line, "reason": one.reason} for one in rejected],
    )


@router.get("/{path:mention}", response=MentionOut, summary="One mention")
def one(request: HttpRequest, mention: str) -> MentionOut:
    """Return one mention."""
    actor(request)
    found = house().archive.find([MentionId(mention)]).get(MentionId(mention))
    if found is None:
        raise NotFound("There is no such mention.")
    return MentionOut.of(found)


@router.patch("/{path:mention}", response=MentionOut, summary="Correct what was understood")
def correct(request: HttpRequest, mention: str, said: CorrectionIn) -> MentionOut:
    """Set values as a person; no machine overwrites them."""
    correction = Correction(
        sentiment=said.sentiment,
        kind=said.kind,
        relevant=said.relevant,
        lang=said.lang,
        department=None if said.department is None else DepartmentId(said.department),
        towards={QueryId(one.query): one.value for one in said.towards},
    )
    return MentionOut.of(house().label_desk.correct(actor(request), MentionId(mention), correction))


@router.delete("/{path:mention}", response={204: None}, summary="Erase a mention in every store")
def erase(request: HttpRequest, mention: str) -> Status[None]:
    """Erase one mention; the ledger keeps that it happened."""
    asking, home = actor(request), house()
    require(asking, Action.ERASE)
    if not home.forgetting.forget([MentionId(mention)], reason=BY_ADMINISTRATOR):
        raise NotFound("There is no such mention.")
    # Not which one: the trail must not keep what was to be forgotten.
    home.audit.write(Entry(at=home.clock.now(), actor=asking.id, action="mention_erase", subject="mention"))
    return Status(204, None)


def filter_of(wanted: Wanted) -> Filter:
    """Return what is asked as the archive takes it; raise InputRejected."""
    return Filter(
        query=wanted.q,
        since=aware(wanted.since, "since"),
        until=aware(wanted.until, "until"),
        channels=tuple(wanted.channel),
        sources=tuple(wanted.source),
        langs=tuple(wanted.lang),
        sentiments=tuple(wanted.sentiment),
        kinds=tuple(wanted.kind),
        queries=tuple(QueryId(one) for one in wanted.query),
        departments=tuple(DepartmentId(one) for one in wanted.department),
        topics=tuple(wanted.topic),
        towards=tuple(wanted.towards),
        thread=None if wanted.thread is None else MentionId(wanted.thread),
        author=wanted.author,
    )

"""Cases: inboxes, one case with its thread and history, and what people do with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import get_language_from_request
from ninja import Field, Query, Router, Schema, Status

from resonanz.api.moments import aware
from resonanz.api.schemas import (
    LARGEST_PAGE,
    AssignIn,
    CaseDetailOut,
    CaseOut,
    EventOut,
    HandOverIn,
    MentionOut,
    Page,
    PriorityIn,
    ReasonIn,
    ReplyOut,
    TextIn,
)
from resonanz.api.schemas_deadlines import DeadlineOut
from resonanz.api.tokens import actor
from resonanz.api.words import chosen
from resonanz.app.wiring import house
from resonanz.core.case import CaseState
from resonanz.core.deadline import DeadlineState
from resonanz.core.errors import InputRejected
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.understood import Priority
from resonanz.store.relational.selectors import cases as selector
from resonanz.store.relational.selectors.rules import workers
from resonanz.store.relational.views import ALIVE, CaseFilter

router = Router()


class Which(Schema):
    """Which cases; without `state`, all that are not closed."""

    department: list[int] = Field(default_factory=list)
    state: list[str] = Field(default_factory=list)
    priority: list[str] = Field(default_factory=list)
    kind: list[str] = Field(default_factory=list)
    channel: list[str] = Field(default_factory=list)
    owner: int | None = None
    unowned: bool = False
    due: list[str] = Field(default_factory=list)
    """running, breached or paused."""
    due_before: datetime | None = None
    text: str = ""


class Wanted(Which):
    """Which cases, in which order."""

    order: str = "changed"
    cursor: str | None = None
    limit: int = 50


@router.get("", response=Page[CaseOut], summary="A department's inbox")
def inbox(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Page[CaseOut]:
    """Return a page of cases."""
    actor(request)
    order = chosen(selector.Order, wanted.order, "order")
    limit = max(1, min(wanted.limit, LARGEST_PAGE))
    rows = selector.inbox(filter_of(wanted), order=order, after=wanted.cursor or None, limit=limit)
    return Page[CaseOut](
        items=[CaseOut.model_validate(row, from_attributes=True) for row in rows.items], next=rows.next
    )


def filter_of(wanted: Which) -> CaseFilter:
    """Return the filter that is meant; raise InputRejected at the place that is wrong."""
    return CaseFilter(
        departments=tuple(DepartmentId(one) for one in wanted.department),
        states=tuple(chosen(CaseState, one, "state") for one in wanted.state) or ALIVE,
        priorities=tuple(chosen(Priority, one, "priority") for one in wanted.priority),
        owner=None if wanted.owner is None else UserId(wanted.owner),
        unowned=wanted.unowned,
        kinds=tuple(wanted.kind),
        channels=tuple(wanted.channel),
        text=wanted.text,
        due_states=tuple(chosen(DeadlineState, one, "due").value for one in wanted.due),
        due_before=aware(wanted.due_before, "due_before"),
    )


@router.get("/{int:case}", response=CaseDetailOut, summary="A case with its thread and answers")
def one(request: HttpRequest, case: int) -> CaseDetailOut:
    """Return one case."""
    actor(request)
    detail = selector.case_detail(CaseId(case))
    ids = [row.mention for row in detail.mentions]
    found = house().archive.find(ids)
    return CaseDetailOut(
        case=CaseOut.model_validate(detail.case, from_attributes=True),
        deadlines=_deadlines(request, case),
        four_eyes=detail.four_eyes,
        actions=list(detail.actions),
        mentions=[MentionOut.of(found[id_]) for id_ in ids if id_ in found],
        replies=[ReplyOut.model_validate(row.reply, from_attributes=True) for row in detail.replies],
    )


@router.get("/{int:case}/events", response=list[EventOut], summary="A case's history")
def events(request: HttpRequest, case: int) -> list[EventOut]:
    """Return a case's history, oldest first."""
    actor(request)
    timeline = selector.case_detail(CaseId(case)).timeline
    return [EventOut.model_validate(row, from_attributes=True) for row in timeline]


@router.post("/{int:case}/take", response=CaseOut, summary="Make a case one's own work")
def take(request: HttpRequest, case: int) -> CaseOut:
    """Take a case."""
    house().case_desk.take(actor(request), CaseId(case))
    return _now(case)


@router.post("/{int:case}/assign", response=CaseOut, summary="Give a case to somebody")
def assign(request: HttpRequest, case: int, to: AssignIn) -> CaseOut:
    """Assign a case, or give it back to its department."""
    own, owner = actor(request), None if to.owner is None else UserId(to.owner)
    if owner is not None:
        department = house().casebook.load(CaseId(case)).department
        if all(one.user != owner for one in workers(department)):
            raise InputRejected("This person does not work in the department.", place="owner")
    house().case_desk.assign(own, CaseId(case), owner)
    return _now(case)


@router.post("/{int:case}/priority", response=CaseOut, summary="Say how urgent a case is")
def prioritise(request: HttpRequest, case: int, how: PriorityIn) -> CaseOut:
    """Set a case's priority."""
    house().case_desk.prioritise(actor(request), CaseId(case), chosen(Priority, how.priority, "priority"))
    return _now(case)


@router.post("/{int:case}/close", response=CaseOut, summary="Close a case")
def close(request: HttpRequest, case: int, why: ReasonIn) -> CaseOut:
    """Close a case; it comes back when its author speaks again."""
    house().case_desk.close(actor(request), CaseId(case), why.reason)
    return _now(case)


@router.post("/{int:case}/reopen", response=CaseOut, summary="Open a closed case again")
def reopen(request: HttpRequest, case: int) -> CaseOut:
    """Reopen a case."""
    house().case_desk.reopen(actor(request), CaseId(case))
    return _now(case)


@router.post("/{int:case}/hand-over", response=CaseOut, summary="Give a case to another department")
def hand_over(request: HttpRequest, case: int, to: HandOverIn) -> CaseOut:
    """Hand a case over with a reason."""
    house().case_desk.hand_over(actor(request), CaseId(case), DepartmentId(to.department), to.reason)
    return _now(case)


@router.post("/{int:case}/notes", response={204: None}, summary="Write a note that only colleagues see")
def note(request: HttpRequest, case: int, said: TextIn) -> Status[None]:
    """Add a note."""
    house().case_desk.note(actor(request), CaseId(case), said.text)
    house().calling.call(actor(request), CaseId(case), said.text)
    return Status(204, None)


@router.get("/{int:case}/deadlines", response=list[DeadlineOut], summary="What is due in a case, and why")
def deadlines(request: HttpRequest, case: int) -> list[DeadlineOut]:
    """Return a case's deadlines as of now, in the order in which they began; `Accept-Language` words them."""
    actor(request)
    return _deadlines(request, case)


def _deadlines(request: HttpRequest, case: int) -> list[DeadlineOut]:
    lang = get_language_from_request(request)[:2]
    found = house().deadlines.of(house().casebook.load(CaseId(case)))
    return [DeadlineOut.of(one, lang=lang) for one in found]


def _now(case: int) -> CaseOut:
    return CaseOut.model_validate(selector.case_detail(CaseId(case)).case, from_attributes=True)

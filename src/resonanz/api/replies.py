"""Answers: draft, change, submit, approve, try again, give up; sending is the outbox's work."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from resonanz.api.schemas import LARGEST_PAGE, ApproveIn, DraftIn, Page, ReplyOut, TextIn
from resonanz.api.tokens import actor
from resonanz.api.words import chosen
from resonanz.app.wiring import house
from resonanz.core.ids import CaseId, DepartmentId, MentionId, ReplyId
from resonanz.core.reply import Reply, ReplyState
from resonanz.store.relational.selectors import cases as selector

router = Router()


class Wanted(Schema):
    """Which answers."""

    state: list[str] = Field(default_factory=list)
    department: list[int] = Field(default_factory=list)
    cursor: str | None = None
    limit: int = 50


@router.get("", response=Page[ReplyOut], summary="Answers, newest first")
def list_(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Page[ReplyOut]:
    """Return a page of answers."""
    actor(request)
    rows = selector.replies(
        states=tuple(chosen(ReplyState, one, "state") for one in wanted.state),
        departments=tuple(DepartmentId(one) for one in wanted.department),
        after=wanted.cursor or None,
        limit=max(1, min(wanted.limit, LARGEST_PAGE)),
    )
    return Page[ReplyOut](items=[_out(row.reply) for row in rows.items], next=rows.next)


@router.post("", response={201: ReplyOut}, summary="Begin an answer")
def draft(request: HttpRequest, begun: DraftIn) -> Status[ReplyOut]:
    """Draft an answer to the newest word of the market in a case, or to the mention named."""
    reply_to = None if begun.reply_to is None else MentionId(begun.reply_to)
    return Status(
        201, _out(house().reply_desk.draft(actor(request), CaseId(begun.case), begun.text, reply_to=reply_to))
    )


@router.get("/{int:reply}", response=ReplyOut, summary="One answer")
def one(request: HttpRequest, reply: int) -> ReplyOut:
    """Return one answer."""
    actor(request)
    return _out(house().replies.load(ReplyId(reply)))


@router.patch("/{int:reply}", response=ReplyOut, summary="Change an answer; an approval is gone then")
def edit(request: HttpRequest, reply: int, said: TextIn) -> ReplyOut:
    """Change an answer's text."""
    return _out(house().reply_desk.edit(actor(request), ReplyId(reply), said.text))


@router.post("/{int:reply}/submit", response=ReplyOut, summary="Ask a colleague for approval")
def submit(request: HttpRequest, reply: int) -> ReplyOut:
    """Submit an answer."""
    return _out(house().reply_desk.submit(actor(request), ReplyId(reply)))


@router.post("/{int:reply}/approve", response=ReplyOut, summary="Approve an answer for sending")
def approve(request: HttpRequest, reply: int, read: ApproveIn) -> ReplyOut:
    """Approve an answer; with `text`, only if it still says that."""
    return _out(house().reply_desk.approve(actor(request), ReplyId(reply), text=read.text, place=read.place))


@router.post("/{int:reply}/retry", response=ReplyOut, summary="Send a refused or uncertain answer again")
def retry(request: HttpRequest, reply: int) -> ReplyOut:
    """Try again."""
    return _out(house().reply_desk.retry(actor(request), ReplyId(reply)))


@router.post("/{int:reply}/discard", response=ReplyOut, summary="Give an answer up")
def discard(request: HttpRequest, reply: int) -> ReplyOut:
    """Discard an answer."""
    return _out(house().reply_desk.discard(actor(request), ReplyId(reply)))


def _out(reply: Reply) -> ReplyOut:
    return ReplyOut.model_validate(reply, from_attributes=True)

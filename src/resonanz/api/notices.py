"""One's own notices, what waits where, and the ladders of departments."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.tokens import actor
from resonanz.api.words import chosen
from resonanz.app.wiring import house
from resonanz.core.errors import NotAllowed
from resonanz.core.escalation import Ladder, Step, Whom
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.notice import NoticeId, Told
from resonanz.core.policy import Action, Actor
from resonanz.store.relational.editing import notices as editing
from resonanz.store.relational.selectors import notices as selector

router = Router()
ladders = Router()


class NoticeOut(Schema):
    """One notice to the person whose token it is."""

    id: int
    event: str
    kind: str
    subject: str
    department: int | None
    at: datetime
    times: int
    urgent: bool
    read: bool


class ReadIn(Schema):
    """Say which notices were read; without a list all."""

    notices: list[int] | None = Field(default=None, max_length=500)


class ReadOut(Schema):
    """Say how many were unread until now."""

    read: int


class StepIn(Schema):
    """One step: who is told how many minutes after (negative: before) the moment at which something is due."""

    whom: str
    minutes: int
    working: bool = True


class LadderIn(Schema):
    """A department's ladder."""

    steps: list[StepIn] = Field(max_length=50)
    next_level: int | None = None


class LadderOut(LadderIn):
    """A department's ladder; `changed_at` is null while the usual one counts."""

    changed_at: datetime | None


class UnansweredOut(Schema):
    """What waits in a department."""

    department: int
    name: str
    unowned: int
    overdue: int
    oldest: datetime | None
    people: int


@router.get("", response=Page[NoticeOut], summary="Notices to you, the newest first")
def list_(request: HttpRequest, *, unread: bool = False, after: str | None = None, limit: int = 50) -> Page[NoticeOut]:
    """Return a page of notices to whose token it is."""
    who = _person(actor(request))
    found = selector.notices(who, unread=unread, after=after, limit=min(limit, LARGEST_PAGE))
    return Page(items=[_out(one) for one in found.items], next=found.next)


@router.post("/read", response=ReadOut, summary="Mark notices to you as read")
def read(request: HttpRequest, said: ReadIn) -> ReadOut:
    """Mark these, or all; what belongs to somebody else is left alone."""
    wanted = None if said.notices is None else [NoticeId(one) for one in said.notices]
    count = editing.read_notices(actor(request), house().clock.now(), notices=wanted)
    return ReadOut(read=count)


@router.get("/unanswered", response=list[UnansweredOut], summary="Where cases wait unowned or overdue")
def unanswered(request: HttpRequest) -> list[UnansweredOut]:
    """Return every department with what waits there, and how many people could act."""
    actor(request)
    return [
        UnansweredOut(
            department=row.department,
            name=row.name,
            unowned=row.unowned,
            overdue=row.overdue,
            oldest=row.oldest,
            people=row.people,
        )
        for row in selector.waiting(house().clock.now())
    ]


@ladders.get("/{int:department}/ladder", response=LadderOut, summary="The escalation ladder of a department")
def ladder(request: HttpRequest, department: int) -> LadderOut:
    """Return the ladder that counts."""
    actor(request)
    return _ladder(DepartmentId(department))


@ladders.put("/{int:department}/ladder", response=LadderOut, summary="Change the escalation ladder of a department")
def change(request: HttpRequest, department: int, wanted: LadderIn) -> LadderOut:
    """Give a department its own ladder."""
    asking = actor(request, Action.MANAGE_DEPARTMENT)
    steps = tuple(_step(place, one) for place, one in enumerate(wanted.steps))
    above = None if wanted.next_level is None else DepartmentId(wanted.next_level)
    now = house().clock.now()
    editing.set_ladder(asking, DepartmentId(department), Ladder(steps=steps, next_level=above), now)
    return _ladder(DepartmentId(department))


@ladders.delete("/{int:department}/ladder", response=LadderOut, summary="Return to the usual escalation ladder")
def usual(request: HttpRequest, department: int) -> LadderOut:
    """Let the usual ladder count again."""
    asking = actor(request, Action.MANAGE_DEPARTMENT)
    editing.set_ladder(asking, DepartmentId(department), None, house().clock.now())
    return _ladder(DepartmentId(department))


def _ladder(department: DepartmentId) -> LadderOut:
    selector.require_department(department)
    found = house().escalation_book.ladder(department)
    return LadderOut(
        steps=[StepIn(whom=one.whom.value, minutes=one.minutes, working=one.working) for one in found.steps],
        next_level=found.next_level,
        changed_at=found.changed_at,
    )


def _step(place: int, said: StepIn) -> Step:
    whom = chosen(Whom, said.whom, f"steps[{place}].whom")
    return Step(whom, said.minutes, working=said.working)


def _out(line: Told) -> NoticeOut:
    return NoticeOut(
        id=line.id,
        event=line.event,
        kind=line.kind.value,
        subject=line.subject,
        department=line.department,
        at=line.at,
        times=line.times,
        urgent=line.urgent,
        read=line.read,
    )


def _person(asking: Actor) -> UserId:
    if asking.id is None:
        raise NotAllowed("Sign in first.")
    return asking.id

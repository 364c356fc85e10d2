"""One thing done to many cases: how far it is, to which it could not be done, and taking it back.

The one thing a reader would get wrong: what is asked for is done when the answer comes only where it says 200; with 202
a job does it, and `GET` shows how far it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from resonanz.api.cases import Which, filter_of
from resonanz.api.moments import aware
from resonanz.api.tokens import actor
from resonanz.api.words import chosen
from resonanz.app import sweeping
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.policy import Action
from resonanz.core.sweep import Doing, Sweep, SweepId, Wish
from resonanz.core.understood import Kind, Priority

router = Router()
NAMED: Final = 500
"""Cases that are named at most."""


class BulkIn(Schema):
    """What is to be done to these `cases`, or to all that are found `where`; only the fields that `doing` needs."""

    doing: str
    """take, assign, close, reopen, hand_over, prioritise, relabel, snooze or wake."""
    cases: list[int] | None = Field(default=None, max_length=sweeping.AT_ONCE)
    where: Which | None = None
    """The conditions of `GET /cases`; `{}` finds all that are not closed."""
    owner: int | None = None
    """To assign to; null: nobody."""
    department: int | None = None
    """To hand over to, with a `reason`."""
    priority: str | None = None
    kind: str | None = None
    until: datetime | None = None
    """To snooze until; null: until the author speaks."""
    reason: str = ""


class RefusalOut(Schema):
    """A case to which it could not be done."""

    case: int
    reason: str


class BulkOut(Schema):
    """What was asked for, and what became of it."""

    id: int
    doing: str
    at: datetime
    asked: int
    done: int
    refused: int
    ended_at: datetime | None
    runs: bool
    """Whether a job goes on with it, or takes it back; what has neither ended nor runs was cut."""
    can_be_undone: bool
    undone_at: datetime | None
    restored: int
    """Cases that are as they were."""
    kept: list[int]
    """When it was taken back: the first cases that somebody changed since, which stay as they are."""
    refusals: list[RefusalOut]
    """The first of those that were refused."""


@router.post("/bulk", response={200: BulkOut, 202: BulkOut}, summary="Do one thing to many cases")
def do(request: HttpRequest, wanted: BulkIn) -> Status[BulkOut]:
    """Do it here and now to 500 cases at most, with a job to more."""
    asking, wish = actor(request, Action.WORK_CASE), _wish(wanted)
    if (wanted.cases is None) == (wanted.where is None):
        raise InputRejected("This needs either cases or conditions.", place="cases", remedy="Send `cases` or `where`.")
    if wanted.where is not None:
        done = sweeping.sweep_all(house(), asking, wish, filter_of(wanted.where))
    else:
        named = dict.fromkeys(CaseId(one) for one in wanted.cases or ())
        done = sweeping.sweep(house(), asking, wish, list(named))
    return Status(200 if done.ended_at else 202, _out(done))


@router.get("/bulk/{int:bulk}", response=BulkOut, summary="How far what you asked for is")
def one(request: HttpRequest, bulk: int) -> BulkOut:
    """Return what became of it."""
    asking, found = actor(request), house().sweeps.load(SweepId(bulk))
    if found.actor != asking.id:
        raise NotAllowed("Only who asked for it can see it.")
    return _out(found)


@router.post("/bulk/{int:bulk}/undo", response={200: BulkOut, 202: BulkOut}, summary="Take it back")
def undo(request: HttpRequest, bulk: int) -> Status[BulkOut]:
    """Put back what nobody changed since, within an hour; with a job where more than 500 cases were changed."""
    undone = sweeping.undo(house(), actor(request), SweepId(bulk))
    return Status(202 if undone is None else 200, _out(house().sweeps.load(SweepId(bulk))))


def _wish(wanted: BulkIn) -> Wish:
    return Wish(
        doing=chosen(Doing, wanted.doing, "doing"),
        owner=None if wanted.owner is None else UserId(wanted.owner),
        department=None if wanted.department is None else DepartmentId(wanted.department),
        priority=None if wanted.priority is None else chosen(Priority, wanted.priority, "priority"),
        kind=None if wanted.kind is None else chosen(Kind, wanted.kind, "kind"),
        until=aware(wanted.until, "until"),
        reason=wanted.reason.strip(),
    )


def _out(sweep: Sweep) -> BulkOut:
    sweeps = house().sweeps
    runs = sweeping.job_of(sweep) is not None
    kept = sweeps.swept(sweep.id, after=CaseId(0), limit=NAMED) if sweep.undone_at else ()
    return BulkOut(
        id=sweep.id,
        doing=sweep.wish.doing.value,
        at=sweep.at,
        asked=sweep.asked,
        done=sweep.done,
        refused=sweep.refused,
        ended_at=sweep.ended_at,
        runs=runs,
        can_be_undone=sweep.can_be_undone(house().clock.now()) or bool(sweep.done and not (sweep.ended_at or runs)),
        undone_at=sweep.undone_at,
        restored=sweep.restored,
        kept=[one.case for one in kept],
        refusals=[RefusalOut(case=case, reason=why) for case, why in sweeps.refusals(sweep.id)],
    )

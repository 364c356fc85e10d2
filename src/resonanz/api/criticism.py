"""Criticism: what nobody has decided, what was decided and why; telling those who said it is `api.tellings`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.criticism import CriticismState, Decision
from resonanz.core.errors import NotFound
from resonanz.core.ids import CaseId, CriticismId, DepartmentId, UserId
from resonanz.store.relational.selectors import criticism as selector
from resonanz.store.relational.views.answering import CriticismRow

router = Router()
State = Literal["undecided", "open", "accepted", "rejected", "deferred", "changed"]


class CriticismOut(Schema):
    """A line of the ledger; `id` is null for a case that nobody has decided."""

    id: int | None
    case: int
    title: str
    state: str
    department: int | None
    owner_name: str
    reason: str
    until: date | None
    change: str
    since: datetime
    cases: int

    @staticmethod
    def of(row: CriticismRow) -> CriticismOut:
        """Return a line as the API says it."""
        found = row.criticism
        return CriticismOut(
            id=found.id if found else None,
            case=row.case,
            title=row.subject,
            state=found.state.value if found else selector.UNDECIDED,
            department=row.department,
            owner_name=row.owner_name,
            reason=found.reason if found else "",
            until=row.until,
            change=found.change if found else "",
            since=row.since,
            cases=row.cases,
        )


class CriticismEventOut(Schema):
    """One line of a history."""

    at: datetime
    action: str
    actor_name: str
    detail: str


class HiddenOut(Schema):
    """Something on an own channel that was taken out of public sight."""

    case: int
    mention: str | None
    at: datetime
    by: str
    reason: str


class DecisionIn(Schema):
    """What is decided: accept (with an owner), reject (with a reason) or defer (until a day)."""

    action: str
    reason: str = ""
    owner: int | None = None
    until: date | None = None
    title: str = ""

    def decision(self) -> Decision:
        """Return it as the desk takes it."""
        owner = None if self.owner is None else UserId(self.owner)
        return Decision(action=self.action, reason=self.reason, owner=owner, until=self.until, title=self.title)


class CaseDecisionIn(DecisionIn):
    """A decision about what a case criticises."""

    case: int


class ReasonIn(Schema):
    """Why."""

    reason: str


class ChangeIn(Schema):
    """What is different now."""

    change: str


class CriticismCaseIn(Schema):
    """Which case."""

    case: int


@router.get("", response=Page[CriticismOut], summary="One view of the ledger")
def criticisms(
    request: HttpRequest,
    state: State = "undecided",
    department: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[CriticismOut]:
    """Return a page; undecided cases are the oldest first, the others the newest first."""
    actor(request)
    room = None if department is None else DepartmentId(department)
    after, most = cursor or None, max(1, min(limit, LARGEST_PAGE))
    if state == selector.UNDECIDED:
        rows = selector.undecided(room, after=after, limit=most)
    else:
        rows = selector.criticisms(CriticismState(state), room, after=after, limit=most)
    return Page[CriticismOut](items=[CriticismOut.of(row) for row in rows.items], next=rows.next)


@router.post("", response=CriticismOut, summary="Decide what a case criticises")
def decide(request: HttpRequest, said: CaseDecisionIn) -> CriticismOut:
    """Decide; where the case belongs to a criticism, all of its cases are decided alike."""
    return _now(house().criticism_desk.decide(actor(request), CaseId(said.case), said.decision()).id)


@router.get("/hidden", response=Page[HiddenOut], summary="What we took out of public sight, with the reasons")
def hidden(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> Page[HiddenOut]:
    """Return a page, the latest first."""
    actor(request)
    rows = selector.hidden(after=cursor or None, limit=max(1, min(limit, LARGEST_PAGE)))
    return Page[HiddenOut](
        items=[HiddenOut.model_validate(row, from_attributes=True) for row in rows.items], next=rows.next
    )


@router.get("/{int:criticism}", response=CriticismOut, summary="A criticism")
def one(request: HttpRequest, criticism: int) -> CriticismOut:
    """Return one criticism."""
    actor(request)
    return _now(criticism)


@router.get("/{int:criticism}/events", response=list[CriticismEventOut], summary="A criticism's history")
def events(request: HttpRequest, criticism: int) -> list[CriticismEventOut]:
    """Return a history, newest first."""
    actor(request)
    _now(criticism)
    rows = selector.history(CriticismId(criticism))
    return [CriticismEventOut.model_validate(row, from_attributes=True) for row in rows]


@router.post("/{int:criticism}/decide", response=CriticismOut, summary="Decide a criticism")
def decide_again(request: HttpRequest, criticism: int, said: DecisionIn) -> CriticismOut:
    """Decide a criticism that there is."""
    house().criticism_desk.decide_again(actor(request), CriticismId(criticism), said.decision())
    return _now(criticism)


@router.post("/{int:criticism}/change", response=CriticismOut, summary="Write what changed because of it")
def change(request: HttpRequest, criticism: int, said: ChangeIn) -> CriticismOut:
    """Write what is different now."""
    house().criticism_desk.change(actor(request), CriticismId(criticism), said.change)
    return _now(criticism)


@router.post("/{int:criticism}/reopen", response=CriticismOut, summary="Let it be decided again")
def reopen(request: HttpRequest, criticism: int, said: ReasonIn) -> CriticismOut:
    """Open a decided criticism again."""
    house().criticism_desk.reopen(actor(request), CriticismId(criticism), said.reason)
    return _now(criticism)


@router.post("/{int:criticism}/cases", response=CriticismOut, summary="Say that a case criticises the same")
def join(request: HttpRequest, criticism: int, said: CriticismCaseIn) -> CriticismOut:
    """Put a case to a criticism."""
    house().criticism_desk.join(actor(request), CaseId(said.case), CriticismId(criticism))
    return _now(criticism)


@router.delete(
    "/{int:criticism}/cases/{int:case}", response={204: None}, summary="Say that it criticises something else"
)
def part(request: HttpRequest, criticism: int, case: int) -> Status[None]:
    """Take a case away from a criticism; it is undecided again."""
    house().criticism_desk.part(actor(request), CaseId(case), CriticismId(criticism))
    return Status(204, None)


def _now(criticism: int) -> CriticismOut:
    row = selector.criticism_row(CriticismId(criticism))
    if row is None:
        raise NotFound(f"There is no criticism {criticism}.")
    return CriticismOut.of(row)

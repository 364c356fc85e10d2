"""Incidents: declaring one, working on it together, closing it with a review."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from resonanz.api.schemas import LARGEST_PAGE, CaseOut, Page, ReplyOut, TextIn
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.ids import CaseId, DepartmentId, IncidentId, SurgeId, UserId
from resonanz.core.surge import Gravity
from resonanz.respond.incidents import Declaration
from resonanz.store.relational.selectors import surges as selector
from resonanz.store.relational.views.surges import IncidentDetail, IncidentRow

router = Router()
MOVES = ("watch", "resume", "reopen")


class IncidentOut(Schema):
    """An incident; gravity is 1 notable, 2 serious, 3 critical."""

    id: int
    title: str
    gravity: int
    state: str
    department: int | None
    owner: int | None
    owner_name: str
    surge: int | None
    series: str
    since: datetime
    declared_by: int
    declared_at: datetime
    closed_at: datetime | None
    statement: str
    statement_by: int | None
    statement_approved_by: int | None
    review: str
    cases: int
    steps: int
    steps_done: int

    @staticmethod
    def of(row: IncidentRow) -> IncidentOut:
        """Return an incident as the API says it."""
        counted = {"owner_name", "cases", "steps", "steps_done"}
        told = {name: getattr(row.incident, name) for name in IncidentOut.model_fields if name not in counted}
        told |= {name: getattr(row, name) for name in counted}
        return IncidentOut(**told | {"gravity": row.incident.gravity.value, "state": row.incident.state.value})


class IncidentEventOut(Schema):
    """One line of a timeline."""

    at: datetime
    action: str
    actor_name: str
    detail: str


class StepOut(Schema):
    """One step of a checklist."""

    number: int
    text: str
    done_at: datetime | None
    done_by: str


class FindingOut(Schema):
    """What an incident taught."""

    text: str
    at: datetime
    by: str


class IncidentDetailOut(Schema):
    """An incident with its cases, its checklist and what it taught."""

    incident: IncidentOut
    cases: list[CaseOut]
    checklist: list[StepOut]
    findings: list[FindingOut]


class DeclareIn(Schema):
    """What is declared; with a surge, its series and its beginning."""

    title: str
    gravity: int
    department: int
    owner: int | None = None
    surge: int | None = None
    series: str = ""


class GravityIn(Schema):
    """How grave: 1, 2 or 3."""

    gravity: int


class OwnerIn(Schema):
    """Who owns it; null: nobody."""

    owner: int | None = None


class MoveIn(Schema):
    """Where to: watch, resume or reopen."""

    action: str


class CloseIn(Schema):
    """What happened, and what it taught."""

    review: str
    findings: list[str] = Field(default_factory=list)


class CaseIn(Schema):
    """Which case."""

    case: int


@router.get("", response=Page[IncidentOut], summary="Incidents, the latest first")
def incidents(
    request: HttpRequest, closed: bool | None = None, cursor: str | None = None, limit: int = 50
) -> Page[IncidentOut]:
    """Return a page of incidents."""
    actor(request)
    rows = selector.incidents(closed=closed, after=cursor or None, limit=max(1, min(limit, LARGEST_PAGE)))
    return Page[IncidentOut](items=[IncidentOut.of(row) for row in rows.items], next=rows.next)


@router.post("", response=IncidentOut, summary="Declare an incident")
def declare(request: HttpRequest, wanted: DeclareIn) -> IncidentOut:
    """Declare an incident, for a surge or by hand."""
    said = Declaration(
        title=wanted.title,
        gravity=_gravity(wanted.gravity),
        department=_department(wanted.department),
        owner=None if wanted.owner is None else UserId(wanted.owner),
        surge=None if wanted.surge is None else SurgeId(wanted.surge),
        series=wanted.series,
    )
    made = house().incident_desk.declare(actor(request), said)
    house().gathering.gather(made)
    return _now(made.id)


@router.get("/{int:incident}", response=IncidentDetailOut, summary="An incident with its cases and checklist")
def one(request: HttpRequest, incident: int) -> IncidentDetailOut:
    """Return one incident."""
    actor(request)
    detail = selector.incident_detail(IncidentId(incident))
    return IncidentDetailOut(
        incident=IncidentOut.of(detail.row),
        cases=[CaseOut.model_validate(row, from_attributes=True) for row in detail.cases],
        checklist=[StepOut.model_validate(row, from_attributes=True) for row in detail.steps],
        findings=[FindingOut.model_validate(row, from_attributes=True) for row in detail.findings],
    )


@router.get("/{int:incident}/events", response=list[IncidentEventOut], summary="An incident's timeline")
def events(request: HttpRequest, incident: int) -> list[IncidentEventOut]:
    """Return a timeline, newest first."""
    actor(request)
    timeline = _detail(incident).timeline
    return [IncidentEventOut.model_validate(row, from_attributes=True) for row in timeline]


@router.post("/{int:incident}/notes", response={204: None}, summary="Add to the timeline")
def note(request: HttpRequest, incident: int, said: TextIn) -> Status[None]:
    """Add a line."""
    house().incident_desk.note(actor(request), IncidentId(incident), said.text)
    return Status(204, None)


@router.post("/{int:incident}/move", response=IncidentOut, summary="Watch it, work on it again, open it again")
def move(request: HttpRequest, incident: int, to: MoveIn) -> IncidentOut:
    """Move an incident on."""
    if to.action not in MOVES:
        raise InputRejected(
            f"{to.action!r} is not known.", place="action", remedy=f"Choose one of: {', '.join(MOVES)}."
        )
    house().incident_desk.move(actor(request), IncidentId(incident), to.action)
    return _now(incident)


@router.post("/{int:incident}/gravity", response=IncidentOut, summary="Say how grave it is")
def grade(request: HttpRequest, incident: int, how: GravityIn) -> IncidentOut:
    """Grade an incident."""
    house().incident_desk.grade(actor(request), IncidentId(incident), _gravity(how.gravity))
    return _now(incident)


@router.post("/{int:incident}/owner", response=IncidentOut, summary="Give it to somebody")
def own(request: HttpRequest, incident: int, to: OwnerIn) -> IncidentOut:
    """Set the owner."""
    owner = None if to.owner is None else UserId(to.owner)
    house().incident_desk.own(actor(request), IncidentId(incident), owner)
    return _now(incident)


@router.put("/{int:incident}/statement", response=IncidentOut, summary="Write the holding statement")
def statement(request: HttpRequest, incident: int, said: TextIn) -> IncidentOut:
    """Write what is said meanwhile; an approval is gone."""
    house().incident_desk.write_statement(actor(request), IncidentId(incident), said.text)
    return _now(incident)


@router.post("/{int:incident}/statement/approve", response=IncidentOut, summary="Approve the holding statement")
def approve(request: HttpRequest, incident: int, read: TextIn) -> IncidentOut:
    """Approve the text that was read, for all cases."""
    house().incident_desk.approve_statement(actor(request), IncidentId(incident), read.text)
    return _now(incident)


@router.post("/{int:incident}/cases", response={204: None}, summary="Add a case")
def add(request: HttpRequest, incident: int, which: CaseIn) -> Status[None]:
    """Add a case by hand."""
    house().incident_desk.put_case(actor(request), IncidentId(incident), CaseId(which.case), belongs=True)
    return Status(204, None)


@router.delete("/{int:incident}/cases/{int:case}", response={204: None}, summary="Take a case out")
def remove(request: HttpRequest, incident: int, case: int) -> Status[None]:
    """Take a case out for good."""
    house().incident_desk.put_case(actor(request), IncidentId(incident), CaseId(case), belongs=False)
    return Status(204, None)


@router.post("/{int:incident}/cases/{int:case}/draft", response=ReplyOut, summary="Draft the statement in a case")
def draft(request: HttpRequest, incident: int, case: int) -> ReplyOut:
    """Draft the approved statement as an answer."""
    made = house().incident_desk.draft_statement(actor(request), IncidentId(incident), CaseId(case))
    return ReplyOut.model_validate(made, from_attributes=True)


@router.put("/{int:incident}/checklist/{int:step}", response={204: None}, summary="Tick a step")
def tick(request: HttpRequest, incident: int, step: int) -> Status[None]:
    """Say that a step is done."""
    house().incident_desk.tick(actor(request), IncidentId(incident), step, done=True)
    return Status(204, None)


@router.delete("/{int:incident}/checklist/{int:step}", response={204: None}, summary="Take a tick back")
def untick(request: HttpRequest, incident: int, step: int) -> Status[None]:
    """Say that a step is not done after all."""
    house().incident_desk.tick(actor(request), IncidentId(incident), step, done=False)
    return Status(204, None)


@router.post("/{int:incident}/close", response=IncidentOut, summary="Close an incident with a review")
def close(request: HttpRequest, incident: int, said: CloseIn) -> IncidentOut:
    """Close an incident."""
    house().incident_desk.close(actor(request), IncidentId(incident), said.review, said.findings)
    return _now(incident)


def _gravity(number: int) -> Gravity:
    try:
        return Gravity(number)
    except ValueError as trouble:
        raise InputRejected(
            "This is no gravity of an incident.", place="gravity", remedy="Choose one of: 1, 2, 3."
        ) from trouble


def _department(number: int) -> DepartmentId:
    if number not in {int(one.id) for one in house().rulebook.departments()}:
        raise InputRejected("There is no such department.", place="department")
    return DepartmentId(number)


def _detail(incident: int) -> IncidentDetail:
    return selector.incident_detail(IncidentId(incident))


def _now(incident: int) -> IncidentOut:
    return IncidentOut.of(_detail(incident).row)

"""What people do with an incident: declare it, work on it together, and close it with what it taught.

Members of its department work on it; its leads declare, grade and close it. Every change is a compare-and-swap and
a line in its timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.ids import CaseId, DepartmentId, IncidentId, SurgeId, UserId
from resonanz.core.incident import INCIDENT, Finding, Incident, IncidentEvent, IncidentState
from resonanz.core.policy import Action, Actor, may_approve, require
from resonanz.core.ports import Audit, Casebook, Entry, IncidentBook, Notice, Notices, SurgeBook
from resonanz.core.reply import Reply
from resonanz.core.surge import EVERYTHING, LEAD, LONGEST_SERIES, Gravity
from resonanz.respond.replies import ReplyDesk

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 10_000
"""Characters of a statement, a note, a review or a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """Hold what somebody says when they declare an incident."""

    title: str
    gravity: Gravity
    department: DepartmentId
    owner: UserId | None = None
    surge: SurgeId | None = None
    series: str = ""
    """Which cases come together; with a surge, its series."""
    since: datetime | None = None
    """From which moment on; with a surge, its beginning, else now."""


class IncidentDesk:
    """Do what people do with incidents."""

    def __init__(  # noqa: PLR0913  one desk, seven things it needs
        self,
        *,
        incidents: IncidentBook,
        surges: SurgeBook,
        casebook: Casebook,
        replies: ReplyDesk,
        notices: Notices,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._incidents = incidents
        self._surges = surges
        self._casebook = casebook
        self._replies = replies
        self._notices = notices
        self._audit = audit
        self._clock = clock

    def declare(self, actor: Actor, said: Declaration) -> Incident:
        """Open an incident, for a surge or by hand, with the company's checklist for its gravity."""
        require(actor, Action.DECLARE_INCIDENT, said.department)
        now = self._clock.now()
        series, since = _series(said.series), said.since or now
        if said.surge is not None:
            surge = self._surges.load(said.surge)
            series, since = surge.series, surge.started_at - LEAD
        incident = Incident(
            id=IncidentId(0),
            title=_text(said.title, "title", longest=LONGEST_TITLE),
            gravity=said.gravity,
            state=INCIDENT.start,
            department=said.department,
            owner=said.owner or _somebody(actor),
            surge=said.surge,
            series=series,
            since=since,
            declared_by=_somebody(actor),
            declared_at=now,
            changed_at=now,
        )
        event = IncidentEvent(incident=incident.id, at=now, action="declared", actor=actor.id, detail=incident.title)
        made = self._incidents.add(incident, event)
        self._incidents.extend_checklist(made.id, self._incidents.template(made.gravity))
        self._record(actor, made, "declare")
        self._tell(made, "incident_declared")
        return made

    def move(self, actor: Actor, incident: IncidentId, action: str) -> Incident:
        """Go on to `watch`, back (`resume`) or open it again (`reopen`); closing needs a review: `close`."""
        if action == "close":
            raise InputRejected("Closing needs a review.", place="review", remedy="Write what happened.")
        before = self._incidents.load(incident)
        needed = Action.DECLARE_INCIDENT if action == "reopen" else Action.WORK_CASE
        require(actor, needed, before.department)
        return self._change(actor, before, action, state=INCIDENT.after(before.state, action), closed_at=None)

    def close(self, actor: Actor, incident: IncidentId, review: str, findings: Sequence[str]) -> Incident:
        """Close an incident with a review; each finding goes into the learnings."""
        before = self._incidents.load(incident)
        require(actor, Action.DECLARE_INCIDENT, before.department)
        state, now = INCIDENT.after(before.state, "close"), self._clock.now()
        told = _text(review, "review")
        learned = [
            Finding(incident=incident, text=_text(one, "findings"), at=now, by=_somebody(actor))
            for one in findings
            if one.strip()
        ]
        after = self._change(actor, before, "close", learned, state=state, closed_at=now, review=told)
        self._tell(after, "incident_closed")
        return after

    def grade(self, actor: Actor, incident: IncidentId, gravity: Gravity) -> Incident:
        """Say how grave it is; the steps for that gravity come into its checklist."""
        before = self._alive(incident)
        require(actor, Action.DECLARE_INCIDENT, before.department)
        after = self._change(actor, before, "grade", detail=gravity.name.lower(), gravity=gravity)
        self._incidents.extend_checklist(incident, self._incidents.template(gravity))
        return after

    def own(self, actor: Actor, incident: IncidentId, owner: UserId | None) -> Incident:
        """Give it to somebody."""
        return self._change(actor, self._workable(actor, incident), "own", detail=str(owner or ""), owner=owner)

    def note(self, actor: Actor, incident: IncidentId, text: str) -> None:
        """Add a line to the timeline; a closed one takes them too."""
        before = self._incidents.load(incident)
        require(actor, Action.WORK_CASE, before.department)
        self._note(actor, incident, "note", _text(text, "text"))
        self._record(actor, before, "note")

    def write_statement(self, actor: Actor, incident: IncidentId, text: str) -> Incident:
        """Write what is said meanwhile; an approval that it had is gone."""
        before = self._workable(actor, incident)
        by = _somebody(actor)
        said = _text(text, "statement")
        return self._change(actor, before, "statement", statement=said, statement_by=by, statement_approved_by=None)

    def approve_statement(self, actor: Actor, incident: IncidentId, text: str) -> Incident:
        """Approve the statement once for all its cases; `text` is what the person read. Another one wrote it."""
        before = self._workable(actor, incident)
        author = before.statement_by
        if author is None:
            raise InputRejected("There is no statement yet.", place="statement", remedy="Write it first.")
        if before.statement_approved_by is not None:
            raise Conflict("The statement is approved already.")
        if text.strip() != before.statement:
            raise Conflict("The statement was changed after you read it.")
        if actor.id == author:
            raise NotAllowed("Another person than its author approves the statement.")
        if before.department is not None and not may_approve(
            actor, author=author, four_eyes=True, department=before.department
        ):
            raise NotAllowed("This statement cannot be approved by you: your role may not approve it.")
        return self._change(actor, before, "approve_statement", statement_approved_by=_somebody(actor))

    def draft_statement(self, actor: Actor, incident: IncidentId, case: CaseId) -> Reply:
        """Draft the approved statement as an answer of one of its cases; sending asks what the case's desk asks."""
        before = self._workable(actor, incident)
        if before.statement_approved_by is None:
            raise Conflict("The statement is not approved yet.")
        if case not in self._incidents.cases(incident):
            raise InputRejected("This case does not belong to the incident.", place="case", remedy="Add it first.")
        return self._replies.draft(actor, case, before.statement)

    def put_case(self, actor: Actor, incident: IncidentId, case: CaseId, *, belongs: bool) -> None:
        """Add a case by hand, or take one out for good."""
        before = self._workable(actor, incident)
        now = self._clock.now()
        if self._incidents.put_case(incident, case, now, belongs=belongs):
            action = "add_case" if belongs else "remove_case"
            self._note(actor, incident, action, str(case))
            self._record(actor, before, action)

    def tick(self, actor: Actor, incident: IncidentId, step: int, *, done: bool) -> None:
        """Tick a step of the checklist, or take the tick back."""
        before = self._workable(actor, incident)
        by = _somebody(actor)
        if self._incidents.tick(incident, step, by if done else None, self._clock.now()):
            text = next(one.text for one in self._incidents.checklist(incident) if one.number == step)
            self._note(actor, incident, "tick" if done else "untick", text)
            self._record(actor, before, "tick" if done else "untick")

    def _alive(self, incident: IncidentId) -> Incident:
        before = self._incidents.load(incident)
        if before.state is IncidentState.CLOSED:
            raise Conflict("The incident is closed: open it again first.")
        return before

    def _workable(self, actor: Actor, incident: IncidentId) -> Incident:
        before = self._alive(incident)
        require(actor, Action.WORK_CASE, before.department)
        return before

    def _change(
        self,
        actor: Actor,
        before: Incident,
        action: str,
        findings: Sequence[Finding] = (),
        detail: str = "",
        **values: object,
    ) -> Incident:
        now = self._clock.now()
        after = replace(before, changed_at=now, **values)  # type: ignore[arg-type]
        event = IncidentEvent(incident=before.id, at=now, action=action, actor=actor.id, detail=detail)
        self._incidents.change(before, after, event, findings)
        self._record(actor, after, action)
        return after

    def _note(self, actor: Actor, incident: IncidentId, action: str, detail: str) -> None:
        event = IncidentEvent(incident=incident, at=self._clock.now(), action=action, actor=actor.id, detail=detail)
        self._incidents.note(event)

    def _record(self, actor: Actor, incident: Incident, action: str) -> None:
        subject = f"incident:{incident.id}"
        self._audit.write(Entry(at=self._clock.now(), actor=actor.id, action=f"incident_{action}", subject=subject))

    def _tell(self, incident: Incident, event: str) -> None:
        urgent = event == "incident_declared" and incident.gravity is not Gravity.NOTABLE
        self._notices.tell(
            Notice(
                at=self._clock.now(),
                event=event,
                subject=f"incident:{incident.id}",
                department=incident.department,
                urgent=urgent,
            )
        )


def _somebody(actor: Actor) -> UserId:
    if actor.id is None:
        raise NotAllowed("An incident needs a person who acts.")
    return actor.id


def _series(name: str) -> str:
    kind, _, value = name.partition(":")
    good = name in {"", EVERYTHING} or (kind in {"query", "department"} and value.isascii() and value.isdigit())
    if not (good or (kind in {"kind", "topic"} and value)) or len(name) > LONGEST_SERIES:
        raise InputRejected(
            f"{name!r} is not known.",
            place="series",
            remedy="Choose one of: query:1, department:1, kind:problem, all:.",
        )
    return name


def _text(text: str, place: str, *, longest: int = LONGEST_TEXT) -> str:
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned:
        raise InputRejected("This must not be empty.", place=place, remedy="Fill it in.")
    if len(cleaned) > longest:
        raise InputRejected(f"This has more than {longest} characters.", place=place, remedy="Shorten it.")
    return cleaned

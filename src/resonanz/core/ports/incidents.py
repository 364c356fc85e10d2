"""Incidents with their timelines, cases, checklists and findings, as the use cases ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from resonanz.core.ids import CaseId, IncidentId, UserId
from resonanz.core.incident import Finding, Incident, IncidentEvent, Step
from resonanz.core.surge import Gravity


class IncidentBook(Protocol):
    """Keep incidents; a timeline is only added to."""

    def add(self, incident: Incident, event: IncidentEvent) -> Incident:
        """Store a new incident with the first line of its timeline; return it with its id.

        Raise Conflict when its surge has an incident already.
        """
        ...

    def load(self, incident: IncidentId) -> Incident:
        """Return one incident; raise NotFound."""
        ...

    def alive(self) -> list[Incident]:
        """Return the incidents that are not closed, the latest first."""
        ...

    def change(self, before: Incident, after: Incident, event: IncidentEvent, findings: Sequence[Finding] = ()) -> None:
        """Store a changed incident with its event and findings; raise Conflict if it is no longer as `before`."""
        ...

    def note(self, event: IncidentEvent) -> None:
        """Add a line to a timeline that changes nothing else; raise NotFound."""
        ...

    def timeline(self, incident: IncidentId) -> list[IncidentEvent]:
        """Return an incident's timeline, oldest first."""
        ...

    def cases(self, incident: IncidentId) -> list[CaseId]:
        """Return the cases that belong to it, in the order they came."""
        ...

    def gather(self, incident: IncidentId, cases: Iterable[CaseId], at: datetime) -> list[CaseId]:
        """Add cases by themselves; return the new ones. One that a person took out stays out."""
        ...

    def put_case(self, incident: IncidentId, case: CaseId, at: datetime, *, belongs: bool) -> bool:
        """Add or take out a case by a person's hand; tell whether that changed anything. Raise NotFound."""
        ...

    def checklist(self, incident: IncidentId) -> list[Step]:
        """Return the steps of an incident's checklist, in their order."""
        ...

    def extend_checklist(self, incident: IncidentId, texts: Sequence[str]) -> None:
        """Add steps at the end; those that are there already are not added again."""
        ...

    def tick(self, incident: IncidentId, step: int, by: UserId | None, at: datetime) -> bool:
        """Tick a step, or (`by` is None) take the tick back; tell whether that changed it. Raise NotFound."""
        ...

    def template(self, gravity: Gravity) -> list[str]:
        """Return the checklist that the company wrote for incidents of that gravity."""
        ...

    def findings(self, incident: IncidentId | None = None) -> list[Finding]:
        """Return what one incident taught, or all of them, oldest first."""
        ...

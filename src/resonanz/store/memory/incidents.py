"""Incidents in memory."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, IncidentId, UserId
from resonanz.core.incident import Finding, Incident, IncidentEvent, Step
from resonanz.core.surge import Gravity


class MemoryIncidentBook:
    """Keep incidents in dictionaries."""

    def __init__(
        self, *, templates: Mapping[Gravity, Sequence[str]] | None = None, cases: Iterable[CaseId] = ()
    ) -> None:
        """Make it with the company's checklists, and the cases that exist."""
        self._templates = dict(templates or {})
        self._existing = set(cases)
        self._kept: dict[IncidentId, Incident] = {}
        self._events: defaultdict[IncidentId, list[IncidentEvent]] = defaultdict(list)
        self._cases: defaultdict[IncidentId, dict[CaseId, bool]] = defaultdict(dict)
        self._steps: defaultdict[IncidentId, list[Step]] = defaultdict(list)
        self._findings: list[Finding] = []
        self._lock = threading.RLock()

    def add(self, incident: Incident, event: IncidentEvent) -> Incident:
        """Store a new incident with the first line of its timeline; return it with its id."""
        with self._lock:
            if incident.surge is not None and any(one.surge == incident.surge for one in self._kept.values()):
                raise Conflict("This surge has an incident already.")
            stored = replace(incident, id=IncidentId(len(self._kept) + 1))
            self._kept[stored.id] = stored
            self._events[stored.id].append(replace(event, incident=stored.id))
            return stored

    def load(self, incident: IncidentId) -> Incident:
        """Return one incident; raise NotFound."""
        try:
            return self._kept[incident]
        except KeyError:
            raise NotFound(f"There is no incident {incident}.") from None

    def alive(self) -> list[Incident]:
        """Return the incidents that are not closed, the latest first."""
        found = [one for one in self._kept.values() if one.is_alive]
        return sorted(found, key=lambda one: (one.declared_at, one.id), reverse=True)

    def change(self, before: Incident, after: Incident, event: IncidentEvent, findings: Sequence[Finding] = ()) -> None:
        """Store a changed incident with its event and findings; raise Conflict if it is no longer as `before`."""
        with self._lock:
            if self.load(before.id) != before:
                raise Conflict(f"Incident {before.id} was changed in the meantime.")
            self._kept[before.id] = after
            self.note(event)
            self._findings += findings

    def note(self, event: IncidentEvent) -> None:
        """Add a line to a timeline that changes nothing else; raise NotFound."""
        self.load(event.incident)
        self._events[event.incident].append(event)

    def timeline(self, incident: IncidentId) -> list[IncidentEvent]:
        """Return an incident's timeline, oldest first."""
        return list(self._events[incident])

    def cases(self, incident: IncidentId) -> list[CaseId]:
        """Return the cases that belong to it, in the order they came."""
        return [case for case, belongs in self._cases[incident].items() if belongs]

    def gather(self, incident: IncidentId, cases: Iterable[CaseId], at: datetime) -> list[CaseId]:  # noqa: ARG002
        """Add cases by themselves; return the new ones. One that a person took out stays out."""
        known = self._cases[self.load(incident).id]
        new = [case for case in dict.fromkeys(cases) if case in self._existing and case not in known]
        known.update(dict.fromkeys(new, True))
        return new

    def put_case(self, incident: IncidentId, case: CaseId, at: datetime, *, belongs: bool) -> bool:  # noqa: ARG002
        """Add or take out a case by a person's hand; tell whether that changed anything. Raise NotFound."""
        known = self._cases[self.load(incident).id]
        if case not in self._existing:
            raise NotFound(f"There is no case {case}.")
        changes = known.get(case, False) is not belongs
        if changes:
            known[case] = belongs
        return changes

    def checklist(self, incident: IncidentId) -> list[Step]:
        """Return the steps of an incident's checklist, in their order."""
        return list(self._steps[incident])

    def extend_checklist(self, incident: IncidentId, texts: Sequence[str]) -> None:
        """Add steps at the end; those that are there already are not added again."""
        steps = self._steps[incident]
        for text in texts:
            if all(step.text != text for step in steps):
                steps.append(Step(number=len(steps) + 1, text=text))

    def tick(self, incident: IncidentId, step: int, by: UserId | None, at: datetime) -> bool:
        """Tick a step, or (`by` is None) take the tick back; tell whether that changed it. Raise NotFound."""
        for place, one in enumerate(self._steps[incident]):
            if one.number == step:
                changes = (one.done_at is None) is (by is not None)
                if changes:
                    self._steps[incident][place] = replace(one, done_by=by, done_at=None if by is None else at)
                return changes
        raise NotFound("There is no such step in this checklist.")

    def template(self, gravity: Gravity) -> list[str]:
        """Return the checklist that the company wrote for incidents of that gravity."""
        return list(self._templates.get(gravity, ()))

    def findings(self, incident: IncidentId | None = None) -> list[Finding]:
        """Return what one incident taught, or all of them, oldest first."""
        return [one for one in self._findings if incident in {None, one.incident}]

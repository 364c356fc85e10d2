"""Incidents with their timelines, cases, checklists and findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, DepartmentId, IncidentId, SurgeId, UserId
from resonanz.core.incident import Finding, Incident, IncidentEvent, IncidentState, Step
from resonanz.core.surge import Gravity
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.rows import user_of
from resonanz.store.relational.text import shortened, storable


class StoredIncidentBook:
    """Keep incidents; every change is a compare-and-swap."""

    @reachable()
    def add(self, incident: Incident, event: IncidentEvent) -> Incident:
        """Store a new incident with the first line of its timeline; return it with its id.

        Raise Conflict when its surge has an incident already, NotFound when its owner does not exist.
        """
        _refuse_strangers(incident.owner)
        try:
            with transaction.atomic():
                row = models.Incident.objects.create(declared_by_id=incident.declared_by, **_columns(incident))
                _note(event, row.pk)
        except IntegrityError:
            raise Conflict("This surge has an incident already.") from None
        return incident_of(row)

    @reachable()
    def load(self, incident: IncidentId) -> Incident:
        """Return one incident; raise NotFound."""
        return incident_of(_row(incident))

    @reachable()
    def alive(self) -> list[Incident]:
        """Return the incidents that are not closed, the latest first."""
        found = models.Incident.objects.exclude(state=IncidentState.CLOSED.value).order_by("-declared_at", "-pk")
        return [incident_of(row) for row in found]

    @reachable()
    def change(self, before: Incident, after: Incident, event: IncidentEvent, findings: Sequence[Finding] = ()) -> None:
        """Store a changed incident with its event and findings; raise Conflict if it is no longer as `before`."""
        with transaction.atomic():
            row = _row(before.id, lock=True)
            if after.owner != before.owner:
                _refuse_strangers(after.owner)
            if incident_of(row) != before:
                raise Conflict(f"Incident {before.id} was changed in the meantime.")
            models.Incident.objects.filter(pk=row.pk).update(**_columns(after))
            _note(event, row.pk)
            models.Finding.objects.bulk_create(
                models.Finding(incident_id=row.pk, text=storable(one.text), at=one.at, by_id=one.by) for one in findings
            )

    @reachable()
    def note(self, event: IncidentEvent) -> None:
        """Add a line to a timeline that changes nothing else; raise NotFound."""
        _note(event, _row(event.incident).pk)

    @reachable()
    def timeline(self, incident: IncidentId) -> list[IncidentEvent]:
        """Return an incident's timeline, oldest first."""
        found = models.IncidentEvent.objects.filter(incident=incident).order_by("pk")
        return [
            IncidentEvent(
                incident=incident, at=row.at, action=row.action, actor=user_of(row.actor_id), detail=row.detail
            )
            for row in found
        ]

    @reachable()
    def cases(self, incident: IncidentId) -> list[CaseId]:
        """Return the cases that belong to it, in the order they came."""
        found = models.IncidentCase.objects.filter(incident=incident, belongs=True).order_by("pk")
        return [CaseId(number) for number in found.values_list("case_id", flat=True)]

    @reachable()
    def gather(self, incident: IncidentId, cases: Iterable[CaseId], at: datetime) -> list[CaseId]:
        """Add cases by themselves; return the new ones. One that a person took out stays out."""
        wanted = list(dict.fromkeys(cases))
        with transaction.atomic():
            _row(incident, lock=True)
            known = set(models.IncidentCase.objects.filter(incident=incident).values_list("case_id", flat=True))
            there = {
                number
                for piece in pieces(wanted)
                for number in models.Case.objects.filter(pk__in=piece).values_list("pk", flat=True)
            }
            new = [case for case in wanted if case in there and case not in known]
            models.IncidentCase.objects.bulk_create(
                models.IncidentCase(incident_id=incident, case_id=case, added_at=at) for case in new
            )
        return new

    @reachable()
    def put_case(self, incident: IncidentId, case: CaseId, at: datetime, *, belongs: bool) -> bool:
        """Add or take out a case by a person's hand; tell whether that changed anything. Raise NotFound."""
        with transaction.atomic():
            _row(incident, lock=True)
            if not models.Case.objects.filter(pk=case).exists():
                raise NotFound(f"There is no case {case}.")
            row = models.IncidentCase.objects.filter(incident=incident, case=case).first()
            if (row is not None and row.belongs) is belongs:
                return False
            models.IncidentCase.objects.update_or_create(
                incident_id=incident, case_id=case, defaults={"belongs": belongs, "added_at": at}
            )
        return True

    @reachable()
    def checklist(self, incident: IncidentId) -> list[Step]:
        """Return the steps of an incident's checklist, in their order."""
        return [
            Step(number=row.pk, text=row.text, done_at=row.done_at, done_by=user_of(row.done_by_id))
            for row in models.IncidentStep.objects.filter(incident=incident).order_by("pk")
        ]

    @reachable()
    def extend_checklist(self, incident: IncidentId, texts: Sequence[str]) -> None:
        """Add steps at the end; those that are there already are not added again."""
        for text in texts:
            models.IncidentStep.objects.get_or_create(incident_id=incident, text=shortened(text, 300))

    @reachable()
    def tick(self, incident: IncidentId, step: int, by: UserId | None, at: datetime) -> bool:
        """Tick a step, or (`by` is None) take the tick back; tell whether that changed it. Raise NotFound."""
        steps = models.IncidentStep.objects.filter(incident=incident, pk=step)
        if not steps.exists():
            raise NotFound("There is no such step in this checklist.")
        change = {"done_by_id": by, "done_at": None if by is None else at}
        return bool(steps.filter(done_at__isnull=by is not None).update(**change))

    @reachable()
    def template(self, gravity: Gravity) -> list[str]:
        """Return the checklist that the company wrote for incidents of that gravity."""
        row = models.Checklist.objects.filter(pk=gravity.value).first()
        return row.steps.splitlines() if row else []

    @reachable()
    def findings(self, incident: IncidentId | None = None) -> list[Finding]:
        """Return what one incident taught, or all of them, oldest first."""
        found = models.Finding.objects.order_by("pk")
        if incident is not None:
            found = found.filter(incident=incident)
        return [
            Finding(incident=IncidentId(row.incident_id), text=row.text, at=row.at, by=UserId(row.by_id))
            for row in found
        ]


def incident_of(row: models.Incident) -> Incident:
    """Return an incident."""
    return Incident(
        id=IncidentId(row.pk),
        title=row.title,
        gravity=Gravity(row.gravity),
        state=IncidentState(row.state),
        department=None if row.department_id is None else DepartmentId(row.department_id),
        owner=user_of(row.owner_id),
        surge=None if row.surge_id is None else SurgeId(row.surge_id),
        series=row.series,
        since=row.since,
        declared_by=UserId(row.declared_by_id),
        declared_at=row.declared_at,
        changed_at=row.changed_at,
        closed_at=row.closed_at,
        statement=row.statement,
        statement_by=user_of(row.statement_by_id),
        statement_approved_by=user_of(row.statement_approved_by_id),
        review=row.review,
    )


def _row(incident: IncidentId, *, lock: bool = False) -> models.Incident:
    incidents = models.Incident.objects.select_for_update() if lock else models.Incident.objects
    row = incidents.filter(pk=incident).first()
    if row is None:
        raise NotFound(f"There is no incident {incident}.")
    return row


def _refuse_strangers(owner: UserId | None) -> None:
    if owner is not None and not models.User.objects.filter(pk=owner, is_active=True).exists():
        raise NotFound(f"There is nobody with the id {owner} who could own an incident.")


def _columns(incident: Incident) -> dict[str, object]:
    return {
        "title": shortened(incident.title, 200),
        "gravity": incident.gravity.value,
        "state": incident.state.value,
        "department_id": incident.department,
        "owner_id": incident.owner,
        "surge_id": incident.surge,
        "series": incident.series,
        "since": incident.since,
        "declared_at": incident.declared_at,
        "changed_at": incident.changed_at,
        "closed_at": incident.closed_at,
        "statement": storable(incident.statement),
        "statement_by_id": incident.statement_by,
        "statement_approved_by_id": incident.statement_approved_by,
        "review": storable(incident.review),
    }


def _note(event: IncidentEvent, incident: int) -> None:
    models.IncidentEvent.objects.create(
        incident_id=incident, at=event.at, action=event.action, actor_id=event.actor, detail=storable(event.detail)
    )

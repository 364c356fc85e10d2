"""Lists of surges and incidents, and one incident with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet

from resonanz.core.errors import NotFound
from resonanz.core.ids import CaseId, IncidentId, SurgeId
from resonanz.core.incident import IncidentState
from resonanz.core.surge import Gravity
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.incidents import incident_of
from resonanz.store.relational.repositories.surges import surge_of
from resonanz.store.relational.selectors.cases import case_row
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows
from resonanz.store.relational.views.surges import (
    FindingRow,
    IncidentDetail,
    IncidentEventRow,
    IncidentRow,
    StepRow,
    SurgeRow,
)

CASES: Final = 200
"""Cases of one incident that are shown."""


@reachable()
def surges(*, after: str | None = None, limit: int = 50) -> Rows[SurgeRow]:
    """Return a page of surges, those that last first, then the latest; one query."""
    limit = bounded(limit)
    found = _surges().order_by("-started_at", "-pk")
    if after is not None:
        started, last = read_cursor("surges", after, datetime, int)
        found = found.filter(Q(started_at__lt=started) | Q(started_at=started, pk__lt=last))
    return page(list(found[: limit + 1]), limit, _surge_row, lambda row: cursor("surges", row.started_at, row.pk))


@reachable()
def surge(number: SurgeId) -> SurgeRow:
    """Return one surge; raise NotFound."""
    row = _surges().filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no surge {number}.")
    return _surge_row(row)


@reachable()
def surges_since(since: datetime, *, limit: int = 3) -> Sequence[SurgeRow]:
    """Return what lasts or ended after a moment: what lasts first, then the latest."""
    found = _surges().filter(Q(ended_at=None) | Q(ended_at__gte=since)).order_by("-started_at")[:50]
    return sorted(map(_surge_row, found), key=lambda row: row.surge.ended_at is not None)[:limit]


@reachable()
def incidents(*, closed: bool | None = None, after: str | None = None, limit: int = 50) -> Rows[IncidentRow]:
    """Return a page of incidents, the latest first: all, those that are alive, or those that are closed."""
    limit = bounded(limit)
    found = _incidents().order_by("-pk")
    if closed is not None:
        state = Q(state=IncidentState.CLOSED.value)
        found = found.filter(state if closed else ~state)
    if after is not None:
        found = found.filter(pk__lt=read_cursor("incidents", after, int)[0])
    return page(list(found[: limit + 1]), limit, _incident_row, lambda row: cursor("incidents", row.pk))


@reachable()
def incident_detail(number: IncidentId) -> IncidentDetail:
    """Return everything about an incident; raise NotFound."""
    row = _incidents().select_related("statement_by", "statement_approved_by").filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no incident {number}.")
    cases = models.Case.objects.filter(incidents__incident=row, incidents__belongs=True)
    cases = cases.select_related("department", "owner").order_by("-changed_at", "-pk")
    events = row.events.select_related("actor").order_by("-pk")
    return IncidentDetail(
        row=_incident_row(row),
        statement_by=_name(row.statement_by),
        approved_by=_name(row.statement_approved_by),
        timeline=tuple(
            IncidentEventRow(at=one.at, action=one.action, actor_name=_name(one.actor), detail=one.detail)
            for one in events
        ),
        cases=tuple(map(case_row, cases[:CASES])),
        steps=tuple(
            StepRow(number=one.pk, text=one.text, done_at=one.done_at, done_by=_name(one.done_by))
            for one in row.steps.select_related("done_by").order_by("pk")
        ),
        findings=tuple(
            FindingRow(text=one.text, at=one.at, by=_name(one.by))
            for one in row.findings.select_related("by").order_by("pk")
        ),
    )


@reachable()
def incidents_of(case: CaseId) -> Sequence[IncidentRow]:
    """Return the incidents alive that a case belongs to."""
    found = _incidents().filter(cases__case=case, cases__belongs=True).exclude(state=IncidentState.CLOSED.value)
    return [_incident_row(row) for row in found.order_by("-pk")]


@reachable()
def checklists() -> dict[Gravity, str]:
    """Return what the company wrote for each gravity, one step a line."""
    written = dict(models.Checklist.objects.values_list("gravity", "steps"))
    return {gravity: written.get(gravity.value, "") for gravity in reversed(Gravity)}


def _surges() -> QuerySet[models.Surge]:
    return models.Surge.objects.select_related("incident")


def _surge_row(row: models.Surge) -> SurgeRow:
    incident = getattr(row, "incident", None)
    return SurgeRow(surge_of(row), None if incident is None else IncidentId(incident.pk))


def _incidents() -> QuerySet[models.Incident]:
    return models.Incident.objects.select_related("department", "owner").annotate(
        case_number=Count("cases", filter=Q(cases__belongs=True), distinct=True),
        step_number=Count("steps", distinct=True),
        done_number=Count("steps", filter=Q(steps__done_at__isnull=False), distinct=True),
    )


def _incident_row(row: models.Incident) -> IncidentRow:
    return IncidentRow(
        incident=incident_of(row),
        department_name=row.department.name if row.department else "",
        owner_name=_name(row.owner),
        cases=row.case_number,  # type: ignore[attr-defined]  # annotated by _incidents
        steps=row.step_number,  # type: ignore[attr-defined]
        steps_done=row.done_number,  # type: ignore[attr-defined]
    )


def _name(user: models.User | None) -> str:
    return user.get_full_name() if user else ""

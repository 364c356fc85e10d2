"""What counts for the metrics of needs, tries and criticism: arguments of the formulas, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from resonanz.core.coverage import NeedFacts, coverage, told_back
from resonanz.core.criticism import CriticismState
from resonanz.core.errors import InputRejected
from resonanz.core.initiative import InitiativeState
from resonanz.core.metric import Metric, Span
from resonanz.core.need import NeedState
from resonanz.core.telling import PersonState
from resonanz.core.understood import Kind
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.case_figures import refuse_unused


@reachable()
def told_back_of(metric: Metric, span: Span) -> Mapping[str, float]:
    """Return who was told of the needs that were decided in a time."""
    found = told_back(_facts(metric, Q(decided_at__gte=span.since, decided_at__lt=span.until)))
    reachable_share, whole = found.of_reachable, found.of_all
    return {"told": reachable_share.number, "reachable": reachable_share.of, "asked": whole.of}


@reachable()
def covered(metric: Metric, span: Span) -> Mapping[str, float]:
    """Return how far the needs came that were written down in a time."""
    steps = coverage(_facts(metric, Q(created_at__gte=span.since, created_at__lt=span.until)))
    return {step.name: step.needs.number for step in steps}


@reachable()
def learned(metric: Metric, span: Span) -> Mapping[str, float]:
    """Return how many tries were judged in a time, and how many of them taught something."""
    _only_departments(metric)
    found = models.Initiative.objects.filter(
        state=InitiativeState.JUDGED.value, ended_at__gte=span.since, ended_at__lt=span.until
    )
    if metric.filter.departments:
        found = found.filter(department__in=metric.filter.departments)
    counted = found.aggregate(judged=Count("pk"), with_learning=Count("pk", filter=~Q(taught="")))
    return {**counted, "days": (span.until - span.since).total_seconds() / 86_400}


@reachable()
def criticism(metric: Metric, span: Span) -> Mapping[str, float]:
    """Return how many cases of criticism were opened in a time, and how many of them are decided."""
    refuse_unused(metric.filter)
    found = models.Case.objects.filter(
        kind=Kind.CRITICISM.value, opened_at__gte=span.since, opened_at__lt=span.until
    ).order_by()
    if metric.filter.departments:
        found = found.filter(department__in=metric.filter.departments)
    for field, values in (("channel", metric.filter.channels), ("lang", metric.filter.langs)):
        if values:
            found = found.filter(**{f"{field}__in": values})
    is_decided = Q(criticism__isnull=False) & ~Q(criticism__criticism__state=CriticismState.OPEN.value)
    counted = found.aggregate(raised=Count("pk"), decided=Count("pk", filter=is_decided))
    return {**counted, "waiting": counted["raised"] - counted["decided"]}


def _facts(metric: Metric, when: Q) -> Sequence[NeedFacts]:
    _only_departments(metric)
    found = models.Need.objects.filter(when).exclude(state=NeedState.MERGED.value)
    if metric.filter.departments:
        found = found.filter(department__in=metric.filter.departments)
    rows = {row.pk: row for row in found}
    on_list = (
        models.Told.objects.filter(need__in=found.values("pk"))
        .order_by()
        .values_list("need_id", "state")
        .annotate(Count("pk"))
    )
    counts = {(need, state): number for need, state, number in on_list}
    return [
        NeedFacts(
            state=NeedState(row.state),
            owned=row.department_id is not None,
            done=row.outcome == NeedState.DONE.value,
            people=row.people,
            told=counts.get((number, PersonState.TOLD.value), 0),
            cannot=counts.get((number, PersonState.CANNOT.value), 0),
        )
        for number, row in rows.items()
    ]


def _only_departments(metric: Metric) -> None:
    """Refuse what these metrics cannot be asked for: silence would count everything."""
    refuse_unused(metric.filter)
    for name in ("channels", "kinds", "langs"):
        if getattr(metric.filter, name):
            raise InputRejected("This measure knows departments only.", place=name, remedy="Take this condition away.")

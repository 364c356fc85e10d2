"""What departments did with what they heard: answers, and decisions about needs, criticism and initiatives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from resonanz.core.criticism import CriticismState
from resonanz.core.ids import DepartmentId
from resonanz.core.metric import Span
from resonanz.core.need import NeedState, Standing
from resonanz.measure.ear import Decision
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.case_figures import answered


@reachable()
def cases_in(span: Span) -> Mapping[DepartmentId, tuple[int, int]]:
    """Return how many cases were opened in a time and how many of them are answered, by department; one query."""
    found = models.Case.objects.filter(opened_at__gte=span.since, opened_at__lt=span.until).order_by()
    rows = found.values_list("department_id").annotate(opened=Count("pk"), done=Count("pk", filter=answered()))
    return {DepartmentId(number): (opened, done) for number, opened, done in rows}


@reachable()
def last_acted() -> Mapping[DepartmentId, datetime]:
    """Return when each department last answered or decided anything; three queries."""
    found: dict[DepartmentId, datetime] = {}
    for rows in (
        models.Reply.objects.filter(sent_at__isnull=False).values_list("case__department_id").annotate(Max("sent_at")),
        models.Need.objects.filter(decided_at__isnull=False).values_list("department_id").annotate(Max("decided_at")),
        models.Criticism.objects.filter(decided_at__isnull=False)
        .values_list("department_id")
        .annotate(Max("decided_at")),
    ):
        for number, moment in rows.order_by():
            if number is not None:
                department = DepartmentId(number)
                found[department] = max(moment, found.get(department, moment))
    return found


@reachable()
def decisions(span: Span) -> Sequence[Decision]:
    """Return what was decided in a time, and what is undecided now; three queries."""
    return [*_needs(span), *_criticisms(span), *_initiatives(span)]


def _needs(span: Span) -> Sequence[Decision]:
    inside = Q(evidence__standing=Standing.IN.value)
    rows = (
        models.Need.objects.filter(department__isnull=False)
        .exclude(state=NeedState.MERGED.value)
        .filter(Q(decided_at=None) | Q(decided_at__gte=span.since, decided_at__lt=span.until))
        .annotate(first_word=Min("evidence__said_at", filter=inside))
        .order_by()
        .values_list("department_id", "first_word", "decided_at", "outcome")
    )
    return [
        Decision(
            department=DepartmentId(number),
            first_word=first,
            decided_at=decided,
            changed=outcome == NeedState.DONE.value,
        )
        for number, first, decided, outcome in rows
    ]


def _criticisms(span: Span) -> Sequence[Decision]:
    rows = (
        models.Criticism.objects.filter(department__isnull=False)
        .filter(Q(decided_at=None) | Q(decided_at__gte=span.since, decided_at__lt=span.until))
        .annotate(first_word=Min("cases__case__opened_at"))
        .order_by()
        .values_list("department_id", "first_word", "decided_at", "state")
    )
    return [
        Decision(
            department=DepartmentId(number),
            first_word=first,
            decided_at=decided,
            changed=state == CriticismState.CHANGED.value,
        )
        for number, first, decided, state in rows
    ]


def _initiatives(span: Span) -> Sequence[Decision]:
    """Return what was tried on purpose: it changes something, and answers no word in particular."""
    found = models.Initiative.objects.filter(started_at__gte=span.since, started_at__lt=span.until)
    rows = found.filter(department__isnull=False).order_by().values_list("department_id", "started_at")
    return [
        Decision(department=DepartmentId(number), first_word=None, decided_at=started, changed=True)
        for number, started in rows
    ]

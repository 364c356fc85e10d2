"""The ledger of criticism as lists: what nobody has decided, what was decided, what was hidden.

A case of criticism that belongs to no decision is undecided, whatever its state; it is listed beside those that were
decided and opened again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Count, Min, QuerySet

from resonanz.core.criticism import CriticismState
from resonanz.core.ids import CaseId, CriticismId, DepartmentId, MentionId
from resonanz.core.understood import Kind
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.repositories.criticism import criticism_of
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows
from resonanz.store.relational.views.answering import CriticismEventRow, CriticismRow, HiddenRow

UNDECIDED: Final = "undecided"
HIDDEN: Final = "mention_hide"


@reachable()
def undecided(
    department: DepartmentId | None = None, *, after: str | None = None, limit: int = 50
) -> Rows[CriticismRow]:
    """Return a page of cases that nobody has decided, the oldest first; one query."""
    limit = bounded(limit)
    found = _undecided(department)
    if after is not None:
        (last,) = read_cursor(UNDECIDED, after, int)
        found = found.filter(pk__gt=last)
    rows = list(found.select_related("department", "owner").order_by("pk")[: limit + 1])
    return page(rows, limit, _case_row, lambda row: cursor(UNDECIDED, row.pk))


@reachable()
def criticisms(
    state: CriticismState, department: DepartmentId | None = None, *, after: str | None = None, limit: int = 50
) -> Rows[CriticismRow]:
    """Return a page of criticisms in a state, what changed last first; two queries."""
    limit = bounded(limit)
    found = models.Criticism.objects.filter(state=state.value)
    if department is not None:
        found = found.filter(department=department)
    if after is not None:
        (last,) = read_cursor("criticisms", after, int)
        found = found.filter(pk__lt=last)
    rows = list(_annotated(found).order_by("-pk")[: limit + 1])
    first = _subjects(rows)
    return page(rows, limit, lambda row: _row(row, first), lambda row: cursor("criticisms", row.pk))


@reachable()
def lately_decided(department: DepartmentId, *, limit: int = 20) -> list[CriticismRow]:
    """Return what was criticised in a department lately, to say of a case that it criticises the same; two queries."""
    rows = list(_annotated(models.Criticism.objects.filter(department=department)).order_by("-changed_at")[:limit])
    subjects = _subjects(rows)
    return [_row(row, subjects) for row in rows]


@reachable()
def criticism_row(criticism: CriticismId) -> CriticismRow | None:
    """Return one criticism with the names around it."""
    row = _annotated(models.Criticism.objects.filter(pk=criticism)).first()
    return None if row is None else _row(row, _subjects([row]))


@reachable()
def cases_of(criticism: CriticismId, *, limit: int = 200) -> list[CriticismRow]:
    """Return the cases that belong to a criticism, the oldest first."""
    found = models.Case.objects.filter(criticism__criticism=criticism).select_related("department", "owner")
    return [_case_row(row) for row in found.order_by("pk")[:limit]]


@reachable()
def counts(department: DepartmentId | None = None) -> Mapping[str, int]:
    """Count the undecided cases and the criticisms of each state; two queries."""
    decided = (
        models.Criticism.objects.all() if department is None else models.Criticism.objects.filter(department=department)
    )
    by_state = dict(decided.order_by().values_list("state").annotate(number=Count("pk")))
    return {
        UNDECIDED: _undecided(department).count(),
        **{one.value: by_state.get(one.value, 0) for one in CriticismState},
    }


@reachable()
def history(criticism: CriticismId) -> list[CriticismEventRow]:
    """Return a criticism's history, newest first."""
    found = models.CriticismEvent.objects.filter(criticism=criticism).select_related("actor").order_by("-pk")
    return [
        CriticismEventRow(
            at=row.at,
            action=row.action,
            actor_name=row.actor.get_full_name() if row.actor else "",
            detail=row.detail,
        )
        for row in found
    ]


@reachable()
def hidden(*, after: str | None = None, limit: int = 50) -> Rows[HiddenRow]:
    """Return a page of what was taken out of public sight, with the reasons, the latest first; one query."""
    limit = bounded(limit)
    found = models.CaseEvent.objects.filter(action=HIDDEN).select_related("case__department", "actor")
    if after is not None:
        (last,) = read_cursor(HIDDEN, after, int)
        found = found.filter(pk__lt=last)
    rows = list(found.order_by("-pk")[: limit + 1])
    return page(rows, limit, _hidden_row, lambda row: cursor(HIDDEN, row.pk))


def _undecided(department: DepartmentId | None) -> QuerySet[models.Case]:
    found = models.Case.objects.filter(kind=Kind.CRITICISM.value, criticism=None, merged_into=None)
    return found if department is None else found.filter(department=department)


def _annotated(found: QuerySet[models.Criticism]) -> QuerySet[models.Criticism]:
    return found.select_related("department", "owner").annotate(
        number=Count("cases"), first=Min("cases__case"), since=Min("cases__case__opened_at")
    )


def _subjects(rows: Sequence[models.Criticism]) -> Mapping[int, str]:
    """Return what the first case of each is called."""
    wanted = [row.first for row in rows if row.first]  # type: ignore[attr-defined]  # annotated
    return {
        number: subject
        for piece in pieces(wanted)
        for number, subject in models.Case.objects.filter(pk__in=piece).values_list("pk", "subject")
    }


def _row(row: models.Criticism, subjects: Mapping[int, str]) -> CriticismRow:
    found = criticism_of(row)
    first: int = row.first or 0  # type: ignore[attr-defined]  # annotated
    return CriticismRow(
        criticism=found,
        case=CaseId(first),
        subject=found.title or subjects.get(first, ""),
        department=found.department,
        department_name=row.department.name if row.department else "",
        owner_name=row.owner.get_full_name() if row.owner else "",
        since=row.since or row.changed_at,  # type: ignore[attr-defined]
        cases=row.number,  # type: ignore[attr-defined]
        until=found.until,
    )


def _case_row(row: models.Case) -> CriticismRow:
    return CriticismRow(
        criticism=None,
        case=CaseId(row.pk),
        subject=row.subject,
        department=DepartmentId(row.department_id),
        department_name=row.department.name,
        owner_name=row.owner.get_full_name() if row.owner else "",
        since=row.opened_at,
        cases=1,
    )


def _hidden_row(row: models.CaseEvent) -> HiddenRow:
    return HiddenRow(
        case=CaseId(row.case_id),
        subject=row.case.subject,
        department_name=row.case.department.name,
        at=row.at,
        by=row.actor.get_full_name() if row.actor else "",
        reason=row.detail,
        mention=None if row.mention is None else MentionId(row.mention),
    )

"""What several people on one case read: how far threads have come, questions to departments, who is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from resonanz.core.assigning import Absence, Way, away, stand_in
from resonanz.core.case import NEWS
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.inquiry import Inquiry, InquiryState
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.repositories.together import absence_of, inquiry_of
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryRow:
    """Hold a question to a department with the names around it."""

    inquiry: Inquiry
    department_name: str
    asked_by_name: str
    settled_by_name: str
    case_subject: str
    case_department: DepartmentId
    case_department_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """Hold an absence with the names around it."""

    absence: Absence
    name: str
    substitute_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Say what becomes of the cases of people who are away."""

    stands_in_for: Mapping[UserId, tuple[UserId, ...]]
    """Substitute -> whose cases are theirs too."""
    orphaned: tuple[UserId, ...]
    """Owners of living cases whom nobody acts for: away without anybody there, or shut out."""


@reachable()
def places(cases: Sequence[CaseId]) -> Mapping[CaseId, int]:
    """Return how many news each of these cases has (`core.case.place_in`); one query for 500 cases."""
    found: dict[CaseId, int] = {}
    for piece in pieces(list(cases)):
        counted = models.CaseEvent.objects.filter(case__in=piece, action__in=NEWS).order_by()
        found |= {CaseId(case): many for case, many in counted.values_list("case_id").annotate(Count("pk"))}
    return found


@reachable()
def inquiries_of(case: CaseId) -> tuple[InquiryRow, ...]:
    """Return a case's questions to departments, the oldest first; one query."""
    return tuple(_inquiry_row(row) for row in _inquiries().filter(case=case).order_by("pk"))


@reachable()
def asked(departments: Sequence[DepartmentId], *, after: str | None = None, limit: int = 50) -> Rows[InquiryRow]:
    """Return a page of open questions to these departments (none: to any), the longest waiting first; one query."""
    limit = bounded(limit)
    found = _inquiries().filter(state=InquiryState.OPEN.value)
    if departments:
        found = found.filter(department__in=departments)
    if after is not None:
        (last,) = read_cursor("asked", after, int)
        found = found.filter(pk__gt=last)
    rows = list(found.order_by("pk")[: limit + 1])
    return page(rows, limit, _inquiry_row, lambda row: cursor("asked", row.pk))


@reachable()
def asked_counts() -> Mapping[DepartmentId, int]:
    """Return how many open questions each department has that has any; one query."""
    counted = models.Inquiry.objects.filter(state=InquiryState.OPEN.value).order_by()
    return {DepartmentId(number): many for number, many in counted.values_list("department_id").annotate(Count("pk"))}


@reachable()
def absences(since: date) -> tuple[AbsenceRow, ...]:
    """Return the absences that are not over on a day, the earliest first; one query."""
    rows = models.Absence.objects.filter(last__gte=since).select_related("person", "substitute")
    return tuple(
        AbsenceRow(
            absence=absence_of(row),
            name=row.person.get_full_name(),
            substitute_name=row.substitute.get_full_name() if row.substitute else "",
        )
        for row in rows.order_by("first", "pk")
    )


@reachable()
def away_on(day: date) -> Away:
    """Return who is away on a day, and whose cases nobody sees to; two queries."""
    gone = away([absence_of(row) for row in models.Absence.objects.filter(first__lte=day, last__gte=day)], day)
    acting: dict[UserId, list[UserId]] = {}
    alone = []
    for one in sorted(gone):
        substitute = stand_in(one, gone)
        if substitute is None:
            alone.append(one)
        else:
            acting.setdefault(substitute, []).append(one)
    owns = Exists(models.Case.objects.filter(owner=OuterRef("pk"), alive=1))
    found = models.User.objects.filter(Q(pk__in=alone) | Q(is_active=False)).filter(owns)
    return Away(
        stands_in_for={substitute: tuple(ones) for substitute, ones in acting.items()},
        orphaned=tuple(UserId(number) for number in found.order_by("pk").values_list("pk", flat=True)),
    )


@reachable()
def way_of(department: DepartmentId) -> Way:
    """Return how a department's new cases find their owner."""
    found = models.Dispatching.objects.filter(pk=department).values_list("way", flat=True).first()
    return Way(found) if found else Way.HAND


@reachable()
def merged_into(case: CaseId) -> tuple[CaseId, ...]:
    """Return the cases that go on within this one."""
    found = models.Case.objects.filter(merged_into=case).order_by("pk")
    return tuple(CaseId(number) for number in found.values_list("pk", flat=True))


def _inquiries() -> QuerySet[models.Inquiry]:
    return models.Inquiry.objects.select_related("department", "asked_by", "settled_by", "case__department")


def _inquiry_row(row: models.Inquiry) -> InquiryRow:
    return InquiryRow(
        inquiry=inquiry_of(row),
        department_name=row.department.name,
        asked_by_name=row.asked_by.get_full_name(),
        settled_by_name=row.settled_by.get_full_name() if row.settled_by else "",
        case_subject=row.case.subject,
        case_department=DepartmentId(row.case.department_id),
        case_department_name=row.case.department.name,
    )

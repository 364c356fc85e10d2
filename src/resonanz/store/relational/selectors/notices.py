"""Notices for their pages: one's own list, services, messages; and what waits in which department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet

from resonanz.core.case import CaseState
from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.notice import MessageId, MessageState, NoticeId, TargetId, Told, Wishes
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.notices import told
from resonanz.store.relational.repositories.receivers import wishes_of
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.text import split
from resonanz.store.relational.views import Rows

_WAITING: Final = (CaseState.NEW.value, CaseState.OPEN.value, CaseState.REACTED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """Hold a service, without its address."""

    id: TargetId
    name: str
    kinds: tuple[str, ...]
    made_at: datetime
    failing_since: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """Hold one line of the log of messages."""

    id: MessageId
    receiver: str
    """Name of the service; empty: a mail."""
    digest: bool
    state: MessageState
    tries: int
    made_at: datetime
    begun_at: datetime | None
    trouble: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """Say what waits in a department, and whether anybody could act."""

    department: DepartmentId
    slug: str
    name: str
    unowned: int
    """Cases that wait for us and have no owner, or one who may not sign in any more."""
    overdue: int
    oldest: datetime | None
    people: int
    """Who works there and may sign in."""


@reachable()
def notices(person: UserId, *, unread: bool = False, after: str | None = None, limit: int = 50) -> Rows[Told]:
    """Return a page of somebody's notices, the newest first; one query."""
    limit = bounded(limit)
    found = models.PersonalNotice.objects.filter(person=person).order_by("-at", "-pk")
    if unread:
        found = found.filter(read_at=None)
    if after is not None:
        at, number = read_cursor("notices", after, datetime, int)
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=number))
    return page(list(found[: limit + 1]), limit, told, lambda row: cursor("notices", row.at, row.pk))


@reachable()
def notice(person: UserId, number: NoticeId) -> Told:
    """Return one notice of somebody; raise NotFound, also where it is somebody else's."""
    row = models.PersonalNotice.objects.filter(person=person, pk=number).first()
    if row is None:
        raise NotFound(f"There is no notice {number}.")
    return told(row)


@reachable()
def unread(person: UserId) -> int:
    """Return how many notices somebody has not read; one query to a partial index."""
    return models.PersonalNotice.objects.filter(person=person, read_at=None).count()


@reachable()
def newest_notice() -> int:
    """Return the number of the newest notice to anybody, 0 where there is none."""
    return models.PersonalNotice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@reachable()
def wishes(person: UserId) -> Wishes:
    """Return what somebody wishes."""
    return wishes_of([person]).get(person, Wishes())


@reachable()
def targets(*, person: UserId | None = None, department: DepartmentId | None = None) -> list[TargetRow]:
    """Return the services of a person or of a department, by name."""
    rows = models.NoticeTarget.objects.order_by("name", "pk")
    rows = rows.filter(person=person) if person is not None else rows.filter(department=department)
    return [
        TargetRow(
            id=TargetId(row.pk),
            name=row.name,
            kinds=split(row.kinds),
            made_at=row.made_at,
            failing_since=row.failing_since,
            trouble=row.trouble,
        )
        for row in rows.defer("sealed")
    ]


@reachable()
def messages(
    *, person: UserId | None = None, department: DepartmentId | None = None, after: str | None = None, limit: int = 50
) -> Rows[MessageRow]:
    """Return a page of what went out to a person, or to a department's services; the newest first, one query."""
    limit = bounded(limit)
    found: QuerySet[models.NoticeMessage] = models.NoticeMessage.objects.select_related("target").order_by("-pk")
    if person is not None:
        found = found.filter(Q(person=person) | Q(target__person=person))
    else:
        found = found.filter(target__department=department)
    if after is not None:
        found = found.filter(pk__lt=read_cursor("messages", after, int)[0])
    rows = found.annotate(lines=Count("notices"))[: limit + 1]
    return page(list(rows), limit, _message_row, lambda row: cursor("messages", row.pk))


def _message_row(row: models.NoticeMessage) -> MessageRow:
    return MessageRow(
        id=MessageId(row.pk),
        receiver=row.target.name if row.target else "",
        digest=row.digest,
        state=MessageState(row.state),
        tries=row.tries,
        made_at=row.made_at,
        begun_at=row.begun_at,
        trouble=row.trouble,
        lines=getattr(row, "lines", 0),
    )


@reachable()
def waiting(now: datetime) -> list[WaitingRow]:
    """Return every department with what waits there unowned or overdue, and how many could act; three queries."""
    cases = models.Case.objects.filter(alive=1, state__in=_WAITING)
    nobody = Q(owner=None) | Q(owner__is_active=False)
    counted: dict[int, dict[str, Any]] = {
        row["department_id"]: dict(row)
        for row in cases.order_by()
        .values("department_id")
        .annotate(
            unowned=Count("pk", filter=nobody),
            overdue=Count("pk", filter=Q(due_at__lt=now)),
            oldest=Min("opened_at", filter=nobody),
        )
    }
    held = models.Membership.objects.filter(user__is_active=True, role__gte=2).order_by()
    people = dict(held.values_list("department_id").annotate(Count("pk")))
    return [
        WaitingRow(
            department=DepartmentId(row.pk),
            slug=row.slug,
            name=row.name,
            unowned=counted.get(row.pk, {}).get("unowned", 0),
            overdue=counted.get(row.pk, {}).get("overdue", 0),
            oldest=counted.get(row.pk, {}).get("oldest"),
            people=people.get(row.pk, 0),
        )
        for row in models.Department.objects.order_by("name")
    ]


@reachable()
def require_department(department: DepartmentId) -> None:
    """Raise NotFound unless there is such a department."""
    if not models.Department.objects.filter(pk=department).exists():
        raise NotFound(f"There is no department {department}.")

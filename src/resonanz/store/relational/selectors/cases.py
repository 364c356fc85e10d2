"""Inboxes and cases.

An inbox asks for what is alive and what is closed apart, and merges the two: so each question follows an index in
its order, and the first page of a hundred thousand cases costs what the first page of ten does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from django.db.models import Count, Min, Q, QuerySet

from resonanz.core.case import CASE, CaseState
from resonanz.core.errors import NotFound
from resonanz.core.ids import CaseId, DepartmentId, MentionId
from resonanz.core.reply import ReplyState
from resonanz.core.understood import Priority
from resonanz.store.relational import models
from resonanz.store.relational.models.work import NEVER_DUE
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.rows import PRIORITIES, RANKS, reply_of, user_of
from resonanz.store.relational.selectors.meaning import parts
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import (
    CaseDetail,
    CaseFilter,
    CaseMentionRow,
    CaseRow,
    Inbox,
    InboxCounts,
    ReplyRow,
    Rows,
    TimelineRow,
)

Line: TypeAlias = Any
"""A row of what `_READ` names: an object with every column takes longer to make than to find."""


class Order(StrEnum):
    """How an inbox is sorted."""

    CHANGED = "changed"
    """What changed last comes first."""
    URGENT = "urgent"
    """The most urgent first, among equals who has waited longest."""
    DUE = "due"
    """What is due soonest first, overdue before it; what is not due at all comes last."""


@reachable()
def inbox(
    filter: CaseFilter, *, order: Order = Order.CHANGED, after: str | None = None, limit: int = 50
) -> Rows[CaseRow]:
    """Return a page of cases; at most two queries. Raise InputRejected for a foreign cursor."""
    limit = bounded(limit)
    beyond = _beyond(order, after)
    found: list[Line] = []
    for part in parts(filter):
        found += _sorted(models.Case.objects.filter(part, beyond), order)[: limit + 1]
    found.sort(key=_KEYS[order])
    return page(found, limit, _of_line, lambda row: _mark(order, row))


@reachable()
def inboxes() -> tuple[Inbox, ...]:
    """Return every department by name with how many cases wait there; two queries."""
    waiting = models.Case.objects.filter(alive=1).exclude(state=CaseState.ANSWERED.value).order_by()
    numbers = dict(waiting.values_list("department_id").annotate(number=Count("*")))
    found = models.Department.objects.order_by("name").values_list("pk", "slug", "name")
    return tuple(Inbox(DepartmentId(number), slug, name, numbers.get(number, 0)) for number, slug, name in found)


@reachable()
def inbox_counts(departments: Sequence[DepartmentId] = ()) -> Mapping[DepartmentId, InboxCounts]:
    """Return what is alive in each department (or only in these); one without such cases is there with zeros."""
    known = models.Department.objects.filter(pk__in=departments) if departments else models.Department.objects.all()
    alive = models.Case.objects.filter(alive=1)
    if departments:
        alive = alive.filter(department__in=departments)
    groups: dict[int, list[dict[str, Any]]] = {number: [] for number in known.values_list("pk", flat=True)}
    by_state = alive.order_by().values("department_id", "state")
    for group in by_state.annotate(
        number=Count("pk"),
        unowned=Count("pk", filter=Q(owner=None)),
        urgent=Count("pk", filter=Q(priority=RANKS[Priority.URGENT])),
        oldest=Min("opened_at"),
    ):
        groups.setdefault(group["department_id"], []).append(dict(group))
    return {DepartmentId(number): _counts(number, found) for number, found in groups.items()}


@reachable()
def case_detail(case: CaseId) -> CaseDetail:
    """Return everything about a case in four queries; raise NotFound."""
    row = models.Case.objects.select_related("department", "owner").filter(pk=case).first()
    if row is None:
        raise NotFound(f"There is no case {case}.")
    mentions = models.CaseMention.objects.filter(case=row).order_by("pk")
    events = models.CaseEvent.objects.filter(case=row).select_related("actor").order_by("pk")
    return CaseDetail(
        case=case_row(row),
        four_eyes=row.department.four_eyes,
        mentions=tuple(
            CaseMentionRow(mention=MentionId(each.mention), joined_at=each.joined_at, is_reaction=each.is_reaction)
            for each in mentions
        ),
        timeline=tuple(timeline_row(event) for event in events),
        replies=tuple(_reply_row(each) for each in _replies().filter(case=row).order_by("created_at", "pk")),
        actions=CASE.actions(CaseState(row.state)),
    )


@reachable()
def cases_with(mentions: Iterable[MentionId]) -> Mapping[MentionId, CaseId]:
    """Return which case each of these mentions is in, as far as it is in one."""
    wanted = list(set(mentions))
    return {
        MentionId(mention): CaseId(number)
        for piece in pieces(wanted)
        for mention, number in models.CaseMention.objects.filter(mention__in=piece).values_list("mention", "case_id")
    }


@reachable()
def replies(
    *,
    states: Sequence[ReplyState] = (),
    departments: Sequence[DepartmentId] = (),
    after: str | None = None,
    limit: int = 50,
) -> Rows[ReplyRow]:
    """Return a page of answers, the newest first; one query."""
    limit = bounded(limit)
    found = _replies()
    if states:
        found = found.filter(state__in=[state.value for state in states])
    if departments:
        found = found.filter(case__department__in=departments)
    if after is not None:
        (last,) = read_cursor("replies", after, int)
        found = found.filter(pk__lt=last)
    rows = list(found.order_by("-pk")[: limit + 1])
    return page(rows, limit, _reply_row, lambda row: cursor("replies", row.pk))


def case_row(row: models.Case) -> CaseRow:
    """Return one line of an inbox; department and owner should have been fetched with it."""
    return _case_row(row, row.department.name, row.owner.get_full_name() if row.owner else "")


def _of_line(row: Line) -> CaseRow:
    return _case_row(row, row.department__name, row.owner__display_name or row.owner__username or "")


def _case_row(row: models.Case | Line, department_name: str, owner_name: str) -> CaseRow:
    return CaseRow(
        id=CaseId(row.id),
        department=DepartmentId(row.department_id),
        department_name=department_name,
        state=CaseState(row.state),
        priority=PRIORITIES[row.priority],
        subject=row.subject,
        author=row.author,
        channel=row.channel,
        thread=MentionId(row.thread),
        kind=row.kind,
        sentiment=row.sentiment,
        lang=row.lang,
        owner=user_of(row.owner_id),
        owner_name=owner_name,
        route=row.route,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        mention_count=row.mention_count,
        due_at=None if row.due_at == NEVER_DUE else row.due_at,
        due_kind=row.due_kind,
        due_state=row.due_state,
    )


def _sorted(cases: QuerySet[models.Case], order: Order) -> QuerySet[models.Case, Line]:
    keys = {
        Order.URGENT: ("priority", "opened_at", "pk"),
        Order.CHANGED: ("-changed_at", "-pk"),
        Order.DUE: ("due_at", "pk"),
    }[order]
    return cases.order_by(*keys).values_list(*_READ, named=True)


_READ: Final = (
    *("id", "department_id", "owner_id", "state", "priority", "subject", "author", "channel", "thread", "kind"),
    *("sentiment", "lang", "route", "opened_at", "changed_at", "mention_count", "due_at", "due_kind", "due_state"),
    *("department__name", "owner__display_name", "owner__username"),
)


def _beyond(order: Order, after: str | None) -> Q:
    """Return what comes after a cursor; the outer bound of each lets the database begin at the right place."""
    if after is None:
        return Q()
    if order is Order.URGENT:
        rank, opened, last = read_cursor(order, after, int, datetime, int)
        later = Q(opened_at__gt=opened) | Q(opened_at=opened, pk__gt=last)
        return Q(priority__gte=rank) & (Q(priority__gt=rank) | later)
    if order is Order.DUE:
        due, last = read_cursor(order, after, datetime, int)
        return Q(due_at__gte=due) & (Q(due_at__gt=due) | Q(pk__gt=last))
    changed, last = read_cursor(order, after, datetime, int)
    return Q(changed_at__lte=changed) & (Q(changed_at__lt=changed) | Q(pk__lt=last))


def _mark(order: Order, row: Line) -> str:
    if order is Order.URGENT:
        return cursor(order, row.priority, row.opened_at, row.id)
    if order is Order.DUE:
        return cursor(order, row.due_at, row.id)
    return cursor(order, row.changed_at, row.id)


def _place(row: Line) -> tuple[int, datetime, int]:
    return row.priority, row.opened_at, row.id


def _newest(row: Line) -> tuple[float, int]:
    return -row.changed_at.timestamp(), -row.id


def _soonest(row: Line) -> tuple[datetime, int]:
    return row.due_at, row.id


_KEYS: Final[Mapping[Order, Callable[[models.Case], tuple[Any, ...]]]] = {
    Order.URGENT: _place,
    Order.CHANGED: _newest,
    Order.DUE: _soonest,
}


def _counts(department: int, groups: Sequence[Mapping[str, Any]]) -> InboxCounts:
    by_state = {group["state"]: group["number"] for group in groups}
    waiting = [group["oldest"] for group in groups if group["state"] != CaseState.ANSWERED]
    return InboxCounts(
        department=DepartmentId(department),
        new=by_state.get(CaseState.NEW, 0),
        open=by_state.get(CaseState.OPEN, 0),
        answered=by_state.get(CaseState.ANSWERED, 0),
        reacted=by_state.get(CaseState.REACTED, 0),
        unowned=sum(group["unowned"] for group in groups),
        urgent=sum(group["urgent"] for group in groups),
        oldest_opened_at=min(waiting, default=None),
    )


def timeline_row(row: models.CaseEvent) -> TimelineRow:
    """Return a line of a history; its actor should have been fetched with it."""
    return TimelineRow(
        at=row.at,
        action=row.action,
        actor=user_of(row.actor_id),
        actor_name=row.actor.get_full_name() if row.actor else "",
        detail=row.detail,
        mention=None if row.mention is None else MentionId(row.mention),
        key=row.key,
    )


def _replies() -> QuerySet[models.Reply]:
    return models.Reply.objects.select_related("author", "approved_by", "case")


def _reply_row(row: models.Reply) -> ReplyRow:
    return ReplyRow(
        reply=reply_of(row),
        author_name=row.author.get_full_name(),
        approved_by_name=row.approved_by.get_full_name() if row.approved_by else "",
        case_subject=row.case.subject,
        department=DepartmentId(row.case.department_id),
        channel=row.case.channel,
    )

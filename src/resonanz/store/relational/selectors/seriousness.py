"""Charters, goals and dated notes, and what happened in the channels that charters are for.

What a reader would get wrong: how long a case took is the time from taking it to sending the answer, whatever else was
done meanwhile; a charter's own number comes before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery

from resonanz.core.case import CaseState
from resonanz.core.charter import AnswerPromise, Charter, Subject
from resonanz.core.deadline import DeadlineKind
from resonanz.core.errors import NotFound
from resonanz.core.goal import Goal
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.metric import Metric
from resonanz.core.source import Health
from resonanz.measure.seriousness import OwnerIs
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.rows import user_of

LONGEST: Final = 240.0
"""Minutes: what took longer from taking to sending was surely left lying and says nothing about the work."""
MOST_MEASURED: Final = 5_000
_WAITING: Final = (CaseState.NEW.value, CaseState.OPEN.value, CaseState.REACTED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWork:
    """Hold what happened with the cases of one channel."""

    arrivals: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTrouble:
    """Hold what is wrong with one source."""

    connector: str
    began_at: datetime | None
    failing_since: datetime | None
    deaf_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Hold what happened on a day."""

    id: int
    day: date
    text: str
    by: UserId | None
    by_name: str


@reachable()
def charters() -> Mapping[str, Charter]:
    """Return every charter by its subject."""
    return {row.subject: charter_of(row) for row in models.Charter.objects.order_by("subject")}


@reachable()
def charter(subject: Subject) -> Charter:
    """Return a charter; an empty one where nothing was decided."""
    row = models.Charter.objects.filter(subject=str(subject)).first()
    return Charter(subject=subject) if row is None else charter_of(row)


def charter_of(row: models.Charter) -> Charter:
    """Return a row as a charter; whoever was both owner and backer by an accident of removal backs nothing."""
    promised = row.promise_minutes is not None and row.promise_share is not None
    return Charter(
        subject=Subject.read(row.subject),
        owner=user_of(row.owner_id),
        goal=row.goal,
        hours_a_week=row.hours_a_week,
        promise=AnswerPromise(row.promise_minutes or 0, row.promise_share or 0.0) if promised else None,
        handle_minutes=row.handle_minutes,
        backing=user_of(row.backing_id),
        review_on=row.review_on,
        ends_on=row.ends_on,
        changed_at=row.changed_at,
    )


@reachable()
def owners(today: date) -> Mapping[UserId, tuple[OwnerIs, date | None, str]]:
    """Return where everybody is, since when they are away, and their name; two queries."""
    away = dict(
        models.Absence.objects.filter(first__lte=today, last__gte=today)
        .order_by()
        .values_list("person_id")
        .annotate(since=Min("first"))
    )
    return {
        UserId(user.pk): (
            OwnerIs.GONE if not user.is_active else OwnerIs.AWAY if user.pk in away else OwnerIs.HERE,
            away.get(user.pk),
            user.get_full_name(),
        )
        for user in models.User.objects.all()
    }


@reachable()
def channel_work(since: datetime) -> Mapping[str, ChannelWork]:
    """Return what happened in each channel; arrivals since a moment; two queries."""
    waiting = Q(state__in=_WAITING)
    rows = models.Case.objects.order_by().values("channel").annotate(
        arrivals=Count("pk", filter=Q(opened_at__gte=since)),
        waiting=Count("pk", filter=waiting),
        waiting_since=Min("changed_at", filter=waiting),
    )  # fmt: skip
    hands = models.CaseEvent.objects.filter(actor__isnull=False, at__gte=since).order_by()
    looked = dict(hands.values_list("case__channel").annotate(Max("at")))
    return {
        row["channel"]: ChannelWork(
            arrivals=row["arrivals"],
            waiting=row["waiting"],
            waiting_since=row["waiting_since"],
            looked_at=looked.get(row["channel"]),
        )
        for row in rows
    }


@reachable()
def first_answers(channel: str, since: datetime, within: float) -> tuple[int, int]:
    """Return how many first answers came within so many seconds of working time, and how many did not."""
    rows = models.CaseDeadline.objects.filter(
        kind=DeadlineKind.FIRST_ANSWER.value, begun_at__gte=since, case__channel=channel
    ).order_by()
    counted = rows.aggregate(
        met=Count("pk", filter=Q(ended_at__isnull=False, used__lte=within)),
        missed=Count("pk", filter=Q(used__gt=within)),
    )
    return counted["met"], counted["missed"]


@reachable()
def handling_minutes(since: datetime) -> Mapping[str, float]:
    """Return the mean minutes from taking a case to sending its answer, by channel, of the latest answers."""
    taken = models.CaseEvent.objects.filter(case=OuterRef("case"), action="take", at__lt=OuterRef("sent_at"))
    rows = (
        models.Reply.objects.filter(sent_at__gte=since)
        .annotate(taken_at=Subquery(taken.order_by("-at").values("at")[:1]), channel=F("case__channel"))
        .filter(taken_at__isnull=False)
        .order_by("-sent_at")
        .values_list("channel", "taken_at", "sent_at")[:MOST_MEASURED]
    )
    found: dict[str, list[float]] = {}
    for channel, begun, sent in rows:
        minutes = (sent - begun).total_seconds() / 60
        if minutes <= LONGEST:
            found.setdefault(channel, []).append(minutes)
    return {channel: sum(each) / len(each) for channel, each in found.items()}


@reachable()
def source_troubles() -> Sequence[SourceTrouble]:
    """Return how each source stands; two queries."""
    deaf = dict(models.SourceGap.objects.filter(end=None).values_list("source_id", "start"))
    failing = {Health.FAILING.value, Health.NEEDS_OPERATOR.value}
    rows = models.Source.objects.annotate(began=Min("hours__hour")).order_by("pk")
    return [
        SourceTrouble(
            connector=row.connector,
            began_at=row.began,
            failing_since=(row.since or row.last_look_at) if row.enabled and row.state in failing else None,
            deaf_since=deaf.get(row.pk) if row.enabled else None,
        )
        for row in rows
    ]


@reachable()
def goals() -> Sequence[Goal]:
    """Return every goal, the one that is due first first."""
    return [goal_of(row) for row in models.Goal.objects.order_by("due_on", "pk")]


@reachable()
def goal(number: int) -> Goal:
    """Return one goal; raise NotFound."""
    row = models.Goal.objects.filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no goal {number}.")
    return goal_of(row)


def goal_of(row: models.Goal) -> Goal:
    """Return a row as a goal."""
    return Goal(
        id=row.pk,
        title=row.title,
        metric=msgspec.json.decode(row.metric, type=Metric),
        target=row.target,
        start_value=row.start_value,
        window=row.window,
        set_on=row.set_on,
        due_on=row.due_on,
        owner=user_of(row.owner_id),
        department=None if row.department_id is None else DepartmentId(row.department_id),
    )


@reachable()
def notes(first: date, last: date) -> Sequence[Note]:
    """Return what happened between two days, both included, oldest first; at most 500."""
    rows = models.Annotation.objects.filter(day__gte=first, day__lte=last).select_related("by").order_by("day", "pk")
    return [
        Note(
            id=row.pk,
            day=row.day,
            text=row.text,
            by=user_of(row.by_id),
            by_name=row.by.get_full_name() if row.by else "",
        )
        for row in rows[:500]
    ]

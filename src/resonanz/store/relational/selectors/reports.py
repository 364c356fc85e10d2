"""The archive of reports, and their schedules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db.models import Q

from resonanz.core.errors import NotFound
from resonanz.core.report import Content, Every, Mailed, MailState, Making, Report, ReportId, Schedule, ScheduleId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows


@reachable()
def reports(*, after: str | None = None, limit: int = 50) -> Rows[Report]:
    """Return a page of the reports that are made, the latest first; one query."""
    limit = bounded(limit)
    found = models.StoredReport.objects.exclude(content="").order_by("-made_at", "-pk")
    if after is not None:
        made, last = read_cursor("reports", after, datetime, int)
        found = found.filter(Q(made_at__lt=made) | Q(made_at=made, pk__lt=last))
    return page(list(found[: limit + 1]), limit, report_of, lambda row: cursor("reports", row.made_at, row.pk))


@reachable()
def report(number: ReportId) -> Report:
    """Return one report; raise NotFound, also for one that is not made yet."""
    row = models.StoredReport.objects.filter(pk=number).exclude(content="").first()
    if row is None:
        raise NotFound(f"There is no report {number}.")
    return report_of(row)


@reachable()
def making(number: ReportId) -> Making | None:
    """Return a report that was asked for and is not made yet; None where it is, raise NotFound where there is none."""
    row = models.StoredReport.objects.filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no report {number}.")
    return None if row.content else _making(row)


@reachable()
def being_made(*, limit: int = 50) -> Sequence[Making]:
    """Return the reports that are not made yet, the latest asked for first."""
    return [_making(row) for row in models.StoredReport.objects.filter(content="").order_by("-pk")[:limit]]


@reachable()
def mails(number: ReportId) -> Sequence[Mailed]:
    """Return to whom a report was mailed, and what became of each mail."""
    return [
        Mailed(recipient=row.recipient, state=MailState(row.state), at=row.at, trouble=row.trouble)
        for row in models.ReportMail.objects.filter(report=number).order_by("pk")
    ]


@reachable()
def schedules() -> Sequence[Schedule]:
    """Return the schedules by name."""
    return [schedule_of(row) for row in models.ReportSchedule.objects.order_by("name", "pk")]


@reachable()
def schedule(number: ScheduleId) -> Schedule:
    """Return one schedule; raise NotFound."""
    row = models.ReportSchedule.objects.filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no schedule {number}.")
    return schedule_of(row)


@reachable()
def due(now: datetime) -> Sequence[Schedule]:
    """Return the schedules whose time has come."""
    found = models.ReportSchedule.objects.filter(enabled=True, next_at__lte=now).order_by("next_at", "pk")
    return [schedule_of(row) for row in found]


def packed(content: Content) -> str:
    """Return what a report says as the text that is stored."""
    return msgspec.json.encode(content).decode()


def report_of(row: models.StoredReport) -> Report:
    """Return a row as a report."""
    return Report(
        id=ReportId(row.pk),
        lang=row.lang,
        content=msgspec.json.decode(row.content, type=Content),
        schedule=ScheduleId(row.schedule_id) if row.schedule_id else None,
    )


def _making(row: models.StoredReport) -> Making:
    return Making(
        id=ReportId(row.pk),
        template=row.template,
        lang=row.lang,
        since=row.since,
        until=row.until,
        asked_at=row.made_at,
        schedule=ScheduleId(row.schedule_id) if row.schedule_id else None,
    )


def schedule_of(row: models.ReportSchedule) -> Schedule:
    """Return a row as a schedule."""
    return Schedule(
        id=ScheduleId(row.pk),
        name=row.name,
        template=row.template,
        lang=row.lang,
        every=Every(row.every),
        hour=row.hour,
        recipients=tuple(row.recipients.split()),
        enabled=row.enabled,
        next_at=row.next_at,
        trouble=row.trouble,
    )

"""Keeping reports, and saying when they are made by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from resonanz.core.errors import InputRejected
from resonanz.core.policy import Action, Actor, require
from resonanz.core.report import Every, Report, ReportId, Schedule, ScheduleId
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import among, edit, found, record, text
from resonanz.store.relational.selectors.reports import packed, report_of, schedule_of

MOST_RECIPIENTS: Final = 50
_HOURS: Final = range(24)

Next = Callable[[Every, int], datetime]
"""Gives when a report that is made that often, at that hour, is due next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Hold what a person says about a schedule."""

    name: str
    template: str
    lang: str
    every: str
    hour: int
    recipients: Sequence[str]
    enabled: bool = True


def keep_report(actor: Actor, report: Report, at: datetime) -> Report:
    """Archive a report; the same schedule keeps one for the same days, and the one that stands is returned."""
    content = report.content
    with edit():
        row, is_new = models.StoredReport.objects.get_or_create(
            schedule_id=report.schedule,
            since=content.since,
            until=content.until,
            **({} if report.schedule else {"made_at": content.made_at, "template": content.template}),
            defaults={
                "template": content.template,
                "lang": report.lang,
                "made_at": content.made_at,
                "content": packed(content),
            },
        )
        if is_new:
            record(actor, "report_make", f"report:{row.pk}", at, template=content.template, seq=content.seq)
    return report_of(row)


def delete_report(actor: Actor, report: ReportId, at: datetime) -> None:
    """Remove a report from the archive."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.StoredReport, report, "report")
        record(actor, "report_delete", f"report:{row.pk}", at, template=row.template)
        row.delete()


def create_schedule(actor: Actor, wanted: Wanted, *, templates: Sequence[str], due: Next, at: datetime) -> Schedule:
    """Say that a report is made again and again."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = models.ReportSchedule()
        _fill(row, wanted, templates, due)
        record(actor, "report_schedule_create", f"report_schedule:{row.pk}", at, name=row.name)
    return schedule_of(row)


def update_schedule(
    actor: Actor, schedule: ScheduleId, wanted: Wanted, *, templates: Sequence[str], due: Next, at: datetime
) -> Schedule:
    """Change a schedule; the next report is made at the next time that it names."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.ReportSchedule, schedule, "schedule")
        _fill(row, wanted, templates, due)
        record(actor, "report_schedule_update", f"report_schedule:{row.pk}", at, name=row.name)
    return schedule_of(row)


def delete_schedule(actor: Actor, schedule: ScheduleId, at: datetime) -> None:
    """End a schedule; what it made stays."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.ReportSchedule, schedule, "schedule")
        record(actor, "report_schedule_delete", f"report_schedule:{row.pk}", at, name=row.name)
        row.delete()


def advance(schedule: ScheduleId, *, seen: datetime, next_at: datetime) -> bool:
    """Move a schedule on from `seen`; tell whether it stood there, so that one process alone makes a report."""
    with edit():
        return bool(models.ReportSchedule.objects.filter(pk=schedule, next_at=seen).update(next_at=next_at))


def note_trouble(schedule: ScheduleId, sentence: str) -> None:
    """Keep what went wrong with the last report; empty when nothing did."""
    with edit():
        models.ReportSchedule.objects.filter(pk=schedule).update(trouble=sentence[:500])


def _fill(row: models.ReportSchedule, wanted: Wanted, templates: Sequence[str], due: Next) -> None:
    every = Every(among(wanted.every, Every, place="every"))
    if wanted.hour not in _HOURS:
        raise InputRejected("This is no hour of a day.", place="hour", remedy="Write a number from 0 to 23.")
    row.name = text(wanted.name, place="name")
    row.template = among(wanted.template, templates, place="template")
    row.lang = among(wanted.lang, ("de", "en"), place="lang")
    row.every, row.hour, row.enabled = every.value, wanted.hour, wanted.enabled
    row.recipients = "\n".join(_mailboxes(wanted.recipients))
    row.next_at, row.trouble = due(every, wanted.hour), ""
    row.save()


def _mailboxes(given: Sequence[str]) -> list[str]:
    each = list(dict.fromkeys(one.strip() for one in given if one.strip()))
    if len(each) > MOST_RECIPIENTS:
        raise InputRejected(f"These are more than {MOST_RECIPIENTS}.", place="recipients", remedy="Use a mailing list.")
    for one in each:
        try:
            validate_email(one)
        except ValidationError:
            raise InputRejected(
                f"{one!r} is no address of a mailbox.", place="recipients", remedy="Write one a line."
            ) from None
    return each

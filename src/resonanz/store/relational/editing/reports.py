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
from resonanz.core.report import Content, Every, MailState, Making, Report, ReportId, Schedule, ScheduleId
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import among, edit, found, record, text
from resonanz.store.relational.selectors.reports import packed, schedule_of
from resonanz.store.relational.selectors.reports import report as stored_report

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


def ask_report(actor: Actor, wanted: Making, recipients: Sequence[str] = ()) -> ReportId:
    """Say that a report is to be made, and who is to be mailed it; a schedule has one for the same days."""
    asked = {"template": wanted.template, "lang": wanted.lang, "made_at": wanted.asked_at}
    days = {"since": wanted.since, "until": wanted.until}
    with edit():
        if wanted.schedule is None:
            row, is_new = models.StoredReport.objects.create(**days, **asked), True
        else:
            row, is_new = models.StoredReport.objects.get_or_create(schedule_id=wanted.schedule, **days, defaults=asked)
        if is_new:
            mails = [
                models.ReportMail(report=row, recipient=one, state=MailState.WAITING.value, at=wanted.asked_at)
                for one in recipients
            ]
            models.ReportMail.objects.bulk_create(mails)
            record(actor, "report_make", f"report:{row.pk}", wanted.asked_at, template=wanted.template)
    return ReportId(row.pk)


def fill_report(report: ReportId, content: Content) -> None:
    """Keep what a report says, once: what stands there already stays."""
    with edit():
        models.StoredReport.objects.filter(pk=report, content="").update(
            content=packed(content), made_at=content.made_at
        )


def keep_report(actor: Actor, report: Report, at: datetime) -> Report:
    """Archive a report that is counted already."""
    content = report.content
    wanted = Making(
        template=content.template,
        lang=report.lang,
        since=content.since,
        until=content.until,
        asked_at=at,
        schedule=report.schedule,
    )
    with edit():
        number = ask_report(actor, wanted)
        fill_report(number, content)
    return stored_report(number)


def begin_mail(report: ReportId, recipient: str, at: datetime) -> bool:
    """Note that a mail is handed over now; False where it is not waiting, so that none is sent twice."""
    with edit():
        waiting = models.ReportMail.objects.filter(report=report, recipient=recipient, state=MailState.WAITING.value)
        return bool(waiting.update(state=MailState.SENDING.value, at=at, trouble=""))


def end_mail(report: ReportId, recipient: str, state: MailState, at: datetime, trouble: str = "") -> None:
    """Note what became of a mail."""
    with edit():
        models.ReportMail.objects.filter(report=report, recipient=recipient).update(
            state=state.value, at=at, trouble=trouble[:300]
        )


def doubt_mails(report: ReportId, at: datetime) -> None:
    """Note that nobody knows what became of the mails that a process was handing over when it died."""
    with edit():
        models.ReportMail.objects.filter(report=report, state=MailState.SENDING.value).update(
            state=MailState.UNCERTAIN.value, at=at, trouble="Nobody can tell whether this mail was sent."
        )


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

"""Making reports: when they fall due, and sending them by mail.

A schedule is moved on before its report is asked for, so that one process alone asks; the job archives the report
before it mails it, so that a mail which cannot be sent loses nothing. What a reader would get wrong: a job that runs
again finds the report of those days archived and sends that one.
"""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from datetime import timedelta
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from resonanz.app.jobs import Progress, start
from resonanz.core.errors import NotFound, TryLater
from resonanz.core.policy import SYSTEM
from resonanz.core.report import Every, Report, Schedule, ScheduleId
from resonanz.measure.reporting.document import title_of
from resonanz.measure.reporting.gathering import Ask
from resonanz.measure.reporting.timing import days_before, next_time
from resonanz.measure.reporting.words import Speech

if TYPE_CHECKING:
    from resonanz.app.house import House


def ask_for_reports(home: House) -> int:
    """Ask for the reports that are due; return how many."""
    from resonanz.store.relational.editing.reports import advance
    from resonanz.store.relational.selectors.reports import due

    now, asked = home.clock.now(), 0
    for schedule in due(now):
        assert schedule.id is not None
        then = next_time(schedule.every, schedule.hour, home.settings.time_zone, now)
        if advance(schedule.id, seen=schedule.next_at, next_at=then):
            arguments = {"schedule": schedule.id, "at": schedule.next_at.isoformat()}
            start("report", arguments, at=now, key=f"report:{schedule.id}:{schedule.next_at:%Y%m%d}")
            asked += 1
    return asked


def next_of(home: House, every: Every, hour: int) -> Any:  # noqa: ANN401
    """Return when a report that is made that often, at that hour, is due next."""
    return next_time(every, hour, home.settings.time_zone, home.clock.now())


def work(home: House, arguments: Mapping[str, Any], progress: Progress) -> str:
    """Make the report of a schedule and send it; return what came of it in a sentence."""
    from datetime import datetime

    from resonanz.store.relational.editing.reports import note_trouble
    from resonanz.store.relational.selectors.reports import schedule as stored

    try:
        schedule = stored(ScheduleId(int(arguments["schedule"])))
    except NotFound:
        return "Its schedule was ended meanwhile."
    progress.say(0, 2, "counting")
    report = _scheduled(home, schedule, datetime.fromisoformat(arguments["at"]))
    progress.say(1, 2, "sending")
    assert schedule.id is not None
    try:
        send(home, report, schedule.recipients)
    except TryLater as trouble:
        note_trouble(schedule.id, str(trouble))
        raise
    note_trouble(schedule.id, "")
    return f"Sent to {len(schedule.recipients)}."


def _scheduled(home: House, schedule: Schedule, at: Any) -> Report:  # noqa: ANN401
    first, last = days_before(schedule.every, at, home.settings.time_zone)
    ask = asked(home, schedule.template, first, last)
    return _kept(home, Report(lang=schedule.lang, content=home.gatherer.gather(ask), schedule=schedule.id))


def _kept(home: House, report: Report) -> Report:
    from resonanz.store.relational.editing.reports import keep_report

    return keep_report(SYSTEM, report, home.clock.now())


def asked(home: House, template: str, first: Any, last: Any) -> Ask:  # noqa: ANN401
    """Return the question for a report about this company, in its time zone."""
    from resonanz.store.relational.selectors.people import company

    return Ask(template=template, first=first, last=last, zone=home.settings.time_zone, company=company().name)


def send(home: House, report: Report, recipients: tuple[str, ...]) -> int:
    """Mail a report, each recipient a mail of their own, the PDF beside it; raise TryLater where mail cannot go."""
    from django.core.mail import EmailMultiAlternatives, get_connection

    if not recipients:
        return 0
    speech = Speech(report.lang)
    title = title_of(report.content, speech)
    html, pictures = home.renderer.mail(report.content, report.lang)
    pdf = home.renderer.pdf(report.content, report.lang)
    mails = []
    for recipient in recipients:
        mail = EmailMultiAlternatives(title, f"{title}\n\n{speech.word('said', 'attached')}\n", to=[recipient])
        mail.extra_headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        mail.attach_alternative(html, "text/html")
        for name, svg in pictures.items():
            mail.attach(_picture(name, svg))
        mail.attach(file_name(report, "pdf"), pdf, "application/pdf")
        mails.append(mail)
    try:
        return int(get_connection().send_messages(mails) or 0)
    except (smtplib.SMTPException, OSError) as trouble:
        raise TryLater(f"The report could not be mailed: {type(trouble).__name__}.") from None


def file_name(report: Report, form: str) -> str:
    """Return what a report is called as a file, with its first and its last day."""
    content = report.content
    zone = ZoneInfo(content.zone)
    first, last = content.since.astimezone(zone), (content.until - timedelta(seconds=1)).astimezone(zone)
    return f"resonanz-{content.template}-{first:%Y-%m-%d}-{last:%Y-%m-%d}.{form}"


def _picture(name: str, svg: str) -> MIMEBase:
    part = MIMEBase("image", "svg+xml")
    part.set_payload(svg.encode())
    encode_base64(part)
    part.add_header("Content-ID", f"<{name}>")
    part.add_header("Content-Disposition", "inline", filename=f"{name}.svg")
    return part

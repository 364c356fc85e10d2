"""Mailing a report: to each address a mail of its own, the PDF beside it, and a record of what became of it.

A mail is noted before it is handed over. What a process was handing over when it died is called uncertain and not sent
again: a report that comes twice is worse than one that somebody asks for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from resonanz.app.mailing import hand_over
from resonanz.app.printing import PDF, printed
from resonanz.core.errors import CredentialsRejected, PublishRefused, PublishUncertain, TryLater
from resonanz.core.report import MailState, Report
from resonanz.measure.reporting.document import title_of
from resonanz.measure.reporting.plain import plain
from resonanz.measure.reporting.words import Speech

if TYPE_CHECKING:
    from resonanz.app.house import House


def send(home: House, report: Report) -> int:
    """Send the mails of a report that wait; return to how many it was sent in all. Raise TryLater where mail cannot go.

    What went wrong stands beside the mail, and beside the schedule that the report was made by.
    """
    from resonanz.store.relational.editing import reports as editing
    from resonanz.store.relational.selectors.reports import mails

    assert report.id is not None
    editing.doubt_mails(report.id, home.clock.now())
    waiting = [one.recipient for one in mails(report.id) if one.state is MailState.WAITING]
    letter = _letter(home, report) if waiting else None
    try:
        for recipient in waiting:
            _send_one(home, report, letter, recipient)
    finally:
        all_of_them = mails(report.id)
        if report.schedule is not None and all_of_them:
            editing.note_trouble(report.schedule, next((one.trouble for one in all_of_them if one.trouble), ""))
    return sum(one.state is MailState.SENT for one in all_of_them)


def _send_one(home: House, report: Report, letter: Any, recipient: str) -> None:  # noqa: ANN401  Django's mail
    from django.core.mail import get_connection

    from resonanz.store.relational.editing.reports import begin_mail, end_mail

    assert report.id is not None
    if not begin_mail(report.id, recipient, home.clock.now()):
        return
    letter.to = [recipient]
    state, said = MailState.SENT, ""
    try:
        hand_over(get_connection(), letter)
    except (TryLater, CredentialsRejected) as trouble:
        end_mail(report.id, recipient, MailState.WAITING, home.clock.now(), str(trouble))
        raise TryLater(str(trouble)) from None
    except PublishRefused as trouble:
        state, said = MailState.REFUSED, str(trouble)
    except PublishUncertain as trouble:
        state, said = MailState.UNCERTAIN, str(trouble)
    end_mail(report.id, recipient, state, home.clock.now(), said)


def _letter(home: House, report: Report) -> Any:  # noqa: ANN401  Django's mail
    from django.core.mail import EmailMultiAlternatives

    assert report.id is not None
    speech = Speech(report.lang)
    title = title_of(report.content, speech)
    mail = EmailMultiAlternatives(title, plain(report.content, speech))
    mail.extra_headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    mail.attach_alternative(home.renderer.mail(report.content, report.lang), "text/html")
    pdf = printed(home, report.id, PDF) or home.renderer.pdf(report.content, report.lang)
    mail.attach(file_name(report, PDF), pdf, "application/pdf")
    return mail


def file_name(report: Report, form: str) -> str:
    """Return what a report is called as a file, with its first and its last day."""
    content = report.content
    zone = ZoneInfo(content.zone)
    first, last = content.since.astimezone(zone), (content.until - timedelta(seconds=1)).astimezone(zone)
    return f"resonanz-{content.template}-{first:%Y-%m-%d}-{last:%Y-%m-%d}.{form}"

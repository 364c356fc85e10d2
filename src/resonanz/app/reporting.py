"""Making reports: asking for one, when they fall due, and the job that counts, renders and mails.

A schedule is moved on, its report and its job are noted in one change, so that one process alone asks. The job archives
what it counted before it renders, and renders before it mails: whatever fails, what was done stays, and a job that runs
again goes on behind it. What a reader would get wrong: whom a report is mailed to is settled when it is asked for, so
rendering an old one again mails it to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from resonanz.app.jobs import start
from resonanz.app.printing import discard, is_printed, print_out
from resonanz.app.progress import Progress
from resonanz.app.report_mails import send
from resonanz.core.errors import NotFound
from resonanz.core.policy import SYSTEM, Action, Actor, require
from resonanz.core.report import Every, Making, Report, ReportId, ScheduleId
from resonanz.measure.reporting.gathering import Ask, span_of
from resonanz.measure.reporting.timing import days_before, next_time
from resonanz.measure.reporting.words import Speech

if TYPE_CHECKING:
    from resonanz.app.house import House

JOB: Final = "report"
COUNTING: Final = "counting"
DRAWING: Final = "drawing"
MAILING: Final = "mailing"
_STEPS: Final = 3


def key(report: ReportId) -> str:
    """Return the key of the job that makes a report."""
    return f"{JOB}:{report}"


def ask(home: House, actor: Actor, wanted: Ask, lang: str) -> ReportId:
    """Ask that a report is made; raise NotAllowed, and InputRejected where its days make no sense."""
    require(actor, Action.EXPORT)
    return _ask(home, actor, _making(home, wanted, Speech(lang).lang))


def ask_for_reports(home: House) -> int:
    """Ask for the reports that are due; return how many."""
    from resonanz.store.relational.editing.recording import edit
    from resonanz.store.relational.editing.reports import advance
    from resonanz.store.relational.selectors.reports import due

    now, number = home.clock.now(), 0
    for schedule in due(now):
        assert schedule.id is not None
        then = next_time(schedule.every, schedule.hour, home.settings.time_zone, now)
        with edit():
            if advance(schedule.id, seen=schedule.next_at, next_at=then):
                first, last = days_before(schedule.every, schedule.next_at, home.settings.time_zone)
                wanted = asked(home, schedule.template, first, last)
                _ask(home, SYSTEM, _making(home, wanted, schedule.lang, schedule.id), schedule.recipients)
                number += 1
    return number


def again(home: House, actor: Actor, report: ReportId) -> None:
    """Ask once more for a report that could not be made, rendered or mailed."""
    require(actor, Action.EXPORT)
    start(JOB, {"report": report}, at=home.clock.now(), key=key(report))


def remove(home: House, actor: Actor, report: ReportId) -> None:
    """Remove a report from the archive, and its files."""
    from resonanz.store.relational.editing.reports import delete_report

    delete_report(actor, report, home.clock.now())
    discard(home, report)


def next_of(home: House, every: Every, hour: int) -> datetime:
    """Return when a report that is made that often, at that hour, is due next."""
    return next_time(every, hour, home.settings.time_zone, home.clock.now())


def asked(home: House, template: str, first: date, last: date) -> Ask:
    """Return the question for a report about this company, in its time zone."""
    from resonanz.store.relational.selectors.people import company

    return Ask(template=template, first=first, last=last, zone=home.settings.time_zone, company=company().name)


def work(home: House, arguments: Mapping[str, Any], progress: Progress) -> str:
    """Make a report; a work of `app.works`."""
    number = ReportId(int(arguments["report"]))
    try:
        report = _counted(home, number, progress)
    except NotFound:
        return "It was removed meanwhile."
    if not is_printed(home, number):
        progress.say(1, _STEPS, DRAWING)
        print_out(home, report)
    progress.say(2, _STEPS, MAILING)
    sent = send(home, report)
    return f"Sent to {sent}."


def _ask(home: House, actor: Actor, making: Making, recipients: tuple[str, ...] = ()) -> ReportId:
    from resonanz.store.relational.editing.recording import edit
    from resonanz.store.relational.editing.reports import ask_report

    with edit():
        number = ask_report(actor, making, recipients)
        start(JOB, {"report": number}, at=home.clock.now(), key=key(number))
    return number


def _making(home: House, wanted: Ask, lang: str, schedule: ScheduleId | None = None) -> Making:
    span = span_of(wanted)
    return Making(
        template=wanted.template,
        lang=lang,
        since=span.since,
        until=span.until,
        asked_at=home.clock.now(),
        schedule=schedule,
    )


def _counted(home: House, number: ReportId, progress: Progress) -> Report:
    from resonanz.store.relational.editing.reports import fill_report
    from resonanz.store.relational.selectors import reports as stored

    making = stored.making(number)
    if making is not None:
        progress.say(0, _STEPS, COUNTING)
        first, last = local_days(making.since, making.until, home.settings.time_zone)
        fill_report(number, home.gatherer.gather(asked(home, making.template, first, last)))
    return stored.report(number)


def local_days(since: datetime, until: datetime, zone: str) -> tuple[date, date]:
    """Return the first and the last day of a zone from one of its midnights to another."""
    first, last = since.astimezone(ZoneInfo(zone)), (until - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    return first.date(), last.date()

"""Reports: the archive, asking for one, how far it is, and one with its figures or as a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.tokens import actor
from resonanz.app import reporting
from resonanz.app.printing import printed
from resonanz.app.report_mails import file_name
from resonanz.app.wiring import house
from resonanz.core.policy import Action
from resonanz.core.report import Report, ReportId
from resonanz.store.relational.selectors import reports as stored
from resonanz.store.relational.selectors.trail import newest_jobs

router = Router()

_TYPES: Final = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}


class ReportIn(Schema):
    """Ask for a report: both days are included, of the installation's time zone."""

    template: str = "management"
    first: date
    last: date
    lang: Literal["de", "en"] = "de"


class ReportOut(Schema):
    """A report in the archive; `seq` says up to which entry the archive was counted."""

    id: int
    template: str
    lang: str
    since: datetime
    until: datetime
    made_at: datetime
    seq: int
    version: str

    @staticmethod
    def of(report: Report) -> ReportOut:
        """Return a report as the API says it."""
        content = report.content
        told = {name: getattr(content, name) for name in ("template", "since", "until", "made_at", "seq", "version")}
        return ReportOut(id=report.id or 0, lang=report.lang, **told)


class WorkOut(Schema):
    """How far a report is: its job counts, renders and mails it."""

    id: int
    """Of the report."""
    state: str
    """none, waiting, running, done or failed."""
    made: bool
    """Whether `/reports/{report}` has it."""
    trouble: str
    """Why it did not work, or is tried again."""
    look_at: str
    """Where this is asked again."""


class ValueOut(Schema):
    """A value with its 95 % interval; null where there was nothing to compute it from."""

    value: float | None
    low: float | None
    high: float | None
    numerator: float
    denominator: float | None
    undecided: int


class LineOut(Schema):
    """A figure with its definition, now and in the period before."""

    name: str
    section: str
    unit: str
    now: ValueOut
    before: ValueOut
    title: str
    formula: str
    numerator: str
    denominator: str
    gaps: str


class DecisionOut(Schema):
    """Something that waited for a decision."""

    kind: str
    number: int
    since: datetime | None
    page: str


class WholeReportOut(ReportOut):
    """A report with what it says."""

    lines: list[LineOut]
    decisions: list[DecisionOut]


@router.get("", response=Page[ReportOut], summary="Reports, the latest first")
def reports(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> Page[ReportOut]:
    """Return a page of the archive."""
    actor(request)
    rows = stored.reports(after=cursor or None, limit=max(1, min(limit, LARGEST_PAGE)))
    return Page[ReportOut](items=[ReportOut.of(row) for row in rows.items], next=rows.next)


@router.post("", response={202: WorkOut}, summary="Ask for a report")
def make(request: HttpRequest, wanted: ReportIn) -> Status[WorkOut]:
    """Have a report counted, archived and rendered in the background; `look_at` says how far it is."""
    who = actor(request, Action.EXPORT)
    ask = reporting.asked(house(), wanted.template, wanted.first, wanted.last)
    return Status(202, _work(reporting.ask(house(), who, ask, wanted.lang)))


@router.get("/{int:report}/work", response=WorkOut, summary="How far a report is")
def see_work(request: HttpRequest, report: int) -> WorkOut:
    """Return how far the job is that makes a report."""
    actor(request)
    return _work(ReportId(report))


def _work(report: ReportId) -> WorkOut:
    making, key = stored.making(report), reporting.key(report)
    job = newest_jobs([key]).get(key)
    return WorkOut(
        id=report,
        state="none" if job is None else job.state,
        made=making is None,
        trouble="" if job is None else job.trouble,
        look_at=f"/api/v1/reports/{report}/work",
    )


@router.get("/{int:report}", response=WholeReportOut, summary="A report with its figures")
def one(request: HttpRequest, report: int) -> WholeReportOut:
    """Return one report."""
    actor(request)
    found = stored.report(ReportId(report))
    return WholeReportOut(
        **ReportOut.of(found).model_dump(),
        lines=[LineOut.model_validate(line, from_attributes=True) for line in found.content.lines],
        decisions=[DecisionOut.model_validate(each, from_attributes=True) for each in found.content.decisions],
    )


@router.get("/{int:report}/file", response={200: bytes, 202: WorkOut}, summary="A report as PDF or HTML")
def file(request: HttpRequest, report: int, form: Literal["pdf", "html"] = "pdf") -> HttpResponse | Status[WorkOut]:
    """Return the document, the same bytes every time; 202 while it is being rendered."""
    who = actor(request, Action.EXPORT)
    found = stored.report(ReportId(report))
    body = printed(house(), ReportId(report), form)
    if body is None:
        reporting.again(house(), who, ReportId(report))
        return Status(202, _work(ReportId(report)))
    answer = HttpResponse(body, content_type=_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found, form)}"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    return answer

"""Reports: the archive, making one, and one with its figures or as a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.tokens import actor
from resonanz.app.reporting import asked, file_name
from resonanz.app.wiring import house
from resonanz.core.policy import Action, require
from resonanz.core.report import Report, ReportId
from resonanz.measure.reporting.gathering import span_of
from resonanz.store.relational.editing.reports import keep_report
from resonanz.store.relational.selectors import reports as stored

router = Router()


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


@router.post("", response={201: ReportOut}, summary="Make a report")
def make(request: HttpRequest, wanted: ReportIn) -> Status[ReportOut]:
    """Count a report and archive it."""
    who = actor(request)
    require(who, Action.EXPORT)
    ask = asked(house(), wanted.template, wanted.first, wanted.last)
    span_of(ask)
    made = keep_report(who, Report(lang=wanted.lang, content=house().gatherer.gather(ask)), house().clock.now())
    return Status(201, ReportOut.of(made))


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


@router.get("/{int:report}/file", response={200: bytes}, summary="A report as PDF or HTML")
def file(request: HttpRequest, report: int, form: Literal["pdf", "html"] = "pdf") -> HttpResponse:
    """Return the document; the same bytes every time."""
    require(actor(request), Action.EXPORT)
    found = stored.report(ReportId(report))
    renderer = house().renderer
    if form == "pdf":
        answer = HttpResponse(renderer.pdf(found.content, found.lang), content_type="application/pdf")
    else:
        answer = HttpResponse(renderer.html(found.content, found.lang), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found, form)}"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    return answer

"""The management page, the archive of reports, and when reports are made by themselves.

The management page is a report that is counted when it is opened, of the days until yesterday; a report is the same
page as it was then. So what is read in a meeting and what lies in the archive never differ in how it was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.reporting import asked, file_name, next_of
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.policy import Action
from resonanz.core.report import Content, Every, Report, ReportId, ScheduleId
from resonanz.measure.reporting.document import period
from resonanz.measure.reporting.gathering import span_of
from resonanz.measure.reporting.sheet import sheet
from resonanz.measure.reporting.templates import TEMPLATES
from resonanz.measure.reporting.words import Speech, told
from resonanz.store.relational.editing import reports as editing
from resonanz.store.relational.selectors import reports as stored
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.desks import now
from resonanz.web.fields import Lines, OpenForm
from resonanz.web.report_charts import chart_of
from resonanz.web.trouble import rejections_at

PERIODS: Final = (7, 28, 91)
"""Days that the management page can speak of."""
FRESH: Final = 60
"""Seconds that the figures of the management page may be old."""
_TYPES: Final = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "csv": "text/csv; charset=utf-8"}


@page()
def management(request: HttpRequest) -> HttpResponse:
    """Show what a managing director wants to know."""
    given = request.GET.get("days", "")
    days = int(given) if given in {str(one) for one in PERIODS} else 28
    content = _fresh(days)
    choices = [{"days": one, "url": link(reverse("management"), days=one), "current": one == days} for one in PERIODS]
    return render(request, "pages/report.html", {**_shown(content), "choices": choices, "title": _("Management")})


def _fresh(days: int) -> Content:
    """Return the figures of the days until yesterday, at most a minute old."""
    last = timezone.localdate(now()) - timedelta(days=1)
    key = f"management:{days}:{last}"
    found = cast("Content | None", cache.get(key))
    if found is None:
        found = house().gatherer.gather(asked(house(), "management", last - timedelta(days=days - 1), last))
        cache.set(key, found, FRESH)
    return found


def _shown(content: Content) -> dict[str, Any]:
    """Return a report as its page shows it, in the reader's language."""
    speech = Speech((translation.get_language() or "en")[:2])
    sections = [
        {
            "name": section.value,
            "title": speech.word("section", section.value),
            "lines": [{"told": told(line, speech), "means": speech.definition(line)} for line in lines],
        }
        for section, lines in groupby(content.lines, key=lambda line: line.section)
    ]
    decisions = [
        {"words": speech.word("decision", one.kind), "number": one.number, "since": one.since, "page": one.page}
        for one in content.decisions
    ]
    return {
        "content": content,
        "sections": sections,
        "decisions": decisions,
        "charts": [chart_of(drawing, content, speech) for drawing in content.drawings],
        "period": period(content, speech),
        "kind": speech.word("template", content.template),
        "notes": (speech.word("said", "compared"), speech.word("said", "intervals")),
    }


class MakeForm(OpenForm):
    """Take which report is made by hand."""

    template = forms.ChoiceField(label=lazy("Report"))
    first = forms.DateField(label=lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label=lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    lang = forms.ChoiceField(label=lazy("Language"), choices=[("de", "Deutsch"), ("en", "English")])

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the templates."""
        return {"template": _templates()}


def _templates() -> list[tuple[str, str]]:
    speech = Speech((translation.get_language() or "en")[:2])
    return [(name, speech.word("template", name)) for name in TEMPLATES]


@page(writes=Action.EXPORT, methods=("GET", "POST"))
def reports(request: HttpRequest) -> HttpResponse:
    """List the reports and schedules; make one by hand."""
    last = timezone.localdate(now()) - timedelta(days=1)
    language = (translation.get_language() or "en")[:2]
    initial = {"template": "management", "first": last - timedelta(days=27), "last": last, "lang": language}
    form = MakeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            return redirect("report", _made(request, form.cleaned_data).id)
    after = request.GET.get("after") or None
    rows = stored.reports(after=after)
    speech = Speech(language)
    path = reverse("reports")
    context = {
        "form": form,
        "rows": [_row(one, speech) for one in rows.items],
        "schedules": stored.schedules(),
        "next": link(path, after=rows.next) if rows.next else "",
        "first": path if after else "",
    }
    return render(request, "pages/reports.html", context, status=400 if form.errors else 200)


def _row(report: Report, speech: Speech) -> dict[str, Any]:
    content = report.content
    return {"report": report, "kind": speech.word("template", content.template), "period": period(content, speech)}


def _made(request: HttpRequest, said: Mapping[str, Any]) -> Report:
    first, last = cast("date", said["first"]), cast("date", said["last"])
    ask = asked(house(), said["template"], first, last)
    try:
        span_of(ask)
    except InputRejected as trouble:
        raise InputRejected(str(trouble.args[0]), place={"to": "last", "from": "first"}[trouble.place]) from None
    report = Report(lang=said["lang"], content=house().gatherer.gather(ask))
    return editing.keep_report(actor(request), report, now())


@page()
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Show a report as it was made."""
    found = stored.report(ReportId(number))
    return render(request, "pages/report.html", {**_shown(found.content), "report": found})


@page(Action.EXPORT)
def report_file(request: HttpRequest, number: int, form: str) -> HttpResponse:  # noqa: ARG001  the door reads it
    """Hand over a report as PDF, HTML or CSV; the same bytes every time."""
    found = stored.report(ReportId(number))
    return _file(found, form)


def _file(found: Report, form: str) -> HttpResponse:
    renderer = house().renderer
    match form:
        case "pdf":
            body: bytes = renderer.pdf(found.content, found.lang)
        case "html":
            body = renderer.html(found.content, found.lang).encode()
        case "csv":
            body = sheet(found.content, Speech(found.lang))
        case _:
            raise NotFound("There is no such form of a report.")
    answer = HttpResponse(body, content_type=_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found, form)}"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@page(Action.MANAGE_SETTINGS, methods=("POST",))
def report_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a report."""
    editing.delete_report(actor(request), ReportId(number), now())
    messages.success(request, _("The report is removed."))
    return redirect("reports")


class ScheduleForm(OpenForm):
    """Take when a report is made by itself."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    template = forms.ChoiceField(label=lazy("Report"))
    every = forms.ChoiceField(label=lazy("How often"))
    hour = forms.IntegerField(
        label=lazy("Hour"), min_value=0, max_value=23, help_text=lazy("By the company's clock, 0 to 23.")
    )
    lang = forms.ChoiceField(label=lazy("Language"), choices=[("de", "Deutsch"), ("en", "English")])
    recipients = Lines(label=lazy("Is mailed to"), required=False, help_text=lazy("One address a line."))
    enabled = forms.BooleanField(label=lazy("Switched on"), required=False, initial=True)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return the templates and rhythms."""
        every = [
            (Every.WEEK.value, _("on Mondays, about the week before")),
            (Every.MONTH.value, _("on the first, about the month before")),
        ]
        return {"template": _templates(), "every": every}

    def wanted(self) -> editing.Wanted:
        """Return what was entered."""
        return editing.Wanted(**self.cleaned_data)


@page(Action.MANAGE_SETTINGS, methods=("GET", "POST"))
def schedule_new(request: HttpRequest) -> HttpResponse:
    """Add a schedule."""
    language = (translation.get_language() or "en")[:2]
    return _schedule(request, None, {"template": "management", "every": "week", "hour": 7, "lang": language})


@page(Action.MANAGE_SETTINGS, methods=("GET", "POST"))
def schedule_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a schedule."""
    found = stored.schedule(ScheduleId(number))
    names = ("name", "template", "hour", "lang", "recipients", "enabled")
    return _schedule(request, found.id, {name: getattr(found, name) for name in names} | {"every": found.every.value})


def _schedule(request: HttpRequest, number: ScheduleId | None, initial: dict[str, Any]) -> HttpResponse:
    form = ScheduleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            _kept(request, number, form.wanted())
            messages.success(request, _("Kept."))
            return redirect("reports")
    context = {"form": form, "number": number, "name": initial.get("name", "")}
    return render(request, "pages/report_schedule.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, number: ScheduleId | None, wanted: editing.Wanted) -> None:
    def due(every: Every, hour: int) -> Any:  # noqa: ANN401
        return next_of(house(), every, hour)

    if number is None:
        editing.create_schedule(actor(request), wanted, templates=list(TEMPLATES), due=due, at=now())
    else:
        editing.update_schedule(actor(request), number, wanted, templates=list(TEMPLATES), due=due, at=now())


@page(Action.MANAGE_SETTINGS, methods=("POST",))
def schedule_remove(request: HttpRequest, number: int) -> HttpResponse:
    """End a schedule."""
    editing.delete_schedule(actor(request), ScheduleId(number), now())
    messages.success(request, _("The schedule is ended; what it made stays."))
    return redirect("reports")

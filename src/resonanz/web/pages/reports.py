"""The management page, the archive of reports, and when reports are made by themselves.

The management page is a report that is counted when it is opened, of the days until yesterday; a report is the same
page as it was then. So what is read in a meeting and what lies in the archive never differ in how it was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

from resonanz.app import reporting
from resonanz.app.printing import FORMS, is_printed, printed
from resonanz.app.report_mails import file_name
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.policy import Action
from resonanz.core.report import Content, Every, Making, Report, ReportId, ScheduleId
from resonanz.measure.reporting.document import days, period
from resonanz.measure.reporting.sheet import sheet
from resonanz.measure.reporting.templates import TEMPLATES
from resonanz.measure.reporting.words import Speech, told
from resonanz.store.relational.editing import reports as editing
from resonanz.store.relational.selectors import reports as stored
from resonanz.store.relational.selectors.trail import newest_jobs
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.desks import now
from resonanz.web.fields import Lines, OpenForm
from resonanz.web.making import Work, work_of
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
    length = int(given) if given in {str(one) for one in PERIODS} else 28
    last = timezone.localdate(now()) - timedelta(days=1)
    first = last - timedelta(days=length - 1)
    choices = [{"days": one, "url": link(reverse("management"), days=one), "current": one == length} for one in PERIODS]
    keeping = {"template": "management", "first": first.isoformat(), "last": last.isoformat(), "lang": _language()}
    context = {"choices": choices, "title": _("Management"), "keeping": keeping}
    return render(request, "pages/report.html", {**_shown(_fresh(first, last)), **context})


def _fresh(first: date, last: date) -> Content:
    """Return the figures of these days, at most a minute old."""
    key = f"management:{first}:{last}"
    found = cast("Content | None", cache.get(key))
    if found is None:
        found = house().gatherer.gather(reporting.asked(house(), "management", first, last))
        cache.set(key, found, FRESH)
    return found


def _language() -> str:
    return (translation.get_language() or "en")[:2]


def _shown(content: Content) -> dict[str, Any]:
    """Return a report as its page shows it, in the reader's language."""
    speech = Speech(_language())
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
    speech = Speech(_language())
    return [(name, speech.word("template", name)) for name in TEMPLATES]


@page(writes=Action.EXPORT, methods=("GET", "POST"))
def reports(request: HttpRequest) -> HttpResponse:
    """List the reports and schedules; make one by hand."""
    last = timezone.localdate(now()) - timedelta(days=1)
    initial = {"template": "management", "first": last - timedelta(days=27), "last": last, "lang": _language()}
    form = MakeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            return redirect("report", _asked(request, form.cleaned_data))
    after = request.GET.get("after") or None
    rows = stored.reports(after=after)
    speech = Speech(_language())
    path = reverse("reports")
    context = {
        "form": form,
        "making": [] if after else _unmade(stored.being_made(), speech),
        "rows": [_row(one, speech) for one in rows.items],
        "schedules": stored.schedules(),
        "next": link(path, after=rows.next) if rows.next else "",
        "first": path if after else "",
    }
    return render(request, "pages/reports.html", context, status=400 if form.errors else 200)


def _row(report: Report, speech: Speech) -> dict[str, Any]:
    content = report.content
    return {"report": report, "kind": speech.word("template", content.template), "period": period(content, speech)}


def _unmade(rows: Sequence[Making], speech: Speech) -> list[dict[str, Any]]:
    """Return reports that are not made yet, with how far they are."""
    numbers = [one.id for one in rows if one.id is not None]
    works, zone = _works(numbers), house().settings.time_zone
    return [
        {
            "id": number,
            "kind": speech.word("template", one.template),
            "period": days(one.since, one.until, zone, speech),
            "asked_at": one.asked_at,
            "by_itself": one.schedule is not None,
            "work": works[number],
        }
        for number, one in zip(numbers, rows, strict=True)
    ]


def _works(numbers: Sequence[ReportId]) -> Mapping[ReportId, Work]:
    """Return how far the jobs are that make reports, render and mail them."""
    steps = {
        reporting.COUNTING: _("Being counted"),
        reporting.DRAWING: _("Being drawn"),
        reporting.MAILING: _("Being mailed"),
    }
    jobs = newest_jobs([reporting.key(one) for one in numbers])
    return {
        one: work_of(
            jobs.get(reporting.key(one)),
            reverse("report_work", args=[one]),
            again=reverse("report_again", args=[one]),
            steps=steps,
        )
        for one in numbers
    }


def _asked(request: HttpRequest, said: Mapping[str, Any]) -> ReportId:
    wanted = reporting.asked(house(), said["template"], said["first"], said["last"])
    try:
        return reporting.ask(house(), actor(request), wanted, said["lang"])
    except InputRejected as trouble:
        raise InputRejected(str(trouble.args[0]), place={"to": "last", "from": "first"}[trouble.place]) from None


@page()
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Show a report as it was made, or how far it is."""
    which, speech = ReportId(number), Speech(_language())
    making = stored.making(which)
    if making is not None:
        return render(request, "pages/report_making.html", {"making": _unmade([making], speech)[0]})
    found = stored.report(which)
    context = {"report": found, "ready": is_printed(house(), which), "work": _works([which])[which]}
    context["mails"] = stored.mails(which)
    return render(request, "pages/report.html", {**_shown(found.content), **context})


@page()
def report_work(request: HttpRequest, number: int) -> HttpResponse:
    """Say how far a report is; when there is more to see, the page that asked shows itself anew."""
    which = ReportId(number)
    stored.making(which)
    work = _works([which])[which]
    answer = render(request, "parts/work.html", {"work": work})
    if not work.is_alive:
        answer["HX-Refresh"] = "true"
    return answer


@page(Action.EXPORT, methods=("POST",))
def report_again(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once more for what did not end well."""
    which = ReportId(number)
    stored.making(which)
    reporting.again(house(), actor(request), which)
    return redirect("report", which)


@page(Action.EXPORT)
def report_file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """Hand over a report as PDF, HTML or CSV, the same bytes every time; where it is not rendered yet, ask for that."""
    found = stored.report(ReportId(number))
    if form == "csv":
        return _file(found, form, sheet(found.content, Speech(found.lang)))
    if form not in FORMS:
        raise NotFound("There is no such form of a report.")
    body = printed(house(), ReportId(number), form)
    if body is None:
        reporting.again(house(), actor(request), ReportId(number))
        return redirect("report", number)
    return _file(found, form, body)


def _file(found: Report, form: str, body: bytes) -> HttpResponse:
    answer = HttpResponse(body, content_type=_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found, form)}"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@page(Action.MANAGE_SETTINGS, methods=("POST",))
def report_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a report."""
    reporting.remove(house(), actor(request), ReportId(number))
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
    return _schedule(request, None, {"template": "management", "every": "week", "hour": 7, "lang": _language()})


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
        return reporting.next_of(house(), every, hour)

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

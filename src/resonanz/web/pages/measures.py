"""Metrics: all over a time, one with its days, its parts and its definition, and notes on what happened when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.deadline import DeadlineKind, name_of
from resonanz.core.errors import InputRejected
from resonanz.core.metric import Metric, ReadFrom, Span, Unit
from resonanz.core.policy import Action
from resonanz.core.search import By, Filter
from resonanz.measure.comparing import OF_CASES, SEGMENTS, Segment, difference, segments
from resonanz.measure.definitions import definition
from resonanz.measure.examples import EXAMPLES
from resonanz.store.relational.editing import seriousness as editing
from resonanz.store.relational.selectors import counted_cases
from resonanz.store.relational.selectors import seriousness as stored
from resonanz.web import desks, due, figures, periods, words
from resonanz.web.access import actor, may, page
from resonanz.web.asking import asked
from resonanz.web.desks import now
from resonanz.web.measure_charts import daily_chart
from resonanz.web.trouble import rejections_at

FRESH: Final = 20
"""Seconds that the figures of the list may be old."""


class NoteForm(forms.Form):
    """Take what happened on a day."""

    day = forms.DateField(label=lazy("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    text = forms.CharField(label=lazy("What happened"), max_length=200)


@page()
def measures(request: HttpRequest) -> HttpResponse:
    """List every metric with its value over a time, against the time before."""
    period = periods.chosen(request)
    return render(
        request,
        "pages/measures.html",
        {"groups": _overview(period), "period": period, "periods": periods.options(period, reverse("measures"))},
    )


def _overview(period: str) -> Sequence[Mapping[str, Any]]:
    key = f"measures:{period}:{timezone.get_current_timezone_name()}"
    found: Sequence[tuple[str, Any, Any]] | None = cache.get(key)
    if found is None:
        span, reader = periods.span_of(period), house().measures
        found = [
            (one.name, _read(Metric(name=one.name), span), _read(Metric(name=one.name), span.before()))
            for one in reader.definitions()
            if one.name != "share"
        ]
        cache.set(key, found, FRESH)
    rows: dict[ReadFrom, list[Mapping[str, Any]]] = {}
    for name, value, before in found:
        defined = figures.defined(name)
        row: dict[str, Any] = {"name": name, "title": defined.title}
        row["refused"] = value if isinstance(value, str) else ""
        if not isinstance(value, str):
            moved = None if isinstance(before, str) else difference(value, before)
            row |= {
                "shown": figures.shown(value),
                "moved": figures.told_difference(moved, defined.unit),
                "tone": _tone(moved.is_sure, moved.value, better=defined.higher_is_better) if moved else "",
            }
        rows.setdefault(defined.source, []).append(row)
    titles = {ReadFrom.ARCHIVE: _("What the market says"), ReadFrom.CASES: _("How we answer")}
    other = _("What we change and learn")
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for source, each in rows.items():
        grouped.setdefault(titles.get(source, other), []).extend(each)
    return [{"title": title, "rows": each} for title, each in grouped.items()]


def _read(metric: Metric, span: Span) -> Any:  # noqa: ANN401  a figure, or why there is none
    try:
        return house().measures.figure(metric, span)
    except InputRejected as refused:
        return str(refused.args[0])


def _tone(sure: bool | None, value: float, *, better: bool | None) -> str:
    """Return whether a change is good or bad; empty where that is not sure, or neither."""
    if not sure or better is None:
        return ""
    return "good" if (value > 0) == better else "bad"


@page(writes=Action.LABEL, methods=("GET", "POST"))
def measure(request: HttpRequest, name: str) -> HttpResponse:
    """Show one metric; whoever works here writes down what happened on a day."""
    defined, period = figures.defined(name), periods.chosen(request)
    form = NoteForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            editing.add_note(actor(request), form.cleaned_data["day"], form.cleaned_data["text"], now())
            messages.success(request, _("It is shown in every chart of that day."))
            return redirect(request.get_full_path())
    metric = _metric(request, name)
    span, reader = periods.span_of(period), house().measures
    value, before = reader.figure(metric, span), reader.figure(metric, span.before())
    moved = difference(value, before)
    by = _segment(request, name)
    path = reverse("measure", args=[name])
    kept = {key: one for key in ("channel", "lang", "department", "segment") if (one := request.GET.get(key, ""))}
    return render(
        request,
        "pages/measure.html",
        {
            "defined": defined,
            "example": EXAMPLES[name],
            "shown": figures.shown(value),
            "before": figures.shown(before),
            "moved": figures.told_difference(moved, defined.unit),
            "surely": moved.is_sure if moved else None,
            "details": [(key, _detail(key, one, defined.unit)) for key, one in value.details.items()],
            "links": figures.links(metric, reader.parts(metric), span),
            "chart": daily_chart(f"measure-{name}", metric, span, value) if defined.by_day else None,
            "axis": figures.axis(defined.unit),
            "segments": [_row(one, span) for one in _segments(metric, span, by)] if by else [],
            "by": by,
            "filters": _filters(request, name),
            "period": period,
            "periods": periods.options(period, path, **kept),
            "form": form,
            "writes": may(request, Action.LABEL),
            "notes": _notes(span),
        },
        status=400 if form.errors else 200,
    )


@page()
def measure_cases(request: HttpRequest, name: str) -> HttpResponse:
    """List the cases that a figure counts, one line for each."""
    defined, given = figures.defined(name), asked(request.GET, now())
    usual, part = periods.span_of(periods.USUAL), request.GET.get("part", "cases")
    span = Span(since=given.filter.since or usual.since, until=given.filter.until or usual.until)
    only = _of_cases(given.filter)
    number, rows = counted_cases.counted(name, part, span, only, after=request.GET.get("after") or None)
    here = figures.cases_link(Metric(name=name, filter=only), part, span)
    return render(
        request,
        "pages/measure_cases.html",
        {
            "defined": defined,
            "part": words.word(part, "counted") if part != "cases" else "",
            "span": span,
            "total": number,
            "rows": [(row, _kind(row.kind), figures.told(row.used, Unit.SECONDS)) for row in rows.items],
            "waits": definition(name).unit is Unit.SECONDS or name == "attainment",
            "next": f"{here}&{urlencode({'after': rows.next})}" if rows.next else "",
            "first": here if request.GET.get("after") else "",
        },
    )


def _kind(kind: str) -> str:
    """Return what a deadline is called; empty for none."""
    return name_of(DeadlineKind(kind), due.lang()) if kind else ""


@page(writes=Action.LABEL, methods=("POST",))
def note_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a note."""
    editing.drop_note(actor(request), number, now())
    messages.success(request, _("The note is gone."))
    return redirect("measures")


def _metric(request: HttpRequest, name: str) -> Metric:
    found = asked(request.GET, now()).filter
    if definition(name).source is not ReadFrom.ARCHIVE:
        found = _of_cases(found)
    part = None
    if name == "share":
        part = Filter(query=request.GET.get("part", "").strip())
    return Metric(name=name, filter=found, part=part)


def _of_cases(found: Filter) -> Filter:
    """Return of a filter what measures of cases know."""
    return Filter(channels=found.channels, langs=found.langs, departments=found.departments, kinds=found.kinds)


def _filters(request: HttpRequest, name: str) -> list[Mapping[str, Any]]:
    given = request.GET
    anything = [("", _("all"))]
    departments = [(str(one), title) for one, title in desks.names()["departments"].items()]
    by = [(one.value, word) for one, word in _segment_words(name).items()]
    return [
        desks.select("channel", _("Channel"), given.get("channel", ""), [*anything, *desks.channel_options()]),
        desks.select("lang", _("Language"), given.get("lang", ""), [*anything, *desks.options("lang", desks.LANGS)]),
        desks.select("department", _("Department"), given.get("department", ""), [*anything, *departments]),
        desks.select("segment", _("Compare by"), given.get("segment", ""), [("", _("nothing")), *by]),
    ]


def _segment_words(name: str) -> Mapping[By, str]:
    said = {
        By.CHANNEL: _("Channel"),
        By.SOURCE: _("Source"),
        By.LANG: _("Language"),
        By.KIND: _("Kind"),
        By.SENTIMENT: _("Sentiment"),
        By.DEPARTMENT: _("Department"),
        By.QUERY: _("Query"),
        By.TOPIC: _("Topic"),
    }
    source = definition(name).source
    usable = SEGMENTS if source is ReadFrom.ARCHIVE else OF_CASES if source is ReadFrom.CASES else ()
    return {by: word for by, word in said.items() if by in usable}


def _segment(request: HttpRequest, name: str) -> By | None:
    given = request.GET.get("segment", "")
    return next((by for by in _segment_words(name) if by.value == given), None)


def _segments(metric: Metric, span: Span, by: By) -> Sequence[tuple[str, Segment]]:
    found = segments(house().archive, house().measures, metric, span, by)
    named = {By.DEPARTMENT: "departments", By.QUERY: "queries", By.TOPIC: "topics"}
    if by in named:
        known = desks.names()[named[by]]
        return [(known.get(one.key, _("(removed since)")), one) for one in found]
    group = {By.CHANNEL: "channel", By.LANG: "lang", By.KIND: "kind", By.SENTIMENT: "sentiment"}.get(by)
    return [(words.word(one.key, group) if group else str(one.key), one) for one in found]


def _row(named: tuple[str, Segment], span: Span) -> Mapping[str, Any]:
    name, one = named
    parts = house().measures.parts(one.metric)
    url = next(iter(figures.links(one.metric, parts, span).values()), "")
    return {"name": name, "shown": figures.shown(one.figure), "url": url}


def _detail(key: str, value: float, unit: Unit) -> str:
    if unit is Unit.SECONDS:
        return figures.told(value, unit)
    return figures.told(value, Unit.SHARE) if key.startswith(("share", "of_")) else figures.told(value, Unit.ACTIONS)


def _notes(span: Span) -> Sequence[stored.Note]:
    return stored.notes(timezone.localtime(span.since).date(), timezone.localtime(span.until).date())

"""Initiatives: what runs, what is an idea, the register of tries, what they taught, and how well is forecast."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.errors import NotFound
from resonanz.core.ids import InitiativeId
from resonanz.core.initiative import Outcome, Sort
from resonanz.core.policy import Action, require
from resonanz.measure.definitions import definition
from resonanz.store.relational.selectors import initiatives as stored
from resonanz.web import desks, narrowed
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.initiative_forms import InitiativeForm, filled_in
from resonanz.web.trouble import rejections_at

ASKED: Final = ("view", "q", "kind", "outcome", "department", "metric", "year")


@page()
def initiatives(request: HttpRequest) -> HttpResponse:
    """List initiatives: what runs, ideas, or the register of tries."""
    looked = narrowed.initiatives(request.GET)
    view = looked.view
    rows = stored.initiatives(looked, after=request.GET.get("after") or None)
    given = {name: request.GET.get(name, "") for name in ASKED} | {"view": view}
    here = reverse("initiatives")
    return render(
        request,
        "pages/initiatives.html",
        {
            "rows": rows.items,
            "view": view,
            "given": given,
            "taken": link("", **given),
            "views": [(name, title, link(here, view=name)) for name, title in _views()],
            "filters": _filters(given),
            "filtered": any(given[name] for name in ASKED if name != "view"),
            "next": link(here, **given, after=rows.next) if rows.next else "",
            "first": link(here, **given) if request.GET.get("after") else "",
            "tries": may(request, Action.TRY),
        },
    )


def _views() -> list[tuple[str, str]]:
    return list(zip(narrowed.VIEWS, (_("Under way"), _("Ideas"), _("Register of tries")), strict=True))


def _filters(given: dict[str, str]) -> list[Any]:
    found = [
        desks.select("kind", _("Kind"), given["kind"], [("", _("all kinds")), *desks.options("try_sort", list(Sort))])
    ]
    if given["view"] == "register":
        came = desks.options("try", [*Outcome, "stopped"])
        found.append(desks.select("outcome", _("What came of it"), given["outcome"], [("", _("everything")), *came]))
        years = [(str(year), str(year)) for year in stored.years()]
        found.append(desks.select("year", _("Year"), given["year"], [("", _("all years")), *years]))
    rooms = [("", _("all departments")), *desks.names()["departments"].items()]
    found.append(desks.select("department", _("Department"), given["department"], rooms))
    metrics = [(name, metric_title(name)) for name in stored.used_metrics()]
    found.append(desks.select("metric", _("Metric"), given["metric"], [("", _("all metrics")), *metrics]))
    return found


def metric_title(name: str) -> str:
    """Return what a metric is called; a file's series is no metric of ours."""
    try:
        return definition(name, (get_language() or "en")[:2]).title
    except NotFound:
        return _("series from a file") if name == "file" else name


@page(Action.TRY, methods=("GET", "POST"))
def initiative_new(request: HttpRequest) -> HttpResponse:
    """Note an idea."""
    beginning = {"currency": "EUR", "kill_days": 3, "owner": actor(request).id, "title": request.GET.get("title", "")}
    form = InitiativeForm(request.POST or None, who=actor(request), initial=beginning)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            made = house().initiative_desk.note(actor(request), form.wanted())
            messages.success(request, _("Noted. Its page says what is missing for a start."))
            return redirect("initiative", made.id)
    return _form(request, form, None)


@page(Action.TRY, methods=("GET", "POST"))
def initiative_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change an initiative before its start."""
    found = house().initiatives.load(InitiativeId(number))
    require(actor(request), Action.TRY, found.department)
    form = InitiativeForm(request.POST or None, who=actor(request), initial=filled_in(found))
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            house().initiative_desk.change(actor(request), found.id, form.wanted())
            messages.success(request, _("Kept."))
            return redirect("initiative", found.id)
    return _form(request, form, found)


def _form(request: HttpRequest, form: InitiativeForm, found: Any) -> HttpResponse:  # noqa: ANN401  or None
    status = 400 if form.errors else 200
    counted = house().forecasts.number(found.id) if found else 0
    context = {"form": form, "initiative": found, "forecasts": counted}
    return render(request, "pages/initiative_form.html", context, status=status)


@page()
def forecasts(request: HttpRequest) -> HttpResponse:
    """Show how well the company and its departments forecast, and what went otherwise than most had thought."""
    desk = house().forecast_desk
    found = desk.calibrations(actor(request))
    names = desks.names()["departments"]
    rows = [(_("The whole company"), found.company)] if found.company else []
    rows += [(names.get(int(room), ""), one) for room, one in found.departments.items()]
    return render(
        request,
        "pages/calibration.html",
        {"rows": rows, "company": found.company, "surprises": desk.surprises(actor(request))},
    )


@page()
def learnings(request: HttpRequest) -> HttpResponse:
    """List what was learned, from initiatives and from incidents."""
    text = request.GET.get("q", "")[:200]
    rows = stored.learnings(text=text, after=request.GET.get("after") or None)
    here = reverse("learnings")
    context = {
        "rows": rows.items,
        "q": text,
        "next": link(here, q=text, after=rows.next) if rows.next else "",
        "first": link(here, q=text) if request.GET.get("after") else "",
    }
    return render(request, "pages/learnings.html", context)

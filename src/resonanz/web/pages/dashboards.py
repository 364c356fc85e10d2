"""Own dashboards: tiles of a metric each, looked at over one time, and arranged with buttons.

Arranging has a page of its own, so that looking is never one slip away from changing. After a button was pressed it has
the focus again: a tile travels as far as somebody presses Enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.dashboards import Reading, check_tile, readings
from resonanz.app.wiring import house
from resonanz.core.dashboard import MOST_TILES, Dashboard, Shape, Tile, added, moved, removed
from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId, QueryId
from resonanz.core.metric import Metric, Span
from resonanz.core.policy import Action
from resonanz.core.search import Filter
from resonanz.store.relational.editing import dashboards as editing
from resonanz.store.relational.selectors import dashboards as stored
from resonanz.web import desks, figures, given, periods, words
from resonanz.web.access import actor, page, person
from resonanz.web.asking import link
from resonanz.web.desks import now
from resonanz.web.fields import OpenForm
from resonanz.web.measure_charts import daily_chart
from resonanz.web.pages.tops import word_row
from resonanz.web.trouble import rejections_at

FRESH: Final = 30
"""Seconds that the figures of a dashboard may be old."""
_STEPS: Final = {"up": -1, "down": 1}


class NameForm(forms.Form):
    """Take what a dashboard is called, and who sees it."""

    name = forms.CharField(label=lazy("Name"), max_length=120)
    shared = forms.BooleanField(
        label=lazy("Shared"), required=False, help_text=lazy("Everybody may look at it; you alone arrange it.")
    )


class TileForm(OpenForm):
    """Take one tile."""

    metric = forms.ChoiceField(label=lazy("Measure"))
    shape = forms.ChoiceField(label=lazy("Shown as"))
    query = forms.ChoiceField(label=lazy("Query"), required=False)
    channel = forms.ChoiceField(label=lazy("Channel"), required=False)
    department = forms.ChoiceField(label=lazy("Department"), required=False)
    kind = forms.ChoiceField(label=lazy("Kind"), required=False)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return what can be measured, and over which part."""
        anything = ("", _("all"))
        names = [one.name for one in house().measures.definitions() if one.name != "share"]
        shapes = {Shape.NUMBER: _("number, against the time before"), Shape.LINE: _("line, day by day")}
        shapes[Shape.WORDS] = _("most frequent words (of the volume)")
        return {
            "metric": [(name, figures.defined(name).title) for name in names],
            "shape": [(shape.value, word) for shape, word in shapes.items()],
            "query": [anything, *desks.query_options(self.data.get("query", ""))],
            "channel": [anything, *desks.channel_options()],
            "department": [anything, *((str(one), name) for one, name in desks.names()["departments"].items())],
            "kind": [anything, *desks.options("kind")],
        }

    def tile(self) -> Tile:
        """Return what was entered."""
        said = self.cleaned_data
        return Tile(
            metric=Metric(
                name=said["metric"],
                filter=Filter(
                    queries=(QueryId(int(said["query"])),) if said["query"] else (),
                    channels=(said["channel"],) if said["channel"] else (),
                    departments=(DepartmentId(int(said["department"])),) if said["department"] else (),
                    kinds=(said["kind"],) if said["kind"] else (),
                ),
            ),
            shape=Shape(said["shape"]),
        )


@page(writes=Action.READ, methods=("GET", "POST"))
def dashboards(request: HttpRequest) -> HttpResponse:
    """List one's own dashboards and the shared ones; a new one is made here."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            said = form.cleaned_data
            made = editing.create_dashboard(actor(request), said["name"], now(), shared=said["shared"])
            return redirect("dashboard_arrange", made.id)
    after, path = request.GET.get("after") or None, reverse("dashboards")
    rows = stored.dashboards(person(request), after=after)
    context = {
        "rows": rows.items,
        "me": person(request),
        "form": form,
        "next": link(path, after=rows.next) if rows.next else "",
        "first": path if after else "",
    }
    return render(request, "pages/dashboards.html", context, status=400 if form.errors else 200)


@page()
def dashboard(request: HttpRequest, number: int) -> HttpResponse:
    """Show the tiles over a time: at once what is known, the others each by itself when it is counted."""
    found, period = stored.dashboard(person(request), number), periods.chosen(request)
    span, here = periods.span_of(period), reverse("dashboard", args=[number])
    known = _read(found.tiles, span, period) if request.GET.get("whole") else _known(found.tiles, period)
    return render(
        request,
        "pages/dashboard.html",
        {
            "dashboard": found,
            "own": found.owner == person(request),
            "tiles": [
                _shown(known[tile.key], span, period) if tile.key in known else _pending(number, tile, period)
                for tile in found.tiles
            ],
            "whole": link(here, period=period, whole="yes"),
            "period": period,
            "periods": periods.options(period, here),
        },
    )


@page()
def dashboard_tile(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Show one tile over a time."""
    found, period = stored.dashboard(person(request), number), periods.chosen(request)
    span = periods.span_of(period)
    tile = next((one for one in found.tiles if one.key == key), None)
    if tile is None:
        raise NotFound("This tile is no longer there.")
    context = {"one": _shown(_read([tile], span, period)[key], span, period)}
    return render(request, "parts/dashboard_tile.html", context)


def _pending(number: int, tile: Tile, period: str) -> Mapping[str, Any]:
    """Return a tile that is not counted yet, with where it is."""
    address = link(reverse("dashboard_tile", args=[number, tile.key]), period=period)
    return {"tile": tile, "title": _title(tile), "under": _under(tile.metric.filter), "pending": address}


@page(writes=Action.READ, methods=("GET", "POST"))
def dashboard_arrange(request: HttpRequest, number: int) -> HttpResponse:
    """Show the tiles as a list with buttons; a new one is added here."""
    found = _own(request, number)
    form = TileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            tile = form.tile()
            check_tile(house(), tile)
            editing.arrange(actor(request), number, lambda tiles: added(tiles, tile), now())
            return redirect("dashboard_arrange", number)
    return _arranging(request, found, form, NameForm(initial={"name": found.name, "shared": found.shared}))


@page(Action.READ, methods=("POST",))
def dashboard_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Move or remove a tile, name the dashboard, or remove it."""
    who = actor(request)
    if action == "name":
        return _name(request, number)
    if action == "remove":
        editing.delete_dashboard(who, number, now())
        messages.success(request, _("The dashboard is gone."))
        return redirect("dashboards")
    key = given.whole(request.POST.get("tile", "")) or 0
    if action == "drop":
        editing.arrange(who, number, lambda tiles: removed(tiles, key), now())
        return redirect("dashboard_arrange", number)
    if action not in _STEPS:
        raise NotFound("This cannot be done with a dashboard.")
    editing.arrange(who, number, lambda tiles: moved(tiles, key, _STEPS[action]), now())
    return redirect(link(reverse("dashboard_arrange", args=[number]), at=f"{action}-{key}"))


def _name(request: HttpRequest, number: int) -> HttpResponse:
    form = NameForm(request.POST)
    if form.is_valid():
        with rejections_at(form):
            said = form.cleaned_data
            editing.name_dashboard(actor(request), number, said["name"], now(), shared=said["shared"])
            messages.success(request, _("Kept."))
            return redirect("dashboard_arrange", number)
    return _arranging(request, _own(request, number), TileForm(), form)


def _own(request: HttpRequest, number: int) -> Dashboard:
    """Return a dashboard of the reader's own; there is nothing to arrange in another one."""
    found = stored.dashboard(person(request), number)
    if found.owner != person(request):
        raise NotFound("Only who made a dashboard arranges it.")
    return found


def _arranging(request: HttpRequest, found: Dashboard, form: TileForm, naming: NameForm) -> HttpResponse:
    context = {
        "dashboard": found,
        "tiles": [{"tile": tile, "title": _title(tile), "under": _under(tile.metric.filter)} for tile in found.tiles],
        "full": len(found.tiles) >= MOST_TILES,
        "most": MOST_TILES,
        "at": request.GET.get("at", ""),
        "form": form,
        "naming": naming,
    }
    return render(request, "pages/dashboard_arrange.html", context, status=400 if form.errors or naming.errors else 200)


def _read(tiles: Sequence[Tile], span: Span, period: str) -> Mapping[int, Reading]:
    """Return what tiles show, by their keys; each is counted once in half a minute, for whoever looks."""
    known = _known(tiles, period)
    zone = timezone.get_current_timezone_name()
    fresh = readings(house(), [tile for tile in tiles if tile.key not in known], span, zone)
    cache.set_many({_place(one.tile, period): one for one in fresh if not one.refused}, FRESH)
    return {**known, **{one.tile.key: one for one in fresh}}


def _known(tiles: Sequence[Tile], period: str) -> dict[int, Reading]:
    """Return what was counted just now, by the keys of the tiles."""
    places = {tile.key: _place(tile, period) for tile in tiles}
    found = cast("dict[str, Reading]", cache.get_many(places.values()))
    return {tile.key: replace(found[places[tile.key]], tile=tile) for tile in tiles if places[tile.key] in found}


def _place(tile: Tile, period: str) -> str:
    """Return under which name the cache knows what a tile shows."""
    return f"tile:{_spelt(tile)}:{period}:{timezone.get_current_timezone_name()}"


def _spelt(tile: Tile) -> str:
    asked = tile.metric.filter
    parts = (tile.metric.name, tile.shape.value, *asked.queries, *asked.departments, *asked.kinds, *asked.channels)
    return "-".join(str(part) for part in parts)


def _shown(one: Reading, span: Span, period: str) -> Mapping[str, Any]:
    tile, metric = one.tile, one.tile.metric
    shown: dict[str, Any] = {"tile": tile, "title": _title(tile), "under": _under(metric.filter)}
    if one.words is not None:
        rows = [word_row(each, metric.filter, span) for each in one.words.rows]
        there = link(reverse("tops"), period=period, **_asked(metric.filter))
        return shown | {"words": rows, "spoken": one.words.spoken, "url": there}
    if one.figure is None:
        return shown | {"refused": one.refused or _("There is no such measure.")}
    unit = one.figure.unit
    chart = None
    if one.days is not None:
        chart = daily_chart(f"tile-{tile.key}", metric, span, one.figure, one.days)
        chart = replace(chart, title=" · ".join(part for part in (chart.title, shown["under"]) if part))
    return shown | {
        "shown": figures.shown(one.figure),
        "has_value": one.figure.value is not None,
        "before": figures.shown(one.before) if one.before else None,
        "moved": figures.told_difference(one.moved, unit),
        "surely": one.moved.is_sure if one.moved else None,
        "chart": chart,
        "url": link(reverse("measure", args=[metric.name]), period=period, **_asked(metric.filter)),
    }


def _asked(filter: Filter) -> dict[str, tuple[Any, ...]]:
    """Return what a tile's filter asks, by the names that addresses have."""
    return {
        "query": filter.queries,
        "channel": filter.channels,
        "department": filter.departments,
        "kind": filter.kinds,
    }


def _title(tile: Tile) -> str:
    try:
        return figures.defined(tile.metric.name).title
    except NotFound:
        return tile.metric.name


def _under(asked: Filter) -> str:
    """Return in words over which part a tile is read; empty for everything."""
    known = desks.names()
    gone = _("(removed since)")
    return " · ".join(
        (
            *(known["queries"].get(one, gone) for one in asked.queries),
            *(words.word(one, "channel") for one in asked.channels),
            *(known["departments"].get(one, gone) for one in asked.departments),
            *(words.word(one, "kind") for one in asked.kinds),
        )
    )

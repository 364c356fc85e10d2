"""New places where we are talked about: what to try next, with an end date, and what is tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.places import proposals
from resonanz.app.wiring import house
from resonanz.core.charter import Charter, Subject, SubjectKind
from resonanz.core.ids import UserId
from resonanz.core.place import PlaceKind, PlaceState
from resonanz.core.policy import Action
from resonanz.measure.place_ranking import Ranked, window
from resonanz.store.relational.editing import places as editing
from resonanz.store.relational.selectors import people
from resonanz.store.relational.selectors import places as stored
from resonanz.store.relational.selectors import seriousness as charters
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.desks import now
from resonanz.web.fields import OpenForm
from resonanz.web.trouble import rejections_at

USUAL = timedelta(weeks=8)


class TrialForm(OpenForm):
    """Take what a trial needs."""

    owner = forms.ChoiceField(label=lazy("Who tries it"))
    goal = forms.CharField(
        label=lazy("Goal"), max_length=500, help_text=lazy("By what will be decided whether it stays?")
    )
    hours_a_week = forms.FloatField(label=lazy("Hours a week"), min_value=0, max_value=10_000)
    ends_on = forms.DateField(
        label=lazy("It ends on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return everybody who may sign in."""
        return {"owner": [(str(one.id), one.name) for one in people.people() if one.active]}


@page()
def places(request: HttpRequest) -> HttpResponse:
    """List new places, the best first, what is tried, and what was hidden."""
    written = charters.charters()
    return render(
        request,
        "pages/places.html",
        {
            "rows": [_shown(row, one) for row, one in proposals(house())],
            "trying": [
                {"row": row, "name": _name(row), "charter": written.get(f"place:{row.id}")} for row in stored.trying()
            ],
            "hidden": [{"row": row, "name": _name(row)} for row in stored.hidden()],
            "writes": may(request, Action.MANAGE_DEPARTMENT),
        },
    )


@page(writes=Action.MANAGE_DEPARTMENT, methods=("GET", "POST"))
def place(request: HttpRequest, number: int) -> HttpResponse:
    """Begin a trial of one place."""
    row = stored.place(number)
    form = TrialForm(request.POST or None, initial={"ends_on": timezone.localdate() + USUAL})
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            editing.try_place(actor(request), number, _charter(number, form.cleaned_data), now())
            messages.success(request, _("The trial begins. On its last day it comes up by itself."))
            return redirect("charter", SubjectKind.PLACE.value, str(number))
    return render(
        request,
        "pages/place.html",
        {
            "row": row,
            "name": _name(row),
            "form": form,
            "is_new": row.state is PlaceState.NEW,
            "writes": may(request, Action.MANAGE_DEPARTMENT),
            "mentions": _mentions(row),
        },
        status=400 if form.errors else 200,
    )


@page(writes=Action.MANAGE_DEPARTMENT, methods=("POST",))
def place_do(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Hide a place, or show it again."""
    if action == "show":
        editing.show_place(actor(request), number, now())
        messages.success(request, _("It is proposed again."))
    else:
        editing.hide_place(actor(request), number, now())
        messages.success(request, _("It is not proposed again."))
    return redirect("places")


def _charter(number: int, given: Mapping[str, Any]) -> Charter:
    return Charter(
        subject=Subject(SubjectKind.PLACE, str(number)),
        owner=UserId(int(given["owner"])),
        goal=given["goal"],
        hours_a_week=given["hours_a_week"],
        review_on=given["ends_on"],
        ends_on=given["ends_on"],
    )


def _shown(row: stored.PlaceRow, one: Ranked) -> Mapping[str, Any]:
    return {
        "row": row,
        "name": _name(row),
        "voices": round(one.voices),
        "before": round(one.before),
        "growth": one.growth,
        "growth_low": one.growth_low,
        "growing": one.is_growing,
        "mentions": _mentions(row),
    }


def _name(row: stored.PlaceRow) -> str:
    return f"#{row.name}" if row.kind is PlaceKind.HASHTAG else row.name


def _mentions(row: stored.PlaceRow) -> str:
    """Return where mentions that lead there are read, as far as their text or links say so."""
    query = f"#{row.name}" if row.kind is PlaceKind.HASHTAG else f'link:"{row.name}"'
    return link(reverse("live"), q=query, since=_since(), own="no")


def _since() -> str:
    return f"{window(now().date())[1]:%Y-%m-%d}"

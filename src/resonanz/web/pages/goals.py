"""Goals: what a metric is to be and by when, how much of the way is made, and where it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.goals import GoalStanding, goal_standings, today_of, value_on
from resonanz.app.wiring import house
from resonanz.core.goal import Goal
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.metric import Metric, Unit
from resonanz.core.policy import Action
from resonanz.core.search import Filter
from resonanz.measure.definitions import definition
from resonanz.store.relational.editing import seriousness as editing
from resonanz.store.relational.selectors import people
from resonanz.web import desks, figures
from resonanz.web.access import actor, may, page
from resonanz.web.desks import now
from resonanz.web.fields import OpenForm
from resonanz.web.trouble import rejections_at

_ALL = ("", lazy("all"))


class GoalForm(OpenForm):
    """Take a goal."""

    title = forms.CharField(label=lazy("Goal"), max_length=200)
    metric = forms.ChoiceField(label=lazy("Measure"))
    target = forms.FloatField(
        label=lazy("Target"), help_text=lazy("Shares in per cent, times in hours, everything else as it is shown.")
    )
    due_on = forms.DateField(label=lazy("By"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    window = forms.IntegerField(
        label=lazy("Read over days"), min_value=1, max_value=366, initial=28, help_text=lazy("28 is usual.")
    )
    channel = forms.ChoiceField(label=lazy("Channel"), required=False)
    department = forms.ChoiceField(label=lazy("Department"), required=False)
    owner = forms.ChoiceField(label=lazy("Owner"), required=False)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return what can be measured, and everybody who may sign in."""
        here = [(str(one.id), one.name) for one in people.people() if one.active]
        departments = [(str(one), name) for one, name in desks.names()["departments"].items()]
        names = [one.name for one in house().measures.definitions() if one.name != "share"]
        return {
            "metric": [(name, figures.defined(name).title) for name in names],
            "channel": [_ALL, *desks.channel_options()],
            "department": [_ALL, *departments],
            "owner": [("", _("nobody yet")), *here],
        }


@page(writes=Action.MANAGE_DEPARTMENT, methods=("GET", "POST"))
def goals(request: HttpRequest) -> HttpResponse:
    """List the goals; leads set one here."""
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            editing.set_goal(actor(request), _goal(form.cleaned_data), now())
            messages.success(request, _("The goal is set. How it stands is shown from now on."))
            return redirect("goals")
    names = {one.id: one.name for one in people.people()}
    return render(
        request,
        "pages/goals.html",
        {
            "rows": [_shown(one, names) for one in goal_standings(house())],
            "form": form,
            "writes": may(request, Action.MANAGE_DEPARTMENT),
        },
        status=400 if form.errors else 200,
    )


@page(writes=Action.MANAGE_DEPARTMENT, methods=("POST",))
def goal_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a goal."""
    editing.drop_goal(actor(request), number, now())
    messages.success(request, _("The goal is gone."))
    return redirect("goals")


def _goal(given: Mapping[str, Any]) -> Goal:
    unit = definition(given["metric"]).unit
    department = DepartmentId(int(given["department"])) if given["department"] else None
    under = Filter(
        channels=(given["channel"],) if given["channel"] else (),
        departments=(department,) if department is not None else (),
    )
    goal = Goal(
        id=0,
        title=given["title"],
        metric=Metric(name=given["metric"], filter=under),
        target=given["target"] * {Unit.SHARE: 0.01, Unit.SECONDS: 3600}.get(unit, 1.0),
        start_value=None,
        window=given["window"],
        set_on=today_of(house()),
        due_on=given["due_on"],
        owner=UserId(int(given["owner"])) if given["owner"] else None,
        department=department,
    )
    found = value_on(house(), goal, goal.set_on)
    return replace(goal, start_value=None if found is None else found.value)


def _shown(one: GoalStanding, names: Mapping[UserId, str]) -> Mapping[str, Any]:
    unit, outlook = one.unit, one.outlook
    return {
        "goal": one.goal,
        "measure": figures.defined(one.goal.metric.name).title,
        "owner": names.get(one.goal.owner, "") if one.goal.owner is not None else "",
        "start": figures.told(one.goal.start_value, unit),
        "target": figures.told(one.goal.target, unit),
        "shown": figures.shown(one.figure) if one.figure else None,
        "degree": one.degree,
        "bar": None if one.degree is None else round(100 * min(max(one.degree, 0.0), 1.0)),
        "expected": one.expected,
        "reached": one.is_reached,
        "over": one.goal.due_on < today_of(house()),
        "outlook": outlook
        and {
            "low": figures.told(outlook.low, unit),
            "high": figures.told(outlook.high, unit),
            "chance": outlook.chance,
        },
    }

"""Incidents: the list, declaring one, the page on which many people work together, and the company's checklists."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.ids import DepartmentId, IncidentId, SurgeId
from resonanz.core.incident import INCIDENT
from resonanz.core.policy import Action, Actor, allowed
from resonanz.core.surge import EVERYTHING, Gravity, Surge
from resonanz.respond.incidents import LONGEST_TITLE, Declaration
from resonanz.store.relational.editing.surges import write_checklist
from resonanz.store.relational.selectors import people as stored_people
from resonanz.store.relational.selectors import surges as stored
from resonanz.store.relational.views.surges import IncidentDetail
from resonanz.web import desks
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.fields import OpenForm
from resonanz.web.series import NAMED, series_link, series_name
from resonanz.web.surge_charts import incident_chart
from resonanz.web.trouble import rejections_at
from resonanz.web.words import word

GRAVEST_FIRST: Final = tuple(reversed(Gravity))
MOVES: Final = ("watch", "resume", "reopen")


class DeclarationForm(OpenForm):
    """Take what is said when an incident is declared."""

    title = forms.CharField(label=lazy("What is happening, in a few words"), max_length=LONGEST_TITLE)
    gravity = forms.TypedChoiceField(label=lazy("How grave it is"), coerce=lambda value: Gravity(int(value)))
    department = forms.TypedChoiceField(label=lazy("Which department answers for it"), coerce=int)
    series = forms.ChoiceField(
        label=lazy("Which cases come together by themselves"),
        required=False,
        help_text=lazy("Others can be added by hand."),
    )

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:  # noqa: ANN401  handed on to Django as it came
        self._who = who
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, Any]:
        """Return the choices: only departments in which the person may declare one."""
        names = desks.names()
        rooms = [
            (number, name)
            for number, name in names["departments"].items()
            if allowed(self._who, Action.DECLARE_INCIDENT, DepartmentId(number))
        ]
        series = [f"{kind}:{value}" for kind, group in NAMED.items() for value in names[group]]
        return {
            "gravity": [(each.value, word(each.value, "gravity")) for each in GRAVEST_FIRST],
            "department": rooms,
            "series": [("", _("none")), *((one, series_name(one)) for one in series), (EVERYTHING, _("everything"))],
        }


@page()
def incidents(request: HttpRequest) -> HttpResponse:
    """List the incidents."""
    closed = request.GET.get("view") == "closed"
    rows = stored.incidents(closed=closed, after=request.GET.get("after") or None)
    here = reverse("incidents")
    view = "closed" if closed else ""
    return render(
        request,
        "pages/incidents.html",
        {
            "rows": rows.items,
            "closed": closed,
            "next": link(here, view=view, after=rows.next) if rows.next else "",
            "first": link(here, view=view) if request.GET.get("after") else "",
            "declares": may(request, Action.DECLARE_INCIDENT),
        },
    )


@page(Action.DECLARE_INCIDENT, methods=("GET", "POST"))
def incident_new(request: HttpRequest) -> HttpResponse:
    """Declare an incident, for a surge or by hand."""
    number = request.GET.get("surge", "")
    surge = house().surges.load(SurgeId(int(number))) if number.isascii() and number.isdigit() else None
    form = DeclarationForm(request.POST or None, who=actor(request), initial=_proposal(surge))
    if surge is not None:
        del form.fields["series"]
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            given = form.cleaned_data
            said = Declaration(
                title=given["title"],
                gravity=given["gravity"],
                department=DepartmentId(given["department"]),
                surge=surge.id if surge else None,
                series=given.get("series", ""),
            )
            made = house().incident_desk.declare(actor(request), said)
            house().gathering.gather(made)
            messages.success(request, _("The incident is declared. Its checklist is waiting."))
            return redirect("incident", made.id)
    status = 400 if form.errors else 200
    return render(request, "pages/incident_form.html", {"form": form, "surge": surge}, status=status)


def _proposal(surge: Surge | None) -> dict[str, Any]:
    if surge is None:
        return {"gravity": Gravity.SERIOUS.value}
    rooms = [name.partition(":")[2] for name in surge.all_series if name.startswith("department:")]
    return {
        "title": _("Surge: %(name)s") % {"name": series_name(surge.series)},
        "gravity": surge.gravity.value,
        "department": rooms[0] if rooms else None,
    }


@page()
def incident(request: HttpRequest, number: int) -> HttpResponse:
    """Show an incident."""
    return shown(request, IncidentId(number))


def shown(
    request: HttpRequest, number: IncidentId, *, problem: str = "", place: str = "", typed: str = ""
) -> HttpResponse:
    """Show an incident; with a problem, what was typed stands at its place."""
    detail = stored.incident_detail(number)
    found = detail.row.incident
    who = actor(request)
    works = allowed(who, Action.WORK_CASE, found.department)
    return render(
        request,
        "pages/incident.html",
        {
            "detail": detail,
            "row": detail.row,
            "incident": found,
            "works": works and found.is_alive,
            "notes": works,
            "leads": allowed(who, Action.DECLARE_INCIDENT, found.department),
            "moves": [_move(name) for name in INCIDENT.actions(found.state) if name in MOVES],
            "chart": incident_chart(found, desks.now()) if found.series else None,
            "series": series_name(found.series) if found.series else "",
            "mentions_url": series_link(found.series, found.since, found.closed_at) if found.series else "",
            "approves": works and found.statement_by is not None and found.statement_by != who.id,
            "gravities": [(each.value, word(each.value, "gravity")) for each in GRAVEST_FIRST],
            "people": [(one.id, one.name) for one in stored_people.people() if one.active] if works else [],
            "counts": _counts(detail),
            "hidden_details": {"own", "declared", "statement", "grade"},
            "problem": problem,
            "place": place,
            "typed": typed,
        },
        status=400 if problem else 200,
    )


def _move(name: str) -> dict[str, str]:
    return {"name": name, "label": word(name, "incident_action")}


def _counts(detail: IncidentDetail) -> dict[str, int]:
    states = [case.state.value for case in detail.cases]
    return {
        "cases": detail.row.cases,
        "waiting": sum(state in {"new", "open", "reacted"} for state in states),
        "answered": states.count("answered"),
        "closed": states.count("closed"),
    }


class ChecklistForm(forms.Form):
    """Take a checklist, one step a line."""

    steps = forms.CharField(
        label=lazy("Steps, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000
    )


@page(writes=Action.DECLARE_INCIDENT, methods=("GET", "POST"))
def checklists(request: HttpRequest) -> HttpResponse:
    """Show what is done in incidents of each gravity; leads write it here."""
    chosen = request.POST.get("gravity", "")
    written = stored.checklists()
    listed = []
    for gravity, steps in written.items():
        posted = request.method == "POST" and chosen == str(gravity.value)
        form = ChecklistForm(
            request.POST if posted else None, initial={"steps": steps}, auto_id=f"id_{gravity.value}_%s"
        )
        if posted and form.is_valid():
            with rejections_at(form):
                write_checklist(actor(request), gravity, form.cleaned_data["steps"].splitlines(), desks.now())
                messages.success(request, _("The checklist is kept. Incidents that begin from now on have it."))
                return redirect("checklists")
        listed.append({"gravity": gravity, "form": form, "steps": steps.splitlines()})
    status = 400 if any(one["form"].errors for one in listed) else 200  # type: ignore[attr-defined]
    context = {"listed": listed, "writes": may(request, Action.DECLARE_INCIDENT)}
    return render(request, "pages/checklists.html", context, status=status)

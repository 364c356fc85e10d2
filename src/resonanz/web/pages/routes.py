"""Routes: their order, the editor, and a try on what was heard in the last 30 days before a rule is switched on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.department import Route
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, QueryId, RouteId
from resonanz.core.policy import Action
from resonanz.core.search import Filter
from resonanz.core.understood import Priority
from resonanz.respond.route import TryOut, try_out
from resonanz.store.relational.editing import routes as editing
from resonanz.store.relational.selectors import rules
from resonanz.store.relational.views import RouteRow
from resonanz.web import desks, words
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.fields import OpenForm
from resonanz.web.trouble import rejections_at

PAST: Final = timedelta(days=30)
BATCH: Final = 2_000
BATCHES: Final = 10
"""Most batches that a try looks at: a page must answer while a person waits."""


class RouteForm(OpenForm):
    """Take a rule; conditions that are left empty always hold."""

    name = forms.CharField(label=lazy("Name"), max_length=200, help_text=lazy("Each decision names its rule."))
    department = forms.TypedChoiceField(label=lazy("Leads to"), coerce=int)
    priority = forms.ChoiceField(label=lazy("Priority"), initial="normal")
    queries = forms.TypedMultipleChoiceField(
        label=lazy("One of these queries matches"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(label=lazy("Kind"), required=False, widget=forms.CheckboxSelectMultiple)
    sentiments = forms.MultipleChoiceField(label=lazy("Sentiment"), required=False, widget=forms.CheckboxSelectMultiple)
    langs = forms.MultipleChoiceField(label=lazy("Language"), required=False, widget=forms.CheckboxSelectMultiple)
    channels = forms.MultipleChoiceField(label=lazy("Channel"), required=False, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label=lazy("The text says"),
        required=False,
        help_text=lazy("In the query language, as in a standing query."),
        widget=forms.Textarea(attrs={"class": "code", "rows": 2, "spellcheck": "false"}),
    )
    author = forms.CharField(
        label=lazy("The author is"),
        required=False,
        max_length=300,
        help_text=lazy("Handle or name; * at the end stands for the rest."),
    )
    opens_case = forms.BooleanField(label=lazy("Opens a case there"), required=False, initial=True)
    active = forms.BooleanField(label=lazy("Switched on"), required=False, initial=True)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return what the conditions can be."""
        known = desks.names()
        return {
            "department": known["departments"].items(),
            "priority": desks.options("priority"),
            "queries": known["queries"].items(),
            "kinds": desks.options("kind"),
            "sentiments": desks.options("sentiment"),
            "langs": desks.options("lang", desks.LANGS),
            "channels": desks.channel_options(),
        }

    def onto(self, number: RouteId, position: int = 0) -> Route:
        """Return what was entered as the rule of that id."""
        said = self.cleaned_data
        return Route(
            id=number,
            position=position,
            name=said["name"],
            department=DepartmentId(said["department"]),
            priority=Priority(said["priority"]),
            opens_case=said["opens_case"],
            active=said["active"],
            queries=tuple(QueryId(one) for one in said["queries"]),
            kinds=tuple(said["kinds"]),
            sentiments=tuple(said["sentiments"]),
            langs=tuple(said["langs"]),
            channels=tuple(said["channels"]),
            text=said["text"].strip(),
            author=said["author"].strip(),
        )


@page()
def routes(request: HttpRequest) -> HttpResponse:
    """List the rules in their order."""
    return render(
        request,
        "pages/routes.html",
        {
            "rows": [(row, _conditions(row)) for row in rules.routes()],
            "empty": {
                "title": _("No rule routes anything yet"),
                "text": _("Rules are tried from top to bottom, the first that holds decides."),
                "url": reverse("route_new") if may(request, Action.MANAGE_ROUTES) else "",
                "label": _("Write a rule"),
            },
        },
    )


def _conditions(row: RouteRow) -> list[tuple[str, str]]:
    route = row.route
    found = [
        (_("Query"), ", ".join(row.query_names)),
        (_("Kind"), ", ".join(words.word(one, "kind") for one in route.kinds)),
        (_("Sentiment"), ", ".join(words.word(one, "sentiment") for one in route.sentiments)),
        (_("Language"), ", ".join(words.word(one, "lang") for one in route.langs)),
        (_("Channel"), ", ".join(words.word(one, "channel") for one in route.channels)),
        (_("Text"), route.text),
        (_("Author"), route.author),
    ]
    return [(name, value) for name, value in found if value]


@page(Action.MANAGE_ROUTES, methods=("GET", "POST"))
def route_new(request: HttpRequest) -> HttpResponse:
    """Write a rule; it can be tried before it is kept."""
    form = RouteForm(request.POST or None)
    return _edit(request, form, None)


@page(Action.MANAGE_ROUTES, methods=("GET", "POST"))
def route(request: HttpRequest, number: int) -> HttpResponse:
    """Change a rule; it can be tried before it is kept."""
    before = next((row.route for row in rules.routes() if row.route.id == number), None)
    if before is None:
        raise NotFound(f"There is no route {number}.")
    initial = {name: getattr(before, name) for name in RouteForm.base_fields}
    return _edit(request, RouteForm(request.POST or None, initial=initial), before)


def _edit(request: HttpRequest, form: RouteForm, before: Route | None) -> HttpResponse:
    tried = None
    if request.method == "POST" and form.is_valid():
        with rejections_at(form, {"line": "text"}):
            candidate = form.onto(before.id if before else RouteId(0), before.position if before else _last())
            if request.POST.get("then") == "try":
                tried = _tried(candidate)
            else:
                _keep(request, candidate)
                return redirect("routes")
    context = {"form": form, "before": before, "tried": tried, "live": _moved(tried, form) if tried else ""}
    return render(request, "pages/route.html", context, status=400 if form.errors else 200)


def _keep(request: HttpRequest, candidate: Route) -> None:
    if candidate.id:
        editing.update_route(actor(request), candidate, desks.now())
    else:
        editing.create_route(actor(request), candidate, desks.now())
    messages.success(request, _("The rule is kept. It decides for new mentions."))


def _last() -> int:
    """Return where a new rule would stand: before the rules that catch everything."""
    rows = rules.routes()
    return next((row.route.position for row in rows if editing.catches_all(row.route)), len(rows) + 1) - 1


def _tried(candidate: Route) -> TryOut:
    others = [row.route for row in rules.routes() if row.route.active]
    return try_out(candidate, others, _recent(), read=house().definitions().read, find=house().archive.find)


def _recent() -> Iterator[list[Heard]]:
    return islice(house().archive.scan(Filter(since=desks.now() - PAST), batch=BATCH), BATCHES)


def _moved(tried: TryOut, form: RouteForm) -> str:
    return link(reverse("live"), department=form.cleaned_data.get("department"), since="30d") if tried.taken else ""


@page(writes=Action.MANAGE_ROUTES, methods=("POST",))
def route_move(request: HttpRequest, number: int) -> HttpResponse:
    """Move a rule one place up or down."""
    order = [row.route.id for row in rules.routes()]
    if number not in order:
        raise NotFound(f"There is no route {number}.")
    at = order.index(RouteId(number))
    to = at + (-1 if request.POST.get("to") == "up" else 1)
    if not 0 <= to < len(order):
        raise InputRejected("The rule stands at the end already.", place="to")
    order[at], order[to] = order[to], order[at]
    editing.order_routes(actor(request), order, desks.now())
    messages.success(request, _("Moved."))
    return redirect("routes")


@page(writes=Action.MANAGE_ROUTES, methods=("POST",))
def route_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a rule."""
    editing.delete_route(actor(request), RouteId(number), desks.now())
    messages.success(request, _("The rule is removed."))
    return redirect("routes")

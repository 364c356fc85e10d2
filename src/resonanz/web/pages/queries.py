"""Standing queries: the list, the page of one with its history, and every change to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.department import StandingQuery
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action
from resonanz.core.search import By, Count, Filter
from resonanz.store.relational.editing import queries as editing
from resonanz.store.relational.selectors import queries as selector
from resonanz.store.relational.selectors.query_use import query_use
from resonanz.store.relational.views import QueryRow
from resonanz.web import desks, narrowed
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.editor.reading import Read, straightened, without
from resonanz.web.editor.trying import preview
from resonanz.web.editor.weighing import weighed
from resonanz.web.fields import OpenForm
from resonanz.web.pages.query_history import history
from resonanz.web.pages.query_rerun import rerunning
from resonanz.web.trouble import rejections_at
from resonanz.web.volumes import query_chart

VOLUME: Final = timedelta(days=30)
SHOWN_VERSIONS: Final = 3
FRESH: Final = 15
"""Seconds that the numbers of mentions may be old."""


class QueryForm(OpenForm):
    """Take a standing query."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    about = forms.ChoiceField(label=lazy("It is about"), help_text=lazy("Shares of voice are computed from it."))
    text = forms.CharField(
        label=lazy("Query"),
        help_text=lazy("Words side by side must all occur. AND, OR, NOT, “phrases”, brackets, NEAR/5, *"),
        strip=False,
        widget=forms.Textarea(
            attrs={
                "class": "code",
                "rows": 5,
                "spellcheck": "false",
                "autocapitalize": "none",
                "autocorrect": "off",
                "hx-post": reverse_lazy("query_check"),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#preview",
            }
        ),
    )
    active = forms.BooleanField(label=lazy("Ask it of every new mention"), required=False, initial=True)

    def offered(self) -> Mapping[str, Iterable[tuple[Any, Any]]]:
        """Return what a query can be about."""
        return {"about": desks.options("about")}

    def clean_text(self) -> str:
        """Return the text with lines that end as the language counts them."""
        return straightened(self.cleaned_data["text"]).strip()

    def onto(self, number: QueryId) -> StandingQuery:
        """Return what was entered as the query of that id."""
        said = self.cleaned_data
        return StandingQuery(
            id=number, name=said["name"], text=said["text"], about=said["about"], active=said["active"]
        )

    def editor(self) -> SafeString:
        """Return the text's control, tied to its mistakes and its help for those who hear the page."""
        described = ["query-problems", "id_text_help", *(["id_text_errors"] if self["text"].errors else [])]
        wrong = {"aria-invalid": "true"} if self.read.mistake or self["text"].errors else {}
        return self["text"].as_widget(attrs={"aria-describedby": " ".join(described), **wrong})

    @property
    def read(self) -> Read:
        """Return what is known of the text as it stands in the form."""
        return Read(str(self["text"].value() or ""))


@page()
def queries(request: HttpRequest) -> HttpResponse:
    """List the standing queries with how much each heard in 30 days."""
    asked = narrowed.queries(request.GET)
    text, about, state = asked.text, asked.about, {True: "on", False: "off", None: ""}[asked.active]
    found = selector.query_page(text=text, about=about, active=asked.active, after=request.GET.get("after"))
    counted = _volumes()
    given = {"text": text, "about": about, "state": state}
    return render(
        request,
        "pages/queries.html",
        {
            "rows": [(row, counted.get(int(row.id), 0), mentions_of(row.id)) for row in found.items],
            "text": text,
            "selects": [
                desks.select("about", _("It is about"), about, desks.options("about")),
                desks.select("state", _("State"), state, [("on", _("asked")), ("off", _("off"))]),
            ],
            "taken": link("", **given),
            "is_filtered": any(given.values()),
            "total": selector.query_number(),
            "next": link(reverse("queries"), **given, after=found.next) if found.next else "",
            "first": link(reverse("queries"), **given) if "after" in request.GET else "",
            "empty": _empty(request, is_filtered=any(given.values())),
        },
    )


def _empty(request: HttpRequest, *, is_filtered: bool) -> Mapping[str, str]:
    if is_filtered:
        return {
            "title": _("No query fits these conditions"),
            "text": _("Look for another word, or take a condition away."),
            "url": reverse("queries"),
            "label": _("Show all queries"),
        }
    return {
        "title": _("No query is asked yet"),
        "text": _("A query is asked of every mention that comes in: your brand, a competitor, a topic."),
        "url": reverse("query_new") if may(request, Action.MANAGE_QUERIES) else "",
        "label": _("Write a query"),
    }


def _volumes() -> Mapping[int, int]:
    found: Mapping[int, int] | None = cache.get("query-volumes")
    if found is None:
        groups = house().archive.count(Count(filter=Filter(since=desks.now() - VOLUME), by=(By.QUERY,)))
        found = {key: group.number for group in groups if isinstance(key := group.keys[0], int)}
        cache.set("query-volumes", found, FRESH)
    return found


def mentions_of(number: QueryId) -> str:
    """Return the address of what a query heard in 30 days."""
    return link(reverse("live"), query=number, since="30d")


@page()
def query(request: HttpRequest, number: int) -> HttpResponse:
    """Show a query: its text, what it finds, volume and versions."""
    row = selector.query_row_of(QueryId(number))
    initial = {"name": row.name, "about": row.about, "text": row.text, "active": row.active}
    return _shown(request, QueryForm(initial=initial), row)


def _shown(request: HttpRequest, form: QueryForm, row: QueryRow | None = None, *, tries: bool = False) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "read": form.read, "row": row}
    if tries:
        context["preview"] = preview(form.read, get_language() or "en")
        context["weighed"] = weighed(form.read) if form.read.tree is not None else None
    if row is not None:
        context |= {
            "volume": _volumes().get(int(row.id), 0),
            "mentions": mentions_of(row.id),
            "versions": history(row.id, limit=SHOWN_VERSIONS),
            "chart": query_chart(row.id, desks.now()),
            "rerun": rerunning(row),
            "use": _use(request, row),
        }
    return render(request, "pages/query.html", context, status=400 if form.errors else 200)


def _use(request: HttpRequest, row: QueryRow) -> Mapping[str, Any]:
    used = query_use(row.id, reader=actor(request).id)
    owners = {route.id: route.department for route in house().rulebook.routes()} if used.routes else {}
    departments = desks.names()["departments"]
    routes = [
        {"id": number, "name": name, "department": departments.get(int(owners[number])) if number in owners else ""}
        for number, name in used.routes
    ]
    return {"is_used": used.is_used, "routes": routes, "queries": used.queries, "searches": used.searches}


@page(Action.MANAGE_QUERIES, methods=("GET", "POST"))
def query_new(request: HttpRequest) -> HttpResponse:
    """Write a new query."""
    if request.method == "GET" or _only_tries(request):
        begun = {"about": "own", "active": True, "text": request.GET.get("text", "")}
        return _shown(request, _tried(request, begun), tries=request.method == "POST")
    form = QueryForm(request.POST)
    if form.is_valid():
        with _mistakes_at(form):
            made = editing.create_query(actor(request), form.onto(QueryId(0)), desks.now())
            messages.success(request, _("The query is asked of every new mention."))
            return redirect("query", made.id)
    return _shown(request, form)


@page(Action.MANAGE_QUERIES, methods=("POST",))
def query_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a query; what it was stays as a version."""
    row = selector.query_row_of(QueryId(number))
    if _only_tries(request):
        return _shown(request, _tried(request, {}), row, tries=True)
    form = QueryForm(request.POST)
    if form.is_valid():
        with _mistakes_at(form):
            editing.update_query(actor(request), form.onto(QueryId(number)), desks.now())
            messages.success(request, _("The query is changed from now on."))
            return redirect("query", number)
    return _shown(request, form, row)


def _only_tries(request: HttpRequest) -> bool:
    """Tell whether the form came only to be shown again, with what its query finds: the way without JavaScript."""
    return "try" in request.POST or "without" in request.POST


def _tried(request: HttpRequest, initial: Mapping[str, Any]) -> QueryForm:
    said = {**initial, **{name: request.POST[name] for name in QueryForm.base_fields if name in request.POST}}
    if request.method == "POST" and "name" in request.POST:  # an import hands on the text alone
        said["active"] = "active" in request.POST
    if word := request.POST.get("without", ""):
        said["text"] = without(Read(said["text"]), word)
    return QueryForm(initial=said)


@page(Action.MANAGE_QUERIES, methods=("POST",))
def query_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a query."""
    editing.delete_query(actor(request), QueryId(number), desks.now())
    messages.success(request, _("The query is removed."))
    return redirect("queries")


def _mistakes_at(form: QueryForm) -> AbstractContextManager[None]:
    return rejections_at(form, {"line": "text"})

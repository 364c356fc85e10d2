"""Standing queries: the list, the editor with the place of the first mistake, and a preview on what was heard last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.department import StandingQuery
from resonanz.core.heard import Heard
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action
from resonanz.core.search import By, Count, Filter
from resonanz.query.evaluate import matches
from resonanz.query.language import parse
from resonanz.query.mistakes import QueryError
from resonanz.store.relational.editing import queries as editing
from resonanz.store.relational.selectors import rules
from resonanz.web import desks
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.fields import OpenForm
from resonanz.web.trouble import rejections_at

LOOKED_AT: Final = 1_000
EXAMPLES: Final = 12
VOLUME: Final = timedelta(days=30)
FRESH: Final = 15
"""Seconds that the mentions a preview looks at may be old."""


class QueryForm(OpenForm):
    """Take a standing query."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    about = forms.ChoiceField(label=lazy("It is about"), help_text=lazy("Shares of voice are computed from it."))
    text = forms.CharField(
        label=lazy("Query"),
        help_text=lazy("Words side by side must all occur. AND, OR, NOT, “phrases”, brackets, NEAR/5, *"),
        widget=forms.Textarea(
            attrs={
                "class": "code",
                "rows": 5,
                "spellcheck": "false",
                "autocapitalize": "none",
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

    def onto(self, number: QueryId) -> StandingQuery:
        """Return what was entered as the query of that id."""
        said = self.cleaned_data
        return StandingQuery(
            id=number, name=said["name"], text=said["text"], about=said["about"], active=said["active"]
        )


@page()
def queries(request: HttpRequest) -> HttpResponse:
    """List the standing queries with how much each heard in 30 days."""
    counted = _volumes()
    rows = [(row, counted.get(int(row.id), 0), _mentions(row.id)) for row in rules.queries()]
    return render(
        request,
        "pages/queries.html",
        {
            "rows": rows,
            "empty": {
                "title": _("No query is asked yet"),
                "text": _("A query is asked of every mention that comes in: your brand, a competitor, a topic."),
                "url": reverse("query_new") if may(request, Action.MANAGE_QUERIES) else "",
                "label": _("Write a query"),
            },
        },
    )


def _volumes() -> Mapping[int, int]:
    found: Mapping[int, int] | None = cache.get("query-volumes")
    if found is None:
        groups = house().archive.count(Count(filter=Filter(since=desks.now() - VOLUME), by=(By.QUERY,)))
        found = {key: group.number for group in groups if isinstance(key := group.keys[0], int)}
        cache.set("query-volumes", found, FRESH)
    return found


def _mentions(number: QueryId) -> str:
    return link(reverse("live"), query=number, since="30d")


@page()
def query(request: HttpRequest, number: int) -> HttpResponse:
    """Show a query: its text, volume and versions."""
    detail = rules.query_detail(QueryId(number))
    row = detail.row
    initial = {"name": row.name, "about": row.about, "text": row.text, "active": row.active}
    return render(
        request,
        "pages/query.html",
        {
            "detail": detail,
            "form": QueryForm(initial=initial),
            "volume": _volumes().get(number, 0),
            "mentions": _mentions(row.id),
            "preview": _preview(row.text),
        },
    )


@page(Action.MANAGE_QUERIES, methods=("GET", "POST"))
def query_new(request: HttpRequest) -> HttpResponse:
    """Write a new query."""
    form = QueryForm(request.POST or None, initial={"about": "own", "text": request.GET.get("text", "")})
    if request.method == "POST" and form.is_valid():
        with _mistakes_at(form):
            made = editing.create_query(actor(request), form.onto(QueryId(0)), desks.now())
            messages.success(request, _("The query is asked of every new mention."))
            return redirect("query", made.id)
    return render(request, "pages/query.html", {"form": form}, status=400 if form.errors else 200)


@page(Action.MANAGE_QUERIES, methods=("POST",))
def query_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a query; what it was stays as a version."""
    form = QueryForm(request.POST)
    if form.is_valid():
        with _mistakes_at(form):
            editing.update_query(actor(request), form.onto(QueryId(number)), desks.now())
            messages.success(request, _("The query is changed from now on."))
            return redirect("query", number)
    context = {"form": form, "detail": rules.query_detail(QueryId(number))}
    return render(request, "pages/query.html", context, status=400)


@page(Action.MANAGE_QUERIES, methods=("POST",))
def query_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a query."""
    editing.delete_query(actor(request), QueryId(number), desks.now())
    messages.success(request, _("The query is removed."))
    return redirect("queries")


@page(methods=("POST",))
def query_check(request: HttpRequest) -> HttpResponse:
    """Say what a query that is being written would hear, or where it is wrong; keeps nothing."""
    return render(request, "parts/query_preview.html", {"preview": _preview(request.POST.get("text", ""))})


def _mistakes_at(form: QueryForm) -> AbstractContextManager[None]:
    return rejections_at(form, {"line": "text"})


def _preview(text: str) -> Mapping[str, Any]:
    if not text.strip():
        return {}
    try:
        tree = parse(text)
        found = [heard for heard in _latest() if matches(tree, heard)]
    except QueryError as trouble:
        return {"mistake": _marked(text, trouble)}
    except ValueError:
        return {
            "mistake": {"before": text, "wrong": "", "after": "", "sentence": _("It names a query that is not there.")}
        }
    return {"looked_at": len(_latest()), "number": len(found), "items": found[:EXAMPLES]}


def _latest() -> Sequence[Heard]:
    found: Sequence[Heard] | None = cache.get("latest")
    if found is None:
        found = house().archive.page(Filter(), limit=LOOKED_AT).items
        cache.set("latest", found, FRESH)
    return found


def _marked(text: str, trouble: QueryError) -> Mapping[str, str]:
    lines = text.splitlines() or [""]
    line = lines[min(trouble.line, len(lines)) - 1]
    start, end = trouble.column - 1, trouble.end - 1
    where = _("Line %(line)d, column %(column)d:") % {"line": trouble.line, "column": trouble.column}
    return {
        "before": line[:start][-200:],
        "wrong": line[start:end] or " ",
        "after": line[end:][:200],
        "sentence": f"{where} {trouble.localised(get_language() or 'en')}",
    }

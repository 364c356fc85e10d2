"""Searching across everything: mentions, cases, sources, queries, departments, people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.policy import Action
from resonanz.core.search import Filter
from resonanz.store.relational.selectors import cases, people, rules
from resonanz.store.relational.views import CaseFilter, CaseRow
from resonanz.web import desks
from resonanz.web.access import may, page
from resonanz.web.asking import link
from resonanz.web.tags import excerpt, name_of
from resonanz.web.trouble import in_words

EACH: Final = 10
QUICK: Final = 4


@page()
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, by what it is."""
    text = request.GET.get("q", "").strip()[:500]
    problem = ""
    heard: tuple[Heard, ...] = ()
    try:
        heard = _mentions(text, EACH)
    except InputRejected as trouble:
        problem = in_words(trouble)
    context = {
        "q": text,
        "problem": problem,
        "mentions": heard,
        "all_mentions": link(reverse("live"), q=text),
        "cases": _cases(text, EACH),
        "named": list(_named(request, text)),
    }
    return render(request, "pages/search.html", context)


@page()
def search_quick(request: HttpRequest) -> HttpResponse:
    """Return the best finds for the command palette, as JSON."""
    text = request.GET.get("q", "").strip()[:200]
    found = [{"label": one["label"], "kind": one["kind"], "url": one["url"]} for one in _named(request, text)][:8]
    found += [
        {"label": row.subject or "…", "kind": _("Case"), "url": reverse("case", args=[row.id])}
        for row in _cases(text, QUICK)
    ]
    try:
        heard = _mentions(text, QUICK)
    except InputRejected:  # half a query is no mistake while it is being typed
        heard = ()
    found += [
        {
            "label": f"{name_of(one)}: {excerpt(one.mention.title or one.mention.text, 80)}",
            "kind": _("Mention"),
            "url": link(reverse("mention"), id=one.mention.id),
        }
        for one in heard
    ]
    return JsonResponse({"results": found})


def _mentions(text: str, limit: int) -> tuple[Heard, ...]:
    return house().archive.page(Filter(query=text), limit=limit).items if text else ()


def _cases(text: str, limit: int) -> tuple[CaseRow, ...]:
    return cases.inbox(CaseFilter(text=text, states=()), limit=limit).items if text else ()


def _named(request: HttpRequest, text: str) -> Iterator[Mapping[str, Any]]:
    wanted = text.casefold()
    if not wanted:
        return
    for label, kind, url in _places(request):
        if wanted in label.casefold():
            yield {"label": label, "kind": kind, "url": url}


def _places(request: HttpRequest) -> Iterator[tuple[str, str, str]]:
    known = desks.names()
    for row in rules.departments():
        yield row.name, _("Department"), reverse("inbox_of", args=[row.slug])
    for one in house().sources.all():
        yield one.name, _("Source"), reverse("source", args=[one.id])
    for number, name in known["queries"].items():
        yield name, _("Query"), reverse("query", args=[number])
    if may(request, Action.MANAGE_ROUTES):
        for number, name in known["routes"].items():
            yield name, _("Route"), reverse("route", args=[number])
    if may(request, Action.MANAGE_PEOPLE):
        for person in people.people():
            yield person.name, _("Person"), reverse("person", args=[person.id])

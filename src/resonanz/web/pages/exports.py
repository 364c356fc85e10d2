"""What a page shows, as a file: the mentions of a search, an inbox, a list, the measures of a time."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse

from resonanz.api.files import streamed, whole
from resonanz.app.exporting import TYPES, list_file, mentions_file, metrics_file
from resonanz.app.wiring import house
from resonanz.core.policy import Action
from resonanz.store.relational.selectors import rules
from resonanz.web import inbox_asked, periods
from resonanz.web.access import actor, page
from resonanz.web.asking import asked
from resonanz.web.desks import now
from resonanz.web.pages.inboxes import department_named, over


@page(Action.EXPORT)
def export_mentions(request: HttpRequest, form: str) -> HttpResponse:
    """Hand over the mentions that an address of the live page asks for."""
    pieces = mentions_file(house(), actor(request), asked(request.GET, now()).filter, form)
    return cast("HttpResponse", streamed(request, pieces, f"mentions.{form}", TYPES[form]))


@page(Action.EXPORT)
def export_cases(request: HttpRequest) -> HttpResponse:
    """Hand over the cases that an inbox shows, all its pages."""
    departments = rules.departments()
    here = department_named(departments, request.GET.get("department", ""))
    wanted = inbox_asked.asked(request.GET, inbox_asked.reader(actor(request)), over(request, departments, here))
    content = list_file(house(), actor(request), "cases", cases=wanted.filter)
    return whole(content, "cases.csv", TYPES["csv"])


@page(Action.EXPORT)
def export_list(request: HttpRequest, name: str) -> HttpResponse:
    """Hand over a list, whole."""
    return whole(list_file(house(), actor(request), name), f"{name}.csv", TYPES["csv"])


@page(Action.EXPORT)
def export_measures(request: HttpRequest) -> HttpResponse:
    """Hand over the measures of a period."""
    content = metrics_file(house(), actor(request), periods.span_of(periods.chosen(request)))
    return whole(content, "measures.csv", TYPES["csv"])

"""Department inboxes: views over cases, worked from top to bottom with the keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId
from resonanz.core.policy import Action, Role, allowed
from resonanz.store.relational.selectors import cases, people
from resonanz.store.relational.selectors.inbox_views import inbox_views
from resonanz.store.relational.selectors.tallies import tally
from resonanz.store.relational.views import CaseFilter, DepartmentRow, Inbox, InboxViewRow
from resonanz.web import desks, due, inbox_asked, sweep_words
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.inbox_asked import Asked, Reader
from resonanz.web.inbox_lines import Lines

_Row = TypeVar("_Row", DepartmentRow, Inbox)

RENEWS: Final = "X-Renews"
"""The header of whoever wants only what may have changed since."""
WELL_KNOWN: Final = 9
"""Views that have a key of their own: v and a digit."""


@page()
def inbox(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show the cases of one department, or of all that the reader belongs to.

    Whoever asks to renew the page after doing something is given what may have changed, without the frame around it.
    """
    departments = cases.inboxes()
    here = department_named(departments, slug)
    reader = inbox_asked.reader(actor(request))
    scope = over(request, departments, here)
    asked = inbox_asked.asked(request.GET, reader, scope)
    kept = inbox_views(actor(request))
    counts = tally(
        {name: inbox_asked.meaning(name, asked.kept, reader, scope) for name in inbox_asked.views()}
        | {f"kept-{row.id}": _of_kept(request, departments, reader, row) for row in kept}
    )
    path = reverse("inbox_of", args=[slug]) if slug else reverse("inbox")
    shown = {
        "title": here.name if here else _("Inbox"),
        "here": here,
        "departments": departments,
        "whole": counts.get(asked.view),
        "views": _views(path, asked, counts),
        "kept_views": _kept_views(request, kept, counts),
        "sweep": sweep_words.standing(reader.id),
        **_list(request, path, asked, one_department=here is not None),
    }
    renews = RENEWS in request.headers
    if not renews:
        shown |= _around(request, path, asked, shares=[row for row in departments if row.id in reader.departments])
    answer = render(request, "pages/inbox_renewed.html" if renews else "pages/inbox.html", shown)
    patch_vary_headers(answer, [RENEWS])
    return answer


def _list(request: HttpRequest, path: str, asked: Asked, *, one_department: bool) -> Mapping[str, Any]:
    """Return the list itself and where it goes on."""
    after = request.GET.get("after") or None
    rows = cases.inbox(asked.filter, order=asked.order, after=after)
    headings = {name: inbox_asked.columns()[name] for name in asked.columns}
    workable = {row.department for row in rows.items if allowed(actor(request), Action.WORK_CASE, row.department)}
    offered = bool(workable) if rows.items else allowed(actor(request), Action.WORK_CASE)
    lines = Lines(headings, workable=workable, one_department=one_department)
    return {
        "headings": headings,
        "lines": lines.rendered(rows.items, offered=offered),
        "offered": offered,
        "next": link(path, view=asked.view, **asked.kept, after=rows.next) if rows.next else "",
        "first": link(path, view=asked.view, **asked.kept) if after else "",
        "words": {
            "none": _("Nothing waits here"),
            "none_help": _("New cases appear as soon as a route leads a mention here."),
        },
    }


def _around(request: HttpRequest, path: str, asked: Asked, *, shares: Sequence[Inbox]) -> Mapping[str, Any]:
    """Return what stands above the list and stays as it is while one works through it."""
    return {
        "asked": asked,
        "narrowed": urlencode([(name, asked.kept[name]) for name in inbox_asked.KEPT if name != "q"], doseq=True),
        "filter": SimpleLazyObject(lambda: _filter(asked)),
        "question": request.GET.urlencode(),
        "shares": shares,
        "searches": [one for one in people.saved_searches(actor(request)) if one.address.startswith(path)],
        "offers": SimpleLazyObject(sweep_words.offers),
    }


def department_named(departments: Sequence[_Row], slug: str) -> _Row | None:
    """Return the department of a slug, None for none; raise NotFound."""
    here = next((row for row in departments if row.slug == slug), None)
    if slug and here is None:
        raise NotFound("There is no such department.")
    return here


def over(request: HttpRequest, departments: Sequence[Inbox], here: Inbox | None) -> list[DepartmentId]:
    """Return over which departments' cases an inbox goes; empty: over all."""
    mine = [here] if here else _mine(request, departments)
    return [row.id for row in mine] if len(mine) < len(departments) or here else []


def _mine(request: HttpRequest, departments: Sequence[Inbox]) -> list[Inbox]:
    """Return the departments that the reader works in; all of them for whoever works in none, or everywhere."""
    own = [row for row in departments if (actor(request).roles.get(row.id) or Role.READER) >= Role.MEMBER]
    return own or list(departments)


def _of_kept(request: HttpRequest, departments: Sequence[Inbox], reader: Reader, row: InboxViewRow) -> CaseFilter:
    here = next((one for one in departments if one.slug == row.slug), None)
    return inbox_asked.asked(QueryDict(row.question), reader, over(request, departments, here)).filter


def _views(path: str, asked: Asked, counts: Mapping[str, int]) -> list[Mapping[str, Any]]:
    return [
        {
            "name": name,
            "label": title,
            "url": link(path, view=name, **asked.kept),
            "current": name == asked.view,
            "count": counts.get(name),
            "key": f"v {place}" if place <= WELL_KNOWN else "",
        }
        for place, (name, title) in enumerate(inbox_asked.views().items(), start=1)
    ]


def _kept_views(
    request: HttpRequest, kept: Sequence[InboxViewRow], counts: Mapping[str, int]
) -> list[Mapping[str, Any]]:
    return [
        {
            "row": row,
            "url": address_of(row),
            "count": counts.get(f"kept-{row.id}"),
            "current": request.get_full_path() == address_of(row),
        }
        for row in kept
    ]


def address_of(row: InboxViewRow) -> str:
    """Return where a kept view is shown."""
    path = reverse("inbox_of", args=[row.slug]) if row.slug else reverse("inbox")
    return f"{path}?{row.question}" if row.question else path


def _filter(asked: Asked) -> Mapping[str, Any]:
    """Return by what the list can be narrowed down, and in words by what it is."""
    kept = asked.kept
    selects = [
        desks.select("priority", _("Priority"), kept["priority"], desks.options("priority")),
        desks.select("kind", _("Kind"), kept["kind"], desks.options("kind")),
        desks.select("channel", _("Channel"), kept["channel"], desks.channel_options()),
        desks.select("due", _("Due"), kept["due"], due.filters()),
        {**desks.select("order", _("Sorted"), kept["order"], inbox_asked.orders()), "none": _("as usual")},
    ]
    told = [f"{one['label']} {name}" for one in selects for code, name in one["options"] if code == one["value"]]
    return {"selects": selects, "columns": inbox_asked.columns(), "told": ", ".join(told)}

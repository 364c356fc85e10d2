"""Department inboxes: views over cases, worked from top to bottom with the keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.core.case import CaseState
from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId
from resonanz.core.policy import Action, Role, allowed
from resonanz.store.relational.selectors import cases, people, rules
from resonanz.store.relational.selectors.inbox_views import inbox_views
from resonanz.store.relational.selectors.tallies import tally
from resonanz.store.relational.views import CaseFilter, CaseRow, DepartmentRow, InboxViewRow
from resonanz.web import desks, due, inbox_asked, sweep_words
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.inbox_asked import Asked, Reader

WELL_KNOWN: Final = 9
"""Views that have a key of their own: v and a digit."""


@page()
def inbox(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show the cases of one department, or of all that the reader belongs to."""
    departments = rules.departments()
    here = department_named(departments, slug)
    reader = inbox_asked.reader(actor(request))
    scope = over(request, departments, here)
    asked = inbox_asked.asked(request.GET, reader, scope)
    after = request.GET.get("after") or None
    rows = cases.inbox(asked.filter, order=asked.order, after=after)
    path = reverse("inbox_of", args=[slug]) if slug else reverse("inbox")
    kept = inbox_views(actor(request))
    counts = tally(
        {name: inbox_asked.meaning(name, asked.kept, reader, scope) for name in inbox_asked.views()}
        | {f"kept-{row.id}": _of_kept(request, departments, reader, row) for row in kept}
    )
    return render(
        request,
        "pages/inbox.html",
        {
            "title": here.name if here else _("Inbox"),
            "here": here,
            "departments": departments,
            "asked": asked,
            "views": _views(path, asked, counts),
            "kept_views": _kept_views(request, kept, counts),
            "shares": [row for row in departments if row.id in reader.departments],
            "selects": _selects(asked),
            "columns": inbox_asked.columns(),
            "headings": {name: inbox_asked.columns()[name] for name in asked.columns},
            "rows": rows,
            "dues": due.dues(rows.items),
            "nothing": _("(what was said has been erased)"),
            "next": link(path, view=asked.view, **asked.kept, after=rows.next) if rows.next else "",
            "first": link(path, view=asked.view, **asked.kept) if after else "",
            "searches": [one for one in people.saved_searches(actor(request)) if one.address.startswith(path)],
            "words": {
                "none": _("Nothing waits here"),
                "none_help": _("New cases appear as soon as a route leads a mention here."),
            },
            **_sweeping(request, rows.items, counts.get(asked.view)),
        },
    )


def department_named(departments: Sequence[DepartmentRow], slug: str) -> DepartmentRow | None:
    """Return the department of a slug, None for none; raise NotFound."""
    here = next((row for row in departments if row.slug == slug), None)
    if slug and here is None:
        raise NotFound("There is no such department.")
    return here


def over(request: HttpRequest, departments: Sequence[DepartmentRow], here: DepartmentRow | None) -> list[DepartmentId]:
    """Return over which departments' cases an inbox goes; empty: over all."""
    mine = [here] if here else _mine(request, departments)
    return [row.id for row in mine] if len(mine) < len(departments) or here else []


def _mine(request: HttpRequest, departments: Sequence[DepartmentRow]) -> list[DepartmentRow]:
    """Return the departments that the reader works in; all of them for whoever works in none, or everywhere."""
    own = [row for row in departments if (actor(request).roles.get(row.id) or Role.READER) >= Role.MEMBER]
    return own or list(departments)


def _of_kept(
    request: HttpRequest, departments: Sequence[DepartmentRow], reader: Reader, row: InboxViewRow
) -> CaseFilter:
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


def _selects(asked: Asked) -> list[Mapping[str, Any]]:
    kept = asked.kept
    return [
        desks.select("priority", _("Priority"), kept["priority"], desks.options("priority")),
        desks.select("kind", _("Kind"), kept["kind"], desks.options("kind")),
        desks.select("channel", _("Channel"), kept["channel"], desks.channel_options()),
        desks.select("due", _("Due"), kept["due"], due.filters()),
        {**desks.select("order", _("Sorted"), kept["order"], inbox_asked.orders()), "none": _("as usual")},
    ]


def _sweeping(request: HttpRequest, rows: Sequence[CaseRow], whole: int | None) -> Mapping[str, Any]:
    """Return what is offered for doing things to the cases of the list."""
    own = actor(request)
    works = {row.department: allowed(own, Action.WORK_CASE, row.department) for row in rows}
    offered = any(works.values()) if rows else allowed(own, Action.WORK_CASE)
    return {
        "workable": {int(row.id) for row in rows if works[row.department]},
        "open": {int(row.id) for row in rows if row.state is not CaseState.CLOSED},
        "whole": whole,
        "question": request.GET.urlencode(),
        "offers": sweep_words.offers() if offered else None,
        "sweep": sweep_words.standing(own.id),
    }

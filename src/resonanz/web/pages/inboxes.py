"""Department inboxes: views over cases, worked from top to bottom with the keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.core.case import CaseState
from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId
from resonanz.core.policy import Action, Role, allowed
from resonanz.core.understood import Kind, Priority
from resonanz.store.relational.selectors import cases, people, rules
from resonanz.store.relational.views import ALIVE, CaseFilter, CaseRow, DepartmentRow
from resonanz.web import desks, due
from resonanz.web.access import actor, page
from resonanz.web.asking import link

WAITING: Final = (CaseState.NEW, CaseState.OPEN, CaseState.REACTED)
STATES: Final[Mapping[str, tuple[CaseState, ...]]] = {
    "waiting": WAITING,
    "unowned": WAITING,
    "mine": WAITING,
    "reacted": (CaseState.REACTED,),
    "answered": (CaseState.ANSWERED,),
    "alive": ALIVE,
    "closed": (CaseState.CLOSED,),
}


@page()
def inbox(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show the cases of one department, or of all that the reader belongs to."""
    departments = rules.departments()
    here = next((row for row in departments if row.slug == slug), None)
    if slug and here is None:
        raise NotFound("There is no such department.")
    view = request.GET.get("view", "waiting")
    view = view if view in STATES else "waiting"
    after = request.GET.get("after") or None
    mine = [here] if here else _mine(request, departments)
    order = _order(request, view)
    rows = cases.inbox(_filter(request, view, mine if len(mine) < len(departments) else []), order=order, after=after)
    path = reverse("inbox_of", args=[slug]) if slug else reverse("inbox")
    kept = {name: request.GET.get(name, "") for name in ("q", "kind", "priority", "channel", "due", "order")}
    return render(
        request,
        "pages/inbox.html",
        {
            "title": here.name if here else _("Inbox"),
            "here": here,
            "departments": departments,
            "view": view,
            "views": _views(path, view, kept),
            "selects": _selects(kept),
            "q": kept["q"],
            "rows": rows,
            "dues": due.dues(rows.items),
            "workable": _workable(request, rows.items),
            "nothing": _("(what was said has been erased)"),
            "next": link(path, view=view, **kept, after=rows.next) if rows.next else "",
            "first": link(path, view=view, **kept) if after else "",
            "searches": [one for one in people.saved_searches(actor(request)) if one.address.startswith(path)],
            "words": {
                "none": _("Nothing waits here"),
                "none_help": _("New cases appear as soon as a route leads a mention here."),
            },
        },
    )


def _mine(request: HttpRequest, departments: Sequence[DepartmentRow]) -> list[DepartmentRow]:
    """Return the departments that the reader works in; all of them for whoever works in none, or everywhere."""
    own = [row for row in departments if (actor(request).roles.get(row.id) or Role.READER) >= Role.MEMBER]
    return own or list(departments)


def _filter(request: HttpRequest, view: str, departments: Sequence[DepartmentRow]) -> CaseFilter:
    given = request.GET
    return CaseFilter(
        departments=tuple(row.id for row in departments),
        states=STATES[view],
        priorities=tuple(one for one in Priority if one.value == given.get("priority")),
        owner=actor(request).id if view == "mine" else None,
        unowned=view == "unowned",
        kinds=tuple(one.value for one in Kind if one.value == given.get("kind")),
        channels=(given["channel"],) if given.get("channel") else (),
        text=given.get("q", "").strip(),
        **due.conditions(given.get("due", "")),  # type: ignore[arg-type]  # by the names of the filter's fields
    )


def _order(request: HttpRequest, view: str) -> cases.Order:
    """Return how the list is sorted: as wished, else by what is due where somebody waits for us."""
    usual = cases.Order.CHANGED if view in {"closed", "answered"} else cases.Order.URGENT
    wanted = request.GET.get("order", "")
    return next((one for one in cases.Order if one.value == wanted), usual)


def _views(path: str, current: str, kept: Mapping[str, str]) -> list[Mapping[str, Any]]:
    titles = {
        "waiting": _("Waiting for us"),
        "unowned": _("Taken by nobody"),
        "mine": _("Mine"),
        "reacted": _("Reactions"),
        "answered": _("Answered"),
        "alive": _("All open"),
        "closed": _("Closed"),
    }
    return [
        {"label": title, "url": link(path, view=name, **kept), "current": name == current}
        for name, title in titles.items()
    ]


def _selects(kept: Mapping[str, str]) -> list[Mapping[str, Any]]:
    return [
        desks.select("priority", _("Priority"), kept["priority"], desks.options("priority")),
        desks.select("kind", _("Kind"), kept["kind"], desks.options("kind")),
        desks.select("channel", _("Channel"), kept["channel"], desks.channel_options()),
        desks.select("due", _("Due"), kept["due"], due.filters()),
        {**desks.select("order", _("Sorted"), kept["order"], _orders()), "none": _("as usual")},
    ]


def _orders() -> list[tuple[str, str]]:
    return [("due", _("by what is due")), ("urgent", _("by priority")), ("changed", _("by the last change"))]


def _workable(request: HttpRequest, rows: Sequence[CaseRow]) -> set[int]:
    own = actor(request)
    may_work: dict[DepartmentId, bool] = {}
    for row in rows:
        may_work.setdefault(row.department, allowed(own, Action.WORK_CASE, row.department))
    return {int(row.id) for row in rows if may_work[row.department] and row.state is not CaseState.CLOSED}

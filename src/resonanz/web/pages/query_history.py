"""What a query was: its versions with what changed between them, and the way back to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.core.ids import QueryId
from resonanz.core.policy import Action
from resonanz.store.relational.editing import queries as editing
from resonanz.store.relational.selectors import queries as selector
from resonanz.store.relational.views import QueryVersionRow
from resonanz.web import desks
from resonanz.web.access import actor, page
from resonanz.web.asking import link
from resonanz.web.editor.differences import Piece, difference

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Version:
    """Hold a version and what it changed."""

    row: QueryVersionRow
    changes: Sequence[Piece]
    """Of its text; nothing for the first version and where the text stayed."""
    also: Sequence[str]
    """What else changed, in words."""
    is_current: bool


@dataclass(frozen=True, slots=True)
class History:
    """Hold a page of versions, newest first."""

    versions: Sequence[Version]
    next: str | None


def history(query: QueryId, *, after: str | None = None, limit: int = AT_ONCE) -> History:
    """Return a page of a query's versions, each compared with the one before it."""
    found = selector.query_versions(query, after=after, limit=limit)
    rows = list(found.items)
    if found.next:
        rows += selector.query_versions(query, after=found.next, limit=1).items
    before = [*rows[1:], None]
    pairs = list(zip(rows, before, strict=True))[: len(found.items)]
    first = after is None
    shown = [_version(row, former, is_current=first and at == 0) for at, (row, former) in enumerate(pairs)]
    return History(shown, found.next)


def _version(row: QueryVersionRow, former: QueryVersionRow | None, *, is_current: bool) -> Version:
    if former is None:
        return Version(row, (), (), is_current)
    changes = difference(former.text, row.text) if former.text != row.text else ()
    return Version(row, changes, list(_also(row, former)), is_current)


def _also(row: QueryVersionRow, former: QueryVersionRow) -> Sequence[str]:
    said = []
    if row.name != former.name:
        said.append(_("renamed, before: %(name)s") % {"name": former.name})
    if row.active != former.active:
        said.append(_("switched on") if row.active else _("switched off"))
    if row.about != former.about:
        said.append(_("what it is about"))
    return said


@page()
def query_versions(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a query was."""
    row = selector.query_row_of(QueryId(number))
    after = request.GET.get("after")
    found = history(row.id, after=after)
    path = reverse("query_versions", args=[number])
    return render(
        request,
        "pages/query_versions.html",
        {
            "row": row,
            "versions": found,
            "next": link(path, after=found.next) if found.next else "",
            "first": path if after else "",
        },
    )


@page(Action.MANAGE_QUERIES, methods=("POST",))
def query_restore(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Give a query the text of one of its versions; that is a new version."""
    editing.restore_query(actor(request), QueryId(number), version, desks.now())
    messages.success(request, _("The query asks again what version %(number)d asked.") % {"number": version})
    return redirect("query", number)

"""Asking a changed query of old mentions again: started here, done by a worker, watched here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from resonanz.app import rerun
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action
from resonanz.store.relational.selectors import queries as selector
from resonanz.store.relational.selectors.trail import newest_job
from resonanz.store.relational.views import QueryRow
from resonanz.web import desks
from resonanz.web.access import actor, page

PERIODS: Final[Mapping[str, timedelta | None]] = {
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
    "365d": timedelta(days=365),
    "ever": None,
}


def rerunning(row: QueryRow) -> Mapping[str, Any]:
    """Return what the page shows of asking a query of old mentions: how far it is, what came of it, what is offered."""
    job = newest_job(f"{rerun.JOB}:{row.id}")
    last = house().reruns.last(row.id)
    words = (_("of the last 30 days"), _("of the last 90 days"), _("of the last year"), _("all there are"))
    return {
        "row": row,
        "last": last,
        "is_under_way": job is not None and job.state in {"waiting", "running"},
        "job": job,
        "is_outdated": row.version > 1 and (last is None or last.version < row.version),
        "periods": list(zip(PERIODS, words, strict=True)),
    }


@page(writes=Action.MANAGE_QUERIES, methods=("GET", "POST"))
def query_rerun(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far asking again is; with POST, ask for it."""
    row = selector.query_row_of(QueryId(number))
    if request.method == "POST":
        since = request.POST.get("since", "30d")
        if since not in PERIODS:
            raise InputRejected(_("This is no period."), place="since", remedy="Choose another one.")
        length = PERIODS[since]
        rerun.start(house(), actor(request), row.id, since=desks.now() - length if length else None)
        messages.success(request, _("Old mentions are asked in the background."))
        return redirect("query", number)
    return render(request, "parts/query_rerun.html", {"rerun": rerunning(row)})

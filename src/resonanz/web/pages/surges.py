"""Surges: the list, one with its picture and what is different in it, and how many false alarms are borne."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from resonanz.app.wiring import house
from resonanz.core.ids import SurgeId
from resonanz.core.policy import Action
from resonanz.core.surge import Surge
from resonanz.store.relational.editing import surges as editing
from resonanz.store.relational.selectors import surges as stored
from resonanz.store.relational.views.surges import SurgeRow
from resonanz.understand.differences import Differences
from resonanz.understand.rising import compared, said_in
from resonanz.web.access import actor, may, page
from resonanz.web.asking import link
from resonanz.web.desks import now
from resonanz.web.pages.live import web_address
from resonanz.web.series import series_link, series_name
from resonanz.web.surge_charts import heard_since, surge_chart
from resonanz.web.trouble import rejections_at

FRESH: Final = 30
"""Seconds that a comparison may be old."""
LATELY: Final = timedelta(days=14)
"""How long a surge that is over is still told of."""
SHOWN: Final = 20
"""Mentions of a surge that its page shows."""


class BudgetForm(forms.Form):
    """Take the alarm budget."""

    budget = forms.FloatField(
        label=lazy("False alarms a week at most"),
        min_value=editing.LEAST,
        max_value=editing.MOST,
        help_text=lazy("Over all series together. Fewer false alarms mean that smaller surges are found later or not."),
    )


@page(writes=Action.MANAGE_SETTINGS, methods=("GET", "POST"))
def surges(request: HttpRequest) -> HttpResponse:
    """List the surges; administrators say here how many false alarms are borne."""
    form = BudgetForm(request.POST or None, initial={"budget": house().surges.budget()})
    if request.method == "POST" and form.is_valid():
        with rejections_at(form):
            editing.set_budget(actor(request), form.cleaned_data["budget"], now())
            messages.success(request, _("From now on this is the budget."))
            return redirect("surges")
    rows = stored.surges(after=request.GET.get("after") or None)
    return render(
        request,
        "pages/surges.html",
        {
            "rows": [shown(row) for row in rows.items],
            "next": link(reverse("surges"), after=rows.next) if rows.next else "",
            "first": reverse("surges") if request.GET.get("after") else "",
            "form": form,
            "sets": may(request, Action.MANAGE_SETTINGS),
            "budget": house().surges.budget(),
        },
        status=400 if form.errors else 200,
    )


@page()
def surges_now(request: HttpRequest) -> HttpResponse:
    """Show what surges now, for pages that are open when it begins or ends."""
    return render(request, "parts/surges_now.html", {"surges_now": latest()})


def latest() -> list[dict[str, Any]]:
    """Return what surges now and what did lately, as `parts/surges_now.html` shows it."""
    return [shown(row) for row in stored.surges_since(now() - LATELY)]


@page()
def surge(request: HttpRequest, number: int) -> HttpResponse:
    """Show one surge."""
    row = stored.surge(SurgeId(number))
    found, at = row.surge, now()
    until = found.ended_at or at
    return render(
        request,
        "pages/surge.html",
        {
            **shown(row),
            "chart": surge_chart(found, at),
            "different": different(found, at),
            "newest": list(islice(said_in(house().archive, found.series, heard_since(found), until), SHOWN)),
            "address": web_address,
            "declares": may(request, Action.DECLARE_INCIDENT) and row.incident is None,
        },
    )


def shown(row: SurgeRow) -> dict[str, Any]:
    """Return a surge as every page shows it."""
    found = row.surge
    return {
        "surge": found,
        "incident": row.incident,
        "name": series_name(found.series),
        "also": [series_name(series) for series in found.also],
        "negative": round(100 * found.negative_share),
        "mentions_url": series_link(found.series, heard_since(found), found.ended_at),
    }


def different(found: Surge, at: datetime) -> Differences:
    """Return what is different in a surge, compared with the two weeks before it; at most `FRESH` seconds old."""
    key = f"different:{found.id}:{found.mentions}:{found.ended_at}"
    kept: Differences | None = cache.get(key)
    if kept is None:
        kept = compared(house().archive, found, at)
        cache.set(key, kept, FRESH)
    return kept

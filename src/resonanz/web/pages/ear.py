"""The company's ear: which departments heard, answered, decided and changed something, and which are silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from resonanz.app.ear import ear as heard_by
from resonanz.app.wiring import house
from resonanz.core.metric import Figure, Span
from resonanz.measure.ear import Heard
from resonanz.store.relational.selectors import rules
from resonanz.web import periods
from resonanz.web.access import page
from resonanz.web.asking import link
from resonanz.web.figures import NOTHING
from resonanz.web.tags import number

_DAY = timedelta(days=1).total_seconds()


@page()
def ear(request: HttpRequest) -> HttpResponse:
    """Show what every department heard and did."""
    period = periods.chosen(request)
    span = periods.span_of(period)
    found, company = heard_by(house(), span)
    slugs = {row.id: (row.slug, row.name) for row in rules.departments()}
    rows = sorted(
        ({**_shown(one, span), "slug": slugs[one.department][0], "name": slugs[one.department][1]}
         for one in found if one.department in slugs),
        key=lambda row: (not row["heard"].is_silent, row["name"]),
    )  # fmt: skip
    return render(
        request,
        "pages/ear.html",
        {
            "rows": rows,
            "silent": sum(row["heard"].is_silent for row in rows),
            "acting": sum(row["heard"].decided > 0 for row in rows),
            "company": _days(company),
            "period": period,
            "periods": periods.options(period, reverse("ear")),
        },
    )


def _shown(one: Heard, span: Span) -> Mapping[str, Any]:
    asked = {"department": one.department, "since": span.since, "until": span.until, "own": "no", "relevant": "yes"}
    return {"heard": one, "took": _days(one.decision_time), "mentions_url": link(reverse("live"), **asked)}


def _days(figure: Figure) -> Mapping[str, Any]:
    """Return a time in days, with its interval and how many decisions it is of."""
    told = [NOTHING if one is None else number(round(one / _DAY, 1)) for one in (figure.value, figure.low, figure.high)]
    return {
        "value": told[0],
        "low": told[1] if figure.low is not None else "",
        "high": told[2],
        "of": int(figure.numerator),
        "waiting": figure.undecided,
    }

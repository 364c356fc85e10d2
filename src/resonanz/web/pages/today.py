"""The overview: today against yesterday and last week, the last hours as charts, and what waits for somebody.

The archive is asked three times for everything, and its answers are kept for a moment: many leave this page open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.case import CaseState
from resonanz.core.coverage import ToldBack, told_back
from resonanz.core.search import By, Count, Filter, Group
from resonanz.core.source import Health
from resonanz.store.relational.selectors import cases, needs, people, rules, sources
from resonanz.store.relational.views import CaseFilter
from resonanz.web import words
from resonanz.web.access import page
from resonanz.web.asking import link
from resonanz.web.charts import Chart, hours_between, series_of
from resonanz.web.desks import now
from resonanz.web.pages.surges import latest

FRESH: Final = 2
"""Seconds that a chart's numbers may be old."""
SHOWN: Final = timedelta(hours=24)
WAITING: Final = (CaseState.NEW, CaseState.OPEN, CaseState.REACTED)
COLOURS: Final = {"sentiment": ("negative", "neutral", "positive"), "kind": tuple(words.ALL["kind"])}


@page()
def overview(request: HttpRequest) -> HttpResponse:
    """Show today."""
    at = now()
    since = at - SHOWN
    gaps = sources.gaps_between(since, at)
    hours = hours_between(since, at)
    charts = {
        name: _chart(name, title, hours, gaps)
        for name, title in (
            ("sentiment", _("Mentions per hour by sentiment")),
            ("kind", _("Mentions per hour by kind")),
        )
    }
    departments = rules.departments()
    return render(
        request,
        "pages/overview.html",
        {
            "company": people.company(),
            "surges_now": latest(),
            "today": _today(at),
            "negative": _negative(charts["sentiment"], since),
            "by_sentiment": charts["sentiment"],
            "by_kind": charts["kind"],
            "departments": departments,
            "waiting": sum(row.counts.waiting for row in departments),
            "unowned": sum(row.counts.unowned for row in departments),
            "questions": _questions(),
            "needs": _needs(),
            "troubled": [row for row in sources.sources(at) if row.health.state is Health.NEEDS_OPERATOR],
        },
    )


def _counted(by: tuple[By, ...], since: datetime) -> list[Group]:
    key = f"count:{'-'.join(by)}:{since:%Y%m%d%H}:{timezone.get_current_timezone_name()}"
    found: list[Group] | None = cache.get(key)
    if found is None:
        asked = Filter(since=since, include_own=False)
        found = house().archive.count(Count(filter=asked, by=by, time_zone=timezone.get_current_timezone_name()))
        cache.set(key, found, FRESH)
    return found


def _chart(name: str, title: str, hours: tuple[datetime, ...], gaps: tuple[Any, ...]) -> Chart:
    groups = _counted((By.HOUR, By(name)), hours[0])
    live = reverse("live")
    series = series_of(
        groups,
        hours,
        {code: words.word(code, name) for code in COLOURS[name]},
        lambda code, hour: link(live, since=hour, until=hour + timedelta(hours=1), own="no", **{name: code}),
    )
    total = sum(one.total for one in series)
    return Chart(f"by-{name}", title, total, hours, series, gaps, _("nothing heard"))


def _today(at: datetime) -> Mapping[str, Any]:
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    elapsed = at - midnight
    groups = _counted((By.HOUR,), midnight - timedelta(days=7))
    return {
        "number": _between(groups, midnight, at),
        "yesterday": _between(groups, midnight - timedelta(days=1), midnight - timedelta(days=1) + elapsed),
        "last_week": _between(groups, midnight - timedelta(days=7), midnight - timedelta(days=7) + elapsed),
        "link": link(reverse("live"), since=midnight, own="no"),
    }


def _between(groups: list[Group], since: datetime, until: datetime) -> int:
    """Sum the hours that begin in a time; the hour that runs is counted whole, as it is for today."""
    return sum(
        group.number for group in groups if isinstance(group.keys[0], datetime) and since <= group.keys[0] < until
    )


def _negative(chart: Chart, since: datetime) -> Mapping[str, Any]:
    number = sum(one.total for one in chart.series if one.key == "negative")
    return {
        "number": number,
        "share": round(100 * number / chart.total) if chart.total else 0,
        "link": link(reverse("live"), since=since, sentiment="negative", own="no"),
    }


def _needs() -> ToldBack | None:
    """Return the told-back rate, a few seconds old; None while nothing was decided."""
    found: ToldBack | None = cache.get("told-back")
    if found is None:
        found = told_back(needs.facts())
        cache.set("told-back", found, 10 * FRESH)
    return found if found.of_all.of else None


def _questions() -> Mapping[str, Any]:
    asked = CaseFilter(states=WAITING, kinds=("question",))
    rows = cases.inbox(asked, order=cases.Order.URGENT, limit=200).items
    waiting = sorted(rows, key=lambda row: row.opened_at)
    return {
        "number": len(rows),
        "rows": waiting[:6],
        "oldest": waiting[0].opened_at if waiting else None,
        "link": link(reverse("inbox"), view="waiting", kind="question"),
    }

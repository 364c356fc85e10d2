"""How much a query heard, day by day, with a mark where its definition changed.

What a reader would get wrong: a query that was changed hears with its new words from then on, while older mentions
keep what was asked when they came, until it is asked of them again. Without the mark a chart would show a trend where
somebody only wrote another word.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.ids import QueryId
from resonanz.core.search import By, Count, Filter
from resonanz.query.definitions import named_in
from resonanz.store.relational.selectors import queries as selector
from resonanz.store.relational.selectors import sources
from resonanz.web.asking import link
from resonanz.web.charts import DAY, Change, Chart, Series, days_between

SHOWN: Final = timedelta(days=30)


def query_chart(query: QueryId, now: datetime) -> Chart:
    """Return the volume of one query in 30 days."""
    days = days_between(now - SHOWN, now)
    zone = timezone.get_current_timezone_name()
    groups = house().archive.count(Count(filter=Filter(since=days[0], queries=(query,)), by=(By.DAY,), time_zone=zone))
    counted = {group.keys[0]: group.number for group in groups}
    live = reverse("live")
    ends = [*days[1:], days[-1] + DAY]
    links = tuple(link(live, query=query, since=day, until=end) for day, end in zip(days, ends, strict=True))
    values = tuple(counted.get(day, 0) for day in days)
    return Chart(
        f"volume-{query}",
        _("Mentions per day"),
        sum(values),
        days,
        (Series("accent", _("mentions"), values, links),),
        sources.gaps_between(days[0], now),
        _("nothing heard"),
        step=DAY,
        changes=changes_of([query], days[0], now),
    )


def changes_of(queries: Sequence[QueryId], since: datetime, until: datetime) -> tuple[Change, ...]:
    """Return when the definition of any of these queries, or of a list they name, changed.

    For whatever chart is filtered by these queries.
    """
    found = selector.definition_changes(_with_named(queries), since, until)
    return tuple(Change(row.at, _("“%(name)s” asks something else") % {"name": row.name}) for row in found)


def _with_named(queries: Sequence[QueryId]) -> list[QueryId]:
    """Return these queries and all that they name, directly or through others."""
    texts = house().definitions().queries
    waiting = list(selector.names_of(queries))
    found: set[str] = set()
    while waiting:
        fresh = [name for name in named_in(texts.get(waiting.pop(), "")) if name not in found]
        found.update(fresh)
        waiting += fresh
    return [*queries, *(selector.numbers_of(found) if found else ())]

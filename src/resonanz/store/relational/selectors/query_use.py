"""Who uses a standing query: routes by their conditions or texts, queries that name it, searches that people keep."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.db.models import Q

from resonanz.core.errors import NotFound
from resonanz.core.ids import QueryId, RouteId
from resonanz.query.definitions import named_in
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable


@dataclass(frozen=True, slots=True)
class QueryUse:
    """Hold who uses a query, each with its number and name, by name."""

    routes: tuple[tuple[RouteId, str], ...]
    queries: tuple[tuple[QueryId, str], ...]
    searches: tuple[str, ...]
    """Names of saved searches that are shared, and one's own."""

    @property
    def is_used(self) -> bool:
        """Tell whether anybody does."""
        return bool(self.routes or self.queries or self.searches)


@reachable()
def query_use(query: QueryId, *, reader: int | None = None) -> QueryUse:
    """Return who uses a query; of saved searches those that `reader` may see. Raise NotFound; four queries."""
    name = models.StandingQuery.objects.filter(pk=query).values_list("name", flat=True).first()
    if name is None:
        raise NotFound(f"There is no query {query}.")
    naming = models.StandingQuery.objects.filter(text__icontains="query").exclude(pk=query)
    routes = models.Route.objects.filter(Q(queries=query) | Q(text__icontains="query")).distinct()
    chosen = set(models.Route.objects.filter(queries=query).values_list("pk", flat=True))
    kept = models.SavedSearch.objects.filter(Q(shared=True) | Q(user_id=reader))
    return QueryUse(
        routes=tuple(
            (RouteId(pk), called)
            for pk, called, text in routes.order_by("name").values_list("pk", "name", "text")
            if pk in chosen or name in named_in(text)
        ),
        queries=tuple(
            (QueryId(pk), called)
            for pk, called, text in naming.order_by("name").values_list("pk", "name", "text")
            if name in named_in(text)
        ),
        searches=tuple(
            called
            for called, address in kept.order_by("name").values_list("name", "address")
            if _asks(address, query, name)
        ),
    )


def _asks(address: str, query: QueryId, name: str) -> bool:
    asked = parse_qs(urlsplit(address).query)
    return str(query) in asked.get("query", []) or any(name in named_in(text) for text in asked.get("q", []))

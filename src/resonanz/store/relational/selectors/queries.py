"""Standing queries as lists read them: in pages, because a company may have ten thousand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F, Q

from resonanz.core.errors import NotFound
from resonanz.core.ids import QueryId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.selectors.rules import query_row, version_row
from resonanz.store.relational.views import QueryRow, QueryVersionRow, Rows


@reachable()
def query_page(
    *, text: str = "", about: str = "", active: bool | None = None, after: str | None = None, limit: int = 50
) -> Rows[QueryRow]:
    """Return a page of standing queries by name, those with `text` in name or text; three queries."""
    limit = bounded(limit)
    rows = models.StandingQuery.objects.filter(_has(text)).order_by("name").prefetch_related("routes")
    if about:
        rows = rows.filter(about=about)
    if active is not None:
        rows = rows.filter(active=active)
    if after is not None:
        rows = rows.filter(name__gt=read_cursor("queries", after, str)[0])
    found = list(rows[: limit + 1])
    versions = models.QueryVersion.objects.select_related("by").defer("text")
    newest = {row.query_id: row for row in versions.filter(query__in=found, version=F("query__version"))}
    return page(found, limit, lambda row: query_row(row, newest.get(row.pk)), lambda row: cursor("queries", row.name))


@reachable()
def query_row_of(query: QueryId) -> QueryRow:
    """Return one standing query; raise NotFound. Three queries."""
    row = models.StandingQuery.objects.filter(pk=query).prefetch_related("routes").first()
    if row is None:
        raise NotFound(f"There is no query {query}.")
    newest = models.QueryVersion.objects.select_related("by").filter(query=row, version=row.version).first()
    return query_row(row, newest)


@reachable()
def query_number() -> int:
    """Return how many standing queries there are."""
    return models.StandingQuery.objects.count()


@reachable()
def query_names(beginning: str, limit: int = 12) -> tuple[str, ...]:
    """Return names of standing queries that begin with a text, in any case; one query."""
    spelt = Q()
    for one in _spellings(beginning):
        spelt |= Q(name__istartswith=one)
    found = models.StandingQuery.objects.filter(spelt).order_by("name")
    return tuple(found.values_list("name", flat=True)[: bounded(limit)])


@reachable()
def names_of(queries: Sequence[QueryId]) -> tuple[str, ...]:
    """Return the names of these standing queries; one query."""
    return tuple(models.StandingQuery.objects.filter(pk__in=queries).values_list("name", flat=True))


@reachable()
def numbers_of(names: Collection[str]) -> tuple[QueryId, ...]:
    """Return the numbers of the standing queries of these names; one query."""
    found = models.StandingQuery.objects.filter(name__in=names).values_list("pk", flat=True)
    return tuple(QueryId(number) for number in found)


@reachable()
def query_versions(query: QueryId, *, after: str | None = None, limit: int = 10) -> Rows[QueryVersionRow]:
    """Return a page of what a query was, newest first; one query."""
    limit = bounded(limit)
    rows = models.QueryVersion.objects.select_related("by").filter(query=query).order_by("-version")
    if after is not None:
        rows = rows.filter(version__lt=read_cursor("versions", after, int)[0])
    return page(list(rows[: limit + 1]), limit, version_row, lambda row: cursor("versions", row.version))


@reachable()
def query_version(query: QueryId, version: int) -> QueryVersionRow:
    """Return what a query was as one of its versions; raise NotFound."""
    row = models.QueryVersion.objects.select_related("by").filter(query=query, version=version).first()
    if row is None:
        raise NotFound(f"There is no version {version} of the query {query}.")
    return version_row(row)


@reachable()
def definition_changes(
    queries: Sequence[QueryId], since: datetime, until: datetime, *, limit: int = 50
) -> tuple[QueryVersionRow, ...]:
    """Return the versions, oldest first, that ask something else than the version before; two queries.

    A new name or subject changes nothing that is counted; switching a query off and on does.
    """
    each = models.QueryVersion.objects.select_related("by").filter(query__in=queries)
    found = list(each.filter(at__gte=since, at__lte=until, version__gt=1).order_by("-at")[: bounded(limit)])
    former = Q(pk=None)
    for row in found:
        former |= Q(query=row.query_id, version=row.version - 1)
    before = {(row.query_id, row.version + 1): (row.text, row.active) for row in each.filter(former)}
    changed = [row for row in found if before.get((row.query_id, row.version)) != (row.text, row.active)]
    return tuple(version_row(row) for row in reversed(changed))


def _has(text: str) -> Q:
    found = Q()
    for one in _spellings(text):
        found |= Q(name__icontains=one) | Q(text__icontains=one)
    return found


def _spellings(text: str) -> set[str]:
    """Return a text in the cases it may stand in: SQLite folds the case of ASCII letters alone."""
    return {text, text.lower(), text.upper(), text.title()} if text else set()

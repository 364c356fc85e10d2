"""Dashboards: a person's own, and those that others share."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from resonanz.core.dashboard import Dashboard, Tile
from resonanz.core.errors import NotFound
from resonanz.core.ids import UserId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows


@reachable()
def dashboards(person: UserId, *, after: str | None = None, limit: int = 50) -> Rows[Dashboard]:
    """Return a page of what a person may look at, the latest first; one query."""
    limit = bounded(limit)
    found = _seen_by(person)
    if after is not None:
        (last,) = read_cursor("dashboards", after, int)
        found = found.filter(pk__lt=last)
    return page(list(found.order_by("-pk")[: limit + 1]), limit, dashboard_of, lambda row: cursor("dashboards", row.pk))


@reachable()
def dashboard(person: UserId, number: int) -> Dashboard:
    """Return one; raise NotFound where there is none, or where it is somebody else's own."""
    row = _seen_by(person).filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no dashboard {number}.")
    return dashboard_of(row)


def dashboard_of(row: models.Dashboard) -> Dashboard:
    """Return a row as a dashboard."""
    return Dashboard(
        id=row.pk,
        owner=UserId(row.owner_id),
        owner_name=row.owner.get_full_name() or row.owner.get_username(),
        name=row.name,
        shared=row.shared,
        tiles=tiles_of(row),
    )


def tiles_of(row: models.Dashboard) -> tuple[Tile, ...]:
    """Return a row's tiles in their order."""
    return msgspec.json.decode(row.tiles, type=tuple[Tile, ...])


def _seen_by(person: UserId) -> QuerySet[models.Dashboard, Any]:
    return models.Dashboard.objects.filter(Q(owner=person) | Q(shared=True)).select_related("owner")

"""Making and arranging dashboards; each belongs to one person, who alone changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from resonanz.core.dashboard import Dashboard, Tile
from resonanz.core.errors import InputRejected, NotAllowed, NotFound
from resonanz.core.ids import UserId
from resonanz.core.policy import Action, Actor, allowed, require
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, found, record, text
from resonanz.store.relational.selectors.dashboards import dashboard_of, tiles_of

MOST: Final = 50
"""Dashboards of one person."""

Arranging = Callable[[tuple[Tile, ...]], tuple[Tile, ...]]


def create_dashboard(actor: Actor, name: str, at: datetime, *, shared: bool = False) -> Dashboard:
    """Begin a dashboard without tiles; whoever may read may have some."""
    require(actor, Action.READ)
    with edit():
        person = _person(actor)
        if models.Dashboard.objects.filter(owner=person).count() >= MOST:
            raise InputRejected(f"These are more than {MOST} dashboards.", place="name", remedy="Remove one first.")
        row = models.Dashboard.objects.create(owner_id=person, name=_name(name), shared=shared)
        record(actor, "dashboard_create", f"dashboard:{row.pk}", at, shared=shared)
        return dashboard_of(row)


def name_dashboard(actor: Actor, number: int, name: str, at: datetime, *, shared: bool) -> Dashboard:
    """Give a dashboard a name, and say whether everybody sees it."""
    require(actor, Action.READ)
    with edit():
        row = _own(actor, number)
        row.name, row.shared = _name(name), shared
        row.save()
        record(actor, "dashboard_name", f"dashboard:{row.pk}", at, shared=shared)
        return dashboard_of(row)


def arrange(actor: Actor, number: int, arranging: Arranging, at: datetime) -> Dashboard:
    """Change the tiles of a dashboard as they stand now, not as somebody's window shows them."""
    require(actor, Action.READ)
    with edit():
        row = _own(actor, number)
        tiles = arranging(tiles_of(row))
        row.tiles = msgspec.json.encode(tiles).decode()
        row.save()
        record(actor, "dashboard_arrange", f"dashboard:{row.pk}", at, tiles=len(tiles))
        return dashboard_of(row)


def delete_dashboard(actor: Actor, number: int, at: datetime) -> None:
    """Remove a dashboard: its owner does, and an administrator one that is shared."""
    require(actor, Action.READ)
    with edit():
        row = found(models.Dashboard, number, "dashboard")
        if not (row.shared and allowed(actor, Action.MANAGE_SETTINGS)):
            row = _own(actor, number)
        record(actor, "dashboard_delete", f"dashboard:{row.pk}", at)
        row.delete()


def _own(actor: Actor, number: int) -> models.Dashboard:
    """Return a dashboard of the actor's; somebody else's private one is not even there."""
    row = found(models.Dashboard, number, "dashboard")
    if row.owner_id == _person(actor):
        return row
    if not row.shared:
        raise NotFound(f"There is no dashboard {number}.")
    raise NotAllowed("Only who made a dashboard arranges it.")


def _person(actor: Actor) -> UserId:
    if actor.id is None:
        raise NotAllowed("A dashboard belongs to a person.")
    return actor.id


def _name(given: str) -> str:
    return text(given, place="name", longest=120)

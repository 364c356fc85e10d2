"""Searches and views that people keep under a name."""

from __future__ import annotations

from datetime import datetime

from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.policy import Action, Actor, require
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, found, record, text


def save_search(actor: Actor, name: str, address: str, at: datetime, *, shared: bool = False) -> int:
    """Keep the address of a page under a name, in place of one's own of that name; return its id.

    Raise InputRejected for an address that leaves this installation.
    """
    require(actor, Action.READ)
    if actor.id is None:
        raise NotAllowed("A saved search belongs to a person.")
    if not address.startswith("/") or address.startswith(("//", "/\\")) or len(address) > 2000:
        raise InputRejected("This is no page of ours.", place="address", remedy="Save it from the page itself.")
    with edit():
        row, _ = models.SavedSearch.objects.update_or_create(
            user_id=actor.id,
            name=text(name, place="name", longest=100),
            defaults={"address": address, "shared": shared},
        )
        record(actor, "search_save", f"search:{row.pk}", at, shared=shared)
    return row.pk


def remove_search(actor: Actor, search: int, at: datetime) -> None:
    """Give up a saved search: one's own, or as an administrator anybody's."""
    with edit():
        row = found(models.SavedSearch, search, "search")
        if actor.id is None or row.user_id != actor.id:
            require(actor, Action.MANAGE_PEOPLE)
        record(actor, "search_remove", f"search:{row.pk}", at)
        row.delete()

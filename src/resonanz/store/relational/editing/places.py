"""What people decide about new places: try one until a day, hide it, show it again."""

from __future__ import annotations

from datetime import datetime

from resonanz.core.charter import Charter, Subject, SubjectKind
from resonanz.core.errors import Conflict, InputRejected, NotFound
from resonanz.core.place import PlaceKind, PlaceState
from resonanz.core.policy import Action, Actor, require
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, found, record
from resonanz.store.relational.editing.seriousness import write_charter


def try_place(actor: Actor, number: int, charter: Charter, at: datetime) -> None:
    """Try a place until the charter's end date; raise InputRejected without one, or without an owner."""
    require(actor, Action.MANAGE_DEPARTMENT)
    if charter.subject != Subject(SubjectKind.PLACE, str(number)):
        raise InputRejected("The charter is for something else.", place="subject", remedy=f"Write place:{number}.")
    if charter.ends_on is None or charter.ends_on <= at.date():
        raise InputRejected("A trial needs a day on which it ends.", place="ends_on", remedy="Choose a later day.")
    if charter.owner is None:
        raise InputRejected("A trial needs an owner.", place="owner", remedy="Say who tries it.")
    with edit():
        _move(actor, number, PlaceState.NEW, PlaceState.TRYING, at)
        write_charter(actor, charter, at)
        record(actor, "place_try", f"place:{number}", at, ends_on=charter.ends_on.isoformat())


def hide_place(actor: Actor, number: int, at: datetime) -> None:
    """Propose a place no more, or end its trial."""
    require(actor, Action.MANAGE_DEPARTMENT)
    with edit():
        row = found(models.Place, number, "place")
        _move(actor, number, PlaceState(row.state), PlaceState.HIDDEN, at)
        models.Charter.objects.filter(subject=f"place:{number}").delete()
        record(actor, "place_hide", f"place:{number}", at)


def show_place(actor: Actor, number: int, at: datetime) -> None:
    """Propose a hidden place again."""
    require(actor, Action.MANAGE_DEPARTMENT)
    with edit():
        _move(actor, number, PlaceState.HIDDEN, PlaceState.NEW, at)
        record(actor, "place_show", f"place:{number}", at)


def _move(actor: Actor, number: int, before: PlaceState, after: PlaceState, at: datetime) -> None:
    row = found(models.Place, number, "place")
    if row.kind == PlaceKind.ALL.value:
        raise NotFound(f"There is no place {number}.")
    if row.state != before.value or before is after:
        raise Conflict("Somebody decided about this place already.")
    row.state, row.decided_by_id, row.decided_at = after.value, actor.id, at
    row.save(update_fields=["state", "decided_by", "decided_at"])

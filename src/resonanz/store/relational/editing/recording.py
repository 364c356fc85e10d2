"""Checks and the line in the audit trail that every edit shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, models, transaction

from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.policy import Actor
from resonanz.core.ports import Entry
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.records import StoredAudit

Table = TypeVar("Table", bound=models.Model)

_audit = StoredAudit()


@contextmanager
def edit() -> Iterator[None]:
    """Make one change of many statements, all or nothing."""
    with reachable(), transaction.atomic():
        yield


def record(actor: Actor, action: str, subject: str, at: datetime, **detail: object) -> None:
    """Write the audit trail; `detail` holds no secret and no stranger's text."""
    _audit.write(Entry(at=at, actor=actor.id, action=action, subject=subject, detail=detail))


def found(table: type[Table], number: int, name: str) -> Table:
    """Return a row, locked until the change is done; raise NotFound."""
    row = table._default_manager.select_for_update().filter(pk=number).first()  # noqa: SLF001  Django's public name
    if row is None:
        raise NotFound(f"There is no {name} {number}.")
    return row


def save(row: models.Model, *, place: str, taken: str) -> None:
    """Save a row; raise InputRejected with `taken` when another row has what must be unique."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise InputRejected(taken, place=place, remedy="Choose another one.") from None


def text(value: str, *, place: str, longest: int = 200) -> str:
    """Return a name or word as it is stored; raise InputRejected when it is empty or too long."""
    cleaned = " ".join(value.replace("\0", "").split())
    if not cleaned:
        raise InputRejected("This must not be empty.", place=place, remedy="Fill it in.")
    if len(cleaned) > longest:
        raise InputRejected(f"This has more than {longest} characters.", place=place, remedy="Shorten it.")
    return cleaned


def among(value: str, allowed: Iterable[str], *, place: str) -> str:
    """Return `value`; raise InputRejected when it is none of `allowed`."""
    words = [str(word) for word in allowed]
    if value not in words:
        raise InputRejected(f"{value!r} is not known.", place=place, remedy=f"Choose one of: {', '.join(words)}.")
    return value

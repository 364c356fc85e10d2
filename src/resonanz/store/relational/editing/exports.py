"""Asking for files, and saying what became of them; the use cases are in `app.exporting`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from resonanz.core.errors import InputRejected
from resonanz.core.export import ExportId
from resonanz.core.ids import UserId
from resonanz.core.policy import Actor
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, record

MOST_KEPT = 20
"""Files that one person can have at a time."""


def add_export(actor: Actor, what: str, form: str, wanted: str, at: datetime) -> ExportId:
    """Note that somebody asks for a file; raise InputRejected where they have too many."""
    if actor.id is None:
        raise InputRejected("A file is asked for by a person.", place="token", remedy="Use a person's token.")
    with edit():
        if models.Export.objects.filter(owner=actor.id).count() >= MOST_KEPT:
            raise InputRejected(
                f"You have {MOST_KEPT} files already.", place="what", remedy="Remove one of those you asked for before."
            )
        row = models.Export.objects.create(owner_id=actor.id, what=what, form=form, wanted=wanted, asked_at=at)
        record(actor, "export_ask", f"export:{row.pk}", at, what=what, form=form)
    return ExportId(row.pk)


def begin_export(number: ExportId) -> None:
    """Note that a file is written from its beginning: what was erased before is not in it."""
    with edit():
        models.Export.objects.filter(pk=number, ended_at=None).update(spoilt=False)


def finish_export(number: ExportId, *, rows: int, size: int, at: datetime) -> bool:
    """Note that a file is written, and forget what narrowed it; False where something in it was erased meanwhile."""
    with edit():
        unspoilt = models.Export.objects.filter(pk=number, ended_at=None, spoilt=False)
        return bool(unspoilt.update(number=rows, size=size, ended_at=at, wanted=""))


def spoil_export(number: ExportId) -> bool:
    """Note that something in a file was erased; tell whether it was written already."""
    with edit():
        models.Export.objects.filter(pk=number).update(spoilt=True)
        return models.Export.objects.filter(pk=number).exclude(ended_at=None).exists()


def delete_exports(numbers: Sequence[ExportId], *, owner: UserId | None = None) -> None:
    """Forget files; `owner`: only those of this person."""
    with edit():
        rows = models.Export.objects.filter(pk__in=numbers)
        (rows if owner is None else rows.filter(owner=owner)).delete()

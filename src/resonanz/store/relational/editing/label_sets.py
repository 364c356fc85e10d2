"""Label sets of the company's own. A value that is taken out is asked for no more; what was said with it stays."""

from __future__ import annotations

from datetime import datetime

from resonanz.core.policy import Action, Actor, require
from resonanz.core.teaching import LabelSet
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, record, save, text
from resonanz.store.relational.repositories.teaching import set_of


def keep_set(actor: Actor, wanted: LabelSet, at: datetime) -> LabelSet:
    """Make a label set, or change the one of that short name."""
    require(actor, Action.MANAGE_UNDERSTANDING)
    with edit():
        row = models.LabelSet.objects.filter(slug=wanted.slug).first() or models.LabelSet(slug=wanted.slug)
        row.name = text(wanted.name, place="name", longest=120)
        row.values = "\n".join(wanted.values)
        save(row, place="slug", taken=f"There is a label set {wanted.slug!r} already.")
        record(actor, "label_set_keep", f"task:{wanted.task}", at, values=list(wanted.values))
    return set_of(row)


def drop_set(actor: Actor, slug: str, at: datetime) -> None:
    """Remove a label set with everything that was said and learned in it."""
    require(actor, Action.MANAGE_UNDERSTANDING)
    with edit():
        row = models.LabelSet.objects.filter(slug=slug).first()
        if row is None:
            return
        task = set_of(row).task
        for table in (models.Lesson, models.ModelVersion, models.TaskWish):
            table.objects.filter(task=task).delete()
        record(actor, "label_set_drop", f"task:{task}", at)
        row.delete()

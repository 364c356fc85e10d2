"""What keeping and relabelling mean, apart from where: pure rules that every archive shares.

The one thing a reader would get wrong: a person's label outlives a new revision of the text and every machine,
so neither keeping nor relabelling is a plain overwrite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.understood import LABELLED, Label, Understood

_FIELDS = frozenset(field.name for field in fields(Understood))


def revise(before: Heard, after: Heard) -> Heard:
    """Return `after`, with the labels that a person set on `before`."""
    kept = {
        name: label
        for name in LABELLED
        if (label := _label(before.understood, name)).by_person and not _label(after.understood, name).by_person
    }
    return replace(after, understood=replace(after.understood, **kept)) if kept else after  # type: ignore[arg-type]


def relabelled(understood: Understood, labels: Mapping[str, object]) -> Understood:
    """Return `understood` with `labels`; None leaves a value, and no machine overwrites a person.

    Raise InputRejected for a field that `Understood` does not have.
    """
    changed: dict[str, object] = {}
    for name, value in labels.items():
        if name not in _FIELDS:
            raise InputRejected(f"Mentions have no understood value {name!r}.", place=name)
        if value is None:
            continue
        if isinstance(value, Label) and not value.by_person and _label(understood, name).by_person:
            continue
        changed[name] = value
    return replace(understood, **changed) if changed else understood  # type: ignore[arg-type]


def collapse(batch: Iterable[Heard]) -> tuple[dict[MentionId, Heard], int, int]:
    """Return (the last word on each id, revisions inside the batch, repetitions inside it)."""
    last: dict[MentionId, Heard] = {}
    revised = known = 0
    for heard in batch:
        before = last.get(heard.mention.id)
        if before is None:
            last[heard.mention.id] = heard
        elif heard.mention.revision > before.mention.revision:
            last[heard.mention.id] = revise(before, heard)
            revised += 1
        else:
            known += 1
    return last, revised, known


def _label(understood: Understood, name: str) -> Label:
    label: Label = getattr(understood, name)
    return label

"""What keeping and relabelling mean, apart from where: pure rules that every archive shares.

The one thing a reader would get wrong: a person's label outlives a new revision of the text and every machine,
so neither keeping nor relabelling is a plain overwrite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any, Final

from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.understood import LABELLED, Label, Understood

_FIELDS = frozenset(field.name for field in fields(Understood))


def revise(before: Heard, after: Heard) -> Heard:
    """Return `after`, with what a person set on `before`."""
    kept: dict[str, object] = {
        name: label
        for name in LABELLED
        if (label := _label(before.understood, name)).by_person and not _label(after.understood, name).by_person
    }
    for name in _SEVERAL:
        judged = getattr(after.understood, name)
        if (joined := _joined(name, before.understood, judged)) != judged:
            kept[name] = joined
    return replace(after, understood=replace(after.understood, **kept)) if kept else after  # type: ignore[arg-type]


def relabelled(understood: Understood, labels: Mapping[str, object]) -> Understood:
    """Return `understood` with `labels`; None leaves a value, and no machine overwrites a person.

    Of targets and labels of the company's own an empty value takes one away, a person's as well.

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
        changed[name] = _joined(name, understood, value) if name in _SEVERAL else value  # type: ignore[arg-type]
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


def _joined(name: str, before: Understood, after: Iterable[Any]) -> tuple[Any, ...]:
    """Return `after`, with what people said in `before` where nobody says otherwise."""
    of, label = _SEVERAL[name]
    after = tuple(after)
    kept = [one for one in getattr(before, name) if label(one).by_person]
    if not kept and all(label(one).value for one in after):
        return after
    found = {of(one): one for one in after}
    for one in kept:
        other = found.get(of(one))
        if other is None or not label(other).by_person:
            found[of(one)] = one
    return tuple(found[each] for each in sorted(found) if label(found[each]).value)


_SEVERAL: Final[Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Label]]]] = {
    "targets": (attrgetter("query"), attrgetter("feels")),
    "labels": (attrgetter("slug"), attrgetter("label")),
}
"""Fields of `Understood` that hold several labels: what each is of, and the label."""


def _label(understood: Understood, name: str) -> Label:
    label: Label = getattr(understood, name)
    return label

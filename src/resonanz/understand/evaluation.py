"""The accuracy card of a model: what it is worth on examples that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from resonanz.core.errors import InputRejected
from resonanz.understand.learning import Example, Model, Threshold, thresholds
from resonanz.understand.measuring import Found, Interval, accuracy, calibration_error, found_label, interval, macro_f1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Say what asking for an accuracy gave: with the model's own threshold, and with the best there could be."""

    asked: float
    accuracy: float | None
    """What was obtained; None when nothing was sure enough."""
    coverage: float
    best_coverage: float
    """With a threshold chosen after the fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Hold the figures of one model on one set."""

    examples: int
    accuracy: Interval
    macro_f1: Interval
    calibration_error: float
    by_label: dict[str, Found]
    confusion: dict[str, dict[str, int]]
    """How often (true label) was called (label), where it was at all."""
    kept: tuple[Kept, ...]
    unknown: int
    """Examples with a label that the model was never shown; each counts as wrong."""


def evaluate(model: Model, examples: Sequence[Example]) -> Card:
    """Return the card of `model` on `examples`; raise InputRejected when there are none."""
    if not examples:
        raise InputRejected("There are no examples.", remedy="Give at least one labelled line.")
    strange = sorted({example.label for example in examples} - set(model.labels))
    names = (*model.labels, *strange)
    truth = np.array([names.index(example.label) for example in examples])
    shares = model.shares([example.text for example in examples])
    found, sure = shares.argmax(axis=1), shares.max(axis=1)
    right = found == truth
    confusion: dict[str, dict[str, int]] = {}
    for true, called in zip(truth.tolist(), found.tolist(), strict=True):
        row = confusion.setdefault(names[true], {})
        row[names[called]] = row.get(names[called], 0) + 1
    return Card(
        examples=len(examples),
        accuracy=interval(accuracy, truth, found),
        macro_f1=interval(macro_f1, truth, found),
        calibration_error=calibration_error(sure, right),
        by_label={name: found_label(truth, found, place) for place, name in enumerate(names)},
        confusion=confusion,
        kept=tuple(
            _kept(own, best, sure, right) for own, best in zip(model.thresholds, thresholds(sure, right), strict=False)
        ),
        unknown=sum(example.label in strange for example in examples),
    )


def _kept(own: Threshold, best: Threshold, sure: np.ndarray, right: np.ndarray) -> Kept:
    above = sure >= own.confidence
    return Kept(
        asked=own.accuracy,
        accuracy=float(right[above].mean()) if above.any() else None,
        coverage=float(above.mean()),
        best_coverage=best.coverage,
    )

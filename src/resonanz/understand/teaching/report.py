"""What is written down of a version: its comparison, its accuracy cards, and where it went wrong.

A report is kept as long as its version, longer than a mention may be. So it names lessons by number, never by their
words, and the words that it does hold were used in several mentions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from resonanz.core.understood import Label
from resonanz.understand.measuring import BINS, Interval, calibration_error, found_label, interval, macro_f1
from resonanz.understand.teaching.curve import share

ALL: Final = ""
"""The language of the card over all languages."""
EVERY: Final = "*"
"""Stands for every language in a list of languages."""


class Bin(msgspec.Struct, frozen=True):
    """Hold how sure answers were and how often they were right."""

    sure: float
    right: float
    number: int


class Found(msgspec.Struct, frozen=True):
    """Hold how well one value is found."""

    precision: float
    recall: float
    f1: float
    number: int


class Card(msgspec.Struct, frozen=True):
    """Hold the figures of one task in one language."""

    lang: str
    number: int
    accuracy: Interval
    macro_f1: Interval
    calibration_error: float
    bins: list[Bin]
    by_value: dict[str, Found]
    confusion: dict[str, dict[str, int]]
    """How often (what a person said) was called (value)."""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """Hold what a version answered to one lesson that it had not seen."""

    lesson: int
    value: str
    sure: float
    right: bool
    counts: bool = True
    """Whether figures rest on it: where enough lessons were drawn by lot, the others only teach."""


class Comparison(msgspec.Struct, frozen=True):
    """Hold a verdict as it is written down."""

    reason: str
    judged_on: int
    by_chance: bool
    tries: int
    macro_f1: Interval
    accuracy: Interval
    against: str
    """What ran: `rules`, `usual` (the most frequent value) or the name of a version."""


class Report(msgspec.Struct, frozen=True):
    """Hold everything that is known of a version."""

    comparison: Comparison
    langs: list[str]
    """Languages it speaks for, or `EVERY`; the rules go on judging the others."""
    cards: list[Card]
    before: list[Card]
    """Of what ran, on the same lessons."""
    answers: list[Answer]
    again: list[int]
    """Lessons that corrected a mistake which this version makes again, having seen the correction."""
    corrected: int
    """Mistakes that were replayed."""
    again_unseen: int
    """How many of them it makes without having seen the correction."""
    words: dict[str, list[str]]
    values: dict[str, float]
    """Share of each value among its answers: what drift is measured against."""
    sure: float
    """Mean confidence of its answers."""
    seconds: float
    service: str = ""
    """Which service answers, where no model of ours does."""


def counted(report: Report) -> tuple[list[float], list[bool]]:
    """Return how sure the answers were that figures rest on, and whether each was right."""
    answers = [one for one in report.answers if one.counts]
    return [one.sure for one in answers], [one.right for one in answers]


def encoded(report: Report) -> str:
    """Return a report as JSON."""
    return msgspec.json.encode(report).decode()


def decoded(text: str) -> Report:
    """Return a report that `encoded` wrote; raise msgspec.DecodeError for anything else."""
    return msgspec.json.decode(text, type=Report)


def cards(truth: Sequence[str], answers: Sequence[Label], langs: Sequence[str], *, fewest: int) -> list[Card]:
    """Return the card over all languages, then one for each language with at least `fewest` lessons."""
    found = [_card(ALL, truth, answers)] if truth else []
    for lang in sorted(set(langs), key=lambda one: (-langs.count(one), one)):
        places = [place for place, one in enumerate(langs) if one == lang]
        if fewest <= len(places) < len(truth):
            found.append(_card(lang, [truth[place] for place in places], [answers[place] for place in places]))
    return found


def _card(lang: str, truth: Sequence[str], answers: Sequence[Label]) -> Card:
    names = sorted({*truth, *(answer.value for answer in answers)})
    places = {name: number for number, name in enumerate(names)}
    true = np.array([places[value] for value in truth])
    found = np.array([places[answer.value] for answer in answers])
    sure = np.array([answer.confidence for answer in answers])
    confusion: dict[str, dict[str, int]] = {}
    for said, answer in zip(truth, answers, strict=True):
        row = confusion.setdefault(said, {})
        row[answer.value] = row.get(answer.value, 0) + 1
    return Card(
        lang=lang,
        number=len(truth),
        accuracy=share(int((true == found).sum()), len(truth)),
        macro_f1=interval(macro_f1, true, found),
        calibration_error=calibration_error(sure, true == found),
        bins=_bins(sure, true == found),
        by_value={name: _found(true, found, places[name]) for name in names if name in confusion},
        confusion=confusion,
    )


def _found(truth: np.ndarray, found: np.ndarray, label: int) -> Found:
    figures = found_label(truth, found, label)
    return Found(figures.precision, figures.recall, figures.f1, figures.examples)


def _bins(sure: np.ndarray, right: np.ndarray) -> list[Bin]:
    numbers = np.minimum((sure * BINS).astype(int), BINS - 1)
    return [
        Bin(float(sure[part].mean()), float(right[part].mean()), int(part.sum()))
        for part in (numbers == number for number in np.unique(numbers))
    ]

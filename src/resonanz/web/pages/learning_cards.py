"""Accuracy cards and the curve of what an accuracy costs, as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from resonanz.understand.teaching.curve import ASKED, Point, curve
from resonanz.understand.teaching.report import Card, Report, counted
from resonanz.web import words
from resonanz.web.pages.learning_words import figure, name_of_value

WIDTH: Final = 560
HEIGHT: Final = 220
LEFT: Final = 48
BOTTOM: Final = 32
MOST_VALUES: Final = 12
"""Values up to which a confusion matrix can be read."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Hold the curve as a picture and as rows."""

    rows: list[Mapping[str, Any]]
    line: str
    """Points of the coverage's line."""
    band: str
    """Points of its interval."""
    mark: Mapping[str, Any]
    """What is asked for now."""
    ticks: list[tuple[int, int, str]]
    """x, y and words along both axes."""


def shown(task: str, report: Report, is_running: bool) -> list[Mapping[str, Any]]:
    """Return the cards of what runs: of the version, or of the rules that ran when it was tried."""
    found = report.cards if is_running else report.before
    return [_card(task, card) for card in found]


def _card(task: str, card: Card) -> Mapping[str, Any]:
    values = sorted(card.by_value, key=lambda value: -card.by_value[value].number)
    called = sorted({value for row in card.confusion.values() for value in row} | set(values))
    small = len(called) <= MOST_VALUES
    return {
        "title": words.word(card.lang, "lang") if card.lang else _("All languages"),
        "number": card.number,
        "accuracy": figure(card.accuracy),
        "macro_f1": figure(card.macro_f1),
        "calibration": card.calibration_error,
        "bins": card.bins,
        "values": [(name_of_value(task, value), card.by_value[value]) for value in values],
        "called": [name_of_value(task, value) for value in called] if small else [],
        "confusion": [
            (name_of_value(task, value), [(card.confusion[value].get(one, 0), one == value) for one in called])
            for value in values
        ]
        if small
        else [],
    }


def curve_of(report: Report, asked: float) -> Curve:
    """Return what each accuracy costs, and what the one asked for does."""
    sure, right = counted(report)
    points = curve(sure, right)
    now = curve(sure, right, (asked,))[0]
    upper = [_xy(point.asked, point.coverage.high) for point in points]
    lower = [_xy(point.asked, point.coverage.low) for point in reversed(points)]
    x, y = _xy(now.asked, now.coverage.value)
    return Curve(
        rows=[_row(point) for point in points],
        line=" ".join(f"{one},{other}" for one, other in (_xy(p.asked, p.coverage.value) for p in points)),
        band=" ".join(f"{one},{other}" for one, other in [*upper, *lower]),
        mark={"x": x, "y": y, **_row(now)},
        ticks=[(_xy(one, 0)[0], HEIGHT - 10, f"{one:.0%}") for one in (0.7, 0.8, 0.9, 0.99)]
        + [(8, _xy(0, one)[1] + 4, f"{one:.0%}") for one in (0.0, 0.5, 1.0)],
    )


def _row(point: Point) -> Mapping[str, Any]:
    return {
        "asked": point.asked,
        "accuracy": figure(point.accuracy),
        "coverage": figure(point.coverage),
        "share": point.coverage.value,
        "confidence": point.confidence,
        "possible": point.accuracy is not None,
    }


def _xy(asked: float, coverage: float) -> tuple[int, int]:
    along = (max(asked, ASKED[0]) - ASKED[0]) / (ASKED[-1] - ASKED[0])
    return (
        round(LEFT + along * (WIDTH - LEFT - 36)),
        round(HEIGHT - BOTTOM - coverage * (HEIGHT - BOTTOM - 12)),
    )

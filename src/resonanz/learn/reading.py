"""The series that an initiative is judged by: read from the metrics, or from the file that was handed in.

What a reader would get wrong: a day on which listening had a gap is left out, because too little heard looks like a
fall; and the history begins with the first day on which anything was counted, because before that nobody listened.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.initiative import Initiative
from resonanz.core.metric import DailySeries, Metric
from resonanz.core.ports import InitiativeBook, Measures
from resonanz.learn.counterfactual import LONGEST_BEFORE
from resonanz.learn.daily import Daily, read_daily
from resonanz.learn.effects import FEWEST_BEFORE
from resonanz.learn.power import Power, power, seeing

WEEKS: Final = (1, 2, 3, 4, 6, 8, 12, 16, 26)
"""Lengths of a try that are looked at when somebody wants to know how long it has to run."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Say before the start what a try will be able to show."""

    history: int
    """Days of the metric before it."""
    days: int
    power: Power | None
    """None where the history is too short to say."""
    chance: float | None
    """Probability that the stated size would be seen, if it came."""
    needed: int | None
    """Days in which it would be seen with 80 %: as planned, or more weeks; None where no length that can be looked at
    suffices."""


class SeriesReader:
    """Read what initiatives are judged by."""

    def __init__(self, measures: Measures, book: InitiativeBook, *, zone: str) -> None:
        """Make it; days are those of `zone`."""
        self._measures = measures
        self._book = book
        self._zone = zone

    def daily(self, initiative: Initiative, until: date) -> Daily:
        """Return the series up to and with `until`; raise InputRejected where there is none."""
        plan = initiative.plan
        if plan.by_file:
            text = self._book.series(initiative.id)
            if text is None:
                raise InputRejected("No file was handed in.", place="series", remedy="Hand one in.")
            found = read_daily(text.splitlines())
            return found.cut([place for place, day in enumerate(found.days) if day <= until])
        if plan.metric is None:
            raise InputRejected("No metric is chosen.", place="metric", remedy="Choose one.")
        first = min(plan.starts_on or until, until) - timedelta(days=LONGEST_BEFORE)
        own = self._heard(plan.metric, first, until)
        controls = {name: self._heard(metric, first, until) for name, metric in plan.controls.items()}
        days = sorted(set(own).intersection(*controls.values()))
        return Daily(
            tuple(days),
            np.array([own[day] for day in days], dtype=float),
            {name: np.array([values[day] for day in days], dtype=float) for name, values in controls.items()},
        )

    def mean(self, metric: Metric, until: date, days: int) -> float | None:
        """Return a metric's mean over the last days up to `until`; None where nothing was heard."""
        values = self._heard(metric, until - timedelta(days=days - 1), until, whole=True)
        return sum(values.values()) / len(values) if values else None

    def preview(self, initiative: Initiative, today: date) -> Preview | None:
        """Return what a try would be able to show; None where metric or times are missing."""
        plan = initiative.plan
        if plan.days is None or plan.days < 1 or not (plan.by_file or plan.metric):
            return None
        until = min(today, plan.starts_on or today) - timedelta(days=1)
        try:
            history = self.daily(initiative, until)
        except (InputRejected, NotFound):
            return Preview(0, plan.days, None, None, None)
        return outlook(history, plan.days, _signed(initiative))

    def _heard(self, metric: Metric, first: date, last: date, *, whole: bool = False) -> dict[date, float]:
        series = self._measures.daily(metric, first, last, time_zone=self._zone)
        begin = first if whole else _begins(series)
        return {
            day: value
            for day, value in zip(series.days, series.values, strict=True)
            if value is not None and day not in series.deaf and begin is not None and day >= begin
        }


def outlook(history: Daily, days: int, hope: float | None) -> Preview:
    """Return what a try of so many days after this history would show; `hope` is signed."""
    found = _power(history, days)
    if found is None:
        return Preview(len(history.days), days, None, None, None)
    if hope is None:
        return Preview(len(history.days), days, found, None, None)
    needed = days if _shows(found, hope) else _needed(history, days, hope)
    return Preview(len(history.days), days, found, seeing(history, days, hope), needed)


def _needed(history: Daily, days: int, hope: float) -> int | None:
    """Return the fewest whole weeks after `days` in which it would be seen; a longer try sees no less."""
    lengths = [7 * weeks for weeks in WEEKS if days < 7 * weeks <= len(history.days)]
    place = bisect_left(lengths, 1, key=lambda length: _shows(_power(history, length), hope))
    return lengths[place] if place < len(lengths) else None


def _shows(found: Power | None, hope: float) -> bool:
    if found is None:
        return False
    return found.rise <= hope if hope > 0 else found.fall is not None and found.fall <= -hope


def _power(history: Daily, days: int) -> Power | None:
    if len(history.days) < max(FEWEST_BEFORE, days):
        return None
    try:
        return power(history, days)
    except InputRejected:
        return None


def _signed(initiative: Initiative) -> float | None:
    hope = initiative.plan.hope
    if hope is None:
        return None
    return hope if initiative.plan.direction == "up" else -min(hope, 0.99)


def _begins(series: DailySeries) -> date | None:
    """Return the first day on which anything was counted."""
    return next((day for day, value in zip(series.days, series.values, strict=True) if value), None)

"""How goals stand: the value now, the way that was made, and where it goes if everything goes on as it has.

What a reader would get wrong: the forecast is of the mean of days, or for plain numbers of their sum, within the goal's
window on its last day; it assumes that nobody does anything different. With less than six weeks of values, or further
ahead than it has seen, there is none: a line through a few points is no forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from resonanz.app.house import House
from resonanz.core.errors import InputRejected
from resonanz.core.goal import Goal
from resonanz.core.metric import DailySeries, Figure, Span, Unit
from resonanz.core.ports import Measures
from resonanz.learn.daily import numbers_of
from resonanz.learn.noise import Floats, Mixture, Window, predict
from resonanz.measure.definitions import definition
from resonanz.measure.reading import midnight

FEWEST: Final = 42
"""Days with a value."""
LONGEST: Final = 180
"""Days of history that a forecast looks at."""
SUMMED: Final = frozenset({Unit.MENTIONS, Unit.ACTIONS})
"""Units whose value over a time is the sum of its days; people are not: who comes twice is one."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Hold a forecast for a goal's last day: its middle, its 80 % interval, and the probability that it is reached."""

    middle: float
    low: float
    high: float
    chance: float | None
    """None where nobody knows which way is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalStanding:
    """Hold how a goal stands."""

    goal: Goal
    unit: Unit
    figure: Figure | None
    """None where it cannot be read now."""
    degree: float | None
    expected: float
    is_reached: bool | None
    outlook: Outlook | None


def goal_standings(home: House) -> Sequence[GoalStanding]:
    """Return how every goal stands."""
    from resonanz.store.relational.selectors import seriousness

    measures = home.measures.remembering()
    return [goal_standing(home, goal, measures) for goal in seriousness.goals()]


def goal_standing(home: House, goal: Goal, measures: Measures | None = None) -> GoalStanding:
    """Return how one goal stands: today, or on its last day."""
    measures = measures or home.measures
    today = min(today_of(home), goal.due_on)
    figure = _value_on(home, goal, today, measures)
    value = None if figure is None else figure.value
    return GoalStanding(
        goal=goal,
        unit=definition(goal.metric.name).unit,
        figure=figure,
        degree=None if value is None else goal.degree(value),
        expected=goal.expected(today),
        is_reached=None if value is None else goal.is_reached(value),
        outlook=_outlook(home, goal, today, measures),
    )


def value_on(home: House, goal: Goal, day: date) -> Figure | None:
    """Return the metric over the goal's window up to and with a day; None where it cannot be read."""
    return _value_on(home, goal, day, home.measures)


def _value_on(home: House, goal: Goal, day: date, measures: Measures) -> Figure | None:
    zone = home.settings.time_zone
    first = day - timedelta(days=goal.window - 1)
    span = Span(since=midnight(first, zone), until=midnight(day + timedelta(days=1), zone))
    try:
        return measures.figure(goal.metric, span)
    except InputRejected:
        return None


def today_of(home: House) -> date:
    """Return the company's day, whatever zone somebody reads in."""
    return home.clock.now().astimezone(ZoneInfo(home.settings.time_zone)).date()


def _outlook(home: House, goal: Goal, today: date, measures: Measures) -> Outlook | None:
    if today >= goal.due_on or not definition(goal.metric.name).by_day:
        return None
    last = today - timedelta(days=1)  # today is not over
    first = last - timedelta(days=LONGEST - 1)
    try:
        series = measures.daily(goal.metric, first, last, time_zone=home.settings.time_zone)
    except InputRejected:
        return None
    return outlook(goal, series, last)


def outlook(goal: Goal, series: DailySeries, last: date) -> Outlook | None:
    """Return the forecast from the days up to `last`; None where there is too little to go by."""
    if series.unit is Unit.PEOPLE:
        return None
    known = _known(series)
    days, values = np.array(list(known)), np.array(list(known.values()))
    ahead = goal.due_on.toordinal() - last.toordinal()
    if len(known) < FEWEST or ahead > len(known):
        return None
    begins = goal.due_on.toordinal() - goal.window + 1
    unseen = np.arange(max(begins, last.toordinal() + 1), goal.due_on.toordinal() + 1, dtype=float)
    seen = [value for day, value in known.items() if day >= begins]
    (found,) = predict(days, values, _weekdays(days), [Window(unseen, _weekdays(unseen))])
    return _told(goal, found, seen, len(unseen), summed=series.unit in SUMMED)


def _known(series: DailySeries) -> dict[float, float]:
    """Return the days that were listened to whole, from the first on which anything was counted."""
    pairs = [
        (float(number), value)
        for number, day, value in zip(numbers_of(series.days), series.days, series.values, strict=True)
        if value is not None and day not in series.deaf
    ]
    begun = next((place for place, (_day, value) in enumerate(pairs) if value), len(pairs))
    return dict(pairs[begun:])


def _weekdays(days: Floats) -> Floats:
    """Return the rows of a regression: a level and a step for each day of the week but one."""
    weekday = days.astype(int) % 7
    return np.column_stack([np.ones(len(days)), *((weekday == one).astype(float) for one in range(1, 7))])


def _told(goal: Goal, found: Mixture, seen: Sequence[float], unseen: int, *, summed: bool) -> Outlook:
    """Return the forecast of the whole window: what is seen of it, and the mean of what is not."""
    share, known = (1.0, sum(seen)) if summed else (1.0 / (len(seen) + unseen), sum(seen) / (len(seen) + unseen))
    low, middle, high = (known + share * unseen * found.quantile(at) for at in (0.1, 0.5, 0.9))
    chance = None
    if goal.rises is not None:
        below = found.below((goal.target - known) / (share * unseen))
        chance = 1.0 - below if goal.rises else below
    return Outlook(middle, low, high, chance)

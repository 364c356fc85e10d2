"""What a try of so many days would show, said before it starts.

The series goes on as it did, so the outlook of `noise.predict` tells how far the mean of the days to come can lie from
the guess by chance. An effect is seen when it lies outside the middle 95 % of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from scipy.optimize import brentq

from resonanz.core.errors import InputRejected
from resonanz.learn.counterfactual import Method, difference, expected, possible, split
from resonanz.learn.daily import Daily
from resonanz.learn.effects import FEWEST_BEFORE
from resonanz.learn.noise import Mixture

WANTED: Final = 0.8


@dataclass(frozen=True, slots=True)
class Power:
    """Say what would be seen: the smallest rise and fall, as shares of what would be, with this probability."""

    days: int
    method: Method
    probability: float
    rise: float
    fall: float | None
    """None where not even an end of everything would be seen."""
    a_day: float
    """The rise in the unit of the series, a day."""


def power(daily: Daily, days: int, *, probability: float = WANTED) -> Power:
    """Return the smallest effect that a try of `days` days after this series would show with that probability.

    Raise InputRejected where the series is too short to say.
    """
    if not 1 <= days <= len(daily.days):
        raise InputRejected(
            f"A try of {days} days cannot be judged on {len(daily.days)} days before.",
            place="days",
            remedy="Give from 1 day to as many as the series has.",
        )
    if len(daily.days) < FEWEST_BEFORE or float(np.ptp(daily.values)) == 0.0:
        raise InputRejected(
            f"{len(daily.days)} days of this series say nothing about its noise.",
            place="series",
            remedy=f"Give at least {FEWEST_BEFORE} days on which it changes.",
        )
    method, outlook, logarithmic = _outlook(daily, days)
    mean = float(daily.values.mean())
    seen = smallest(outlook, probability)
    if logarithmic:
        rise, fall = float(np.expm1(seen)), float(-np.expm1(-seen))
        return Power(days, method, probability, rise, fall, mean * rise)
    rise = seen / mean if mean > 0 else float("inf")
    return Power(days, method, probability, rise, rise if rise <= 1 else None, seen)


def seeing(daily: Daily, days: int, relative: float) -> float:
    """Return the probability that a change by `relative` (0.1: a tenth more) over `days` days would be seen."""
    _, outlook, logarithmic = _outlook(daily, days)
    change = float(np.log1p(relative)) if logarithmic else relative * float(daily.values.mean())
    return chance(outlook, change)


def chance(outlook: Mixture, change: float) -> float:
    """Return the probability that a change on the scale of `outlook` leaves its middle 95 %."""
    return 1.0 - outlook.below(outlook.quantile(0.975) - change) + outlook.below(outlook.quantile(0.025) - change)


def smallest(outlook: Mixture, probability: float) -> float:
    """Return the smallest change that is seen with that probability."""
    far = 40.0 * outlook.spread
    return float(brentq(lambda change: chance(outlook, change) - probability, 0.0, far, xtol=1e-6 * far))


def _outlook(daily: Daily, days: int) -> tuple[Method, Mixture, bool]:
    """Return the most exact method for the days after the series, with what it expects there."""
    ahead = _continued(daily, days)
    prepared = split(ahead, range(len(daily.days)), range(len(daily.days), len(ahead.days)))
    outlooks = {
        method: expected(prepared, difference(prepared, method)[0], [prepared.after])[0]
        for method in possible(prepared)
    }
    best = min(outlooks, key=lambda one: outlooks[one].spread)
    return best, outlooks[best], prepared.logarithmic


def _continued(daily: Daily, days: int) -> Daily:
    """Return the series with the days to come; what stands there is never looked at, only when it is."""
    last = daily.days[-1]
    coming = tuple(last + timedelta(days=number) for number in range(1, days + 1))
    return Daily(
        daily.days + coming,
        np.append(daily.values, np.full(days, daily.values[-1])),
        {name: np.append(control, np.full(days, control[-1])) for name, control in daily.controls.items()},
    )

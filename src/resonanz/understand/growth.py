"""Is a topic growing? Its people of the last week, tested against its own past.

People are counted, not posts: one voice repeated a thousand times is one. The numbers of a day vary more than chance
alone would have them (a post is passed on, a match is played), so the test is widened by how much the topic's own past
days varied (quasi-Poisson: McCullagh and Nelder, Generalized Linear Models, 1989, 6.2.3). Of many topics some grow by
chance: the level is divided among them by Holm's method.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist, fmean, variance
from typing import Final, TypeVar

from resonanz.core.topic import Growth, Trend

Key = TypeVar("Key")

LATELY: Final = 7
"""Days that are tested."""
BEFORE: Final = 28
"""Days of the past that they are tested against."""
DAYS: Final = LATELY + BEFORE
FEWEST: Final = 5
"""People in a week, or a usual week, from which a topic is tested."""
LEVEL: Final = 0.05
_WIDE: Final = NormalDist().inv_cdf(0.95)


@dataclass(frozen=True, slots=True)
class _Tested:
    growth: Growth
    chance: float
    """How likely a change of this size is by chance, one-sided."""


def growths(people: Mapping[Key, Sequence[int]], *, listening: int = 0) -> dict[Key, Growth]:
    """Return how each topic goes; `people` holds its distinct authors on each of the last `DAYS` days, oldest first.

    `listening` is the first of these days on which anything was heard: what was not listened to is no past.
    """
    tested = {key: _tested(days, min(listening, BEFORE)) for key, days in people.items()}
    asked = sorted((key for key in tested if tested[key].chance < 1.0), key=lambda key: tested[key].chance)
    found = {key: one.growth for key, one in tested.items()}
    for place, key in enumerate(asked):
        if tested[key].chance > LEVEL / (len(asked) - place):
            break
        growth = tested[key].growth
        found[key] = replace(growth, trend=Trend.GROWING if growth.low > 1 else Trend.FADING)
    return found


def _tested(days: Sequence[int], first: int) -> _Tested:
    if len(days) != DAYS:
        raise ValueError(f"{DAYS} days are needed, not {len(days)}")
    past, lately = days[first:BEFORE], sum(days[BEFORE:])
    usual = sum(past) * LATELY / max(len(past), 1)
    if len(past) < LATELY or max(lately, usual) < FEWEST:
        return _Tested(Growth(trend=Trend.UNKNOWN, people=lately, usual=usual), 1.0)
    if not sum(past):
        return _Tested(Growth(trend=Trend.NEW, people=lately), 1.0)
    spread = max(variance(past) / fmean(past), 1.0)
    error = math.sqrt(spread * (1 / max(lately, 0.5) + 1 / sum(past)))
    change = math.log(max(lately, 0.5) / usual)
    chance = 1 - NormalDist().cdf(abs(change) / error)
    low, high = math.exp(change - _WIDE * error), math.exp(change + _WIDE * error)
    return _Tested(Growth(trend=Trend.STEADY, people=lately, usual=usual, low=low, high=high), min(chance, 0.999))

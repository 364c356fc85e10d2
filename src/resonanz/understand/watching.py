"""One series under watch at two paces, because a busy one and a quiet one show a surge differently.

Every five minutes a level that lasts is compared with the hour's usual one; every hour the voices of six hours are
counted against the usual count. The first finds a storm within the hour, the second a dozen voices where two are usual.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from resonanz.understand.rhythm import Scale
from resonanz.understand.spikes import Surge, SurgeWatch

SLOT: Final = timedelta(minutes=5)
HOUR: Final = timedelta(hours=1)
HOURS: Final = 6
"""Hours that are counted together."""


@dataclass(frozen=True, slots=True)
class Height:
    """Say how high a series stands above what was expected, in voices an hour."""

    severity: float
    expected: float
    observed: float


class SeriesWatch:
    """Watch one series, five minutes by five minutes."""

    def __init__(self) -> None:
        self._fast = SurgeWatch(step=SLOT)
        self._slow = SurgeWatch(step=HOUR, scale=Scale.COUNT)
        self._hours: deque[float] = deque(maxlen=HOURS)
        self._this_hour: float | None = None
        """Voices since the hour began; None when nobody listened at its beginning."""

    def take(self, at: datetime, voices: int, *, budget: float) -> Height | None:
        """Take the voices of the five minutes that began at `at`; return how high it is while it surges.

        `budget` is the number of false alarms a week borne for this series; either pace may spend half of it.
        """
        self._fast.budget = self._slow.budget = budget / 2
        self._fast.take(at, float(voices))
        self._count(at, voices)
        return self._height()

    def pause(self) -> None:
        """Say that nobody listened: what comes next is no rise."""
        self._fast.pause()
        self._hours.clear()
        self._this_hour = None

    def _count(self, at: datetime, voices: int) -> None:
        if at.minute == 0:
            self._this_hour = 0.0
        if self._this_hour is None:
            return
        self._this_hour += voices
        if at.minute != 55:
            return
        self._hours.append(self._this_hour)
        self._this_hour = None
        if len(self._hours) == HOURS:
            self._slow.take(at.replace(minute=0), sum(self._hours))

    def _height(self) -> Height | None:
        found = [
            _an_hour(surge, per) for surge, per in ((self._fast.surge, SLOT), (self._slow.surge, HOURS * HOUR)) if surge
        ]
        return max(found, key=lambda height: height.severity, default=None)

    def remember(self) -> dict[str, Any]:
        """Return everything learned, as JSON can hold it."""
        return {
            "fast": self._fast.remember(),
            "slow": self._slow.remember(),
            "hours": list(self._hours),
            "this_hour": self._this_hour,
        }

    @classmethod
    def recalled(cls, known: Mapping[str, Any]) -> SeriesWatch:
        """Return a watch that goes on from what was remembered."""
        watch = cls()
        watch._fast.recall(known["fast"])
        watch._slow.recall(known["slow"])
        watch._hours.extend(known["hours"])
        watch._this_hour = known["this_hour"]
        return watch


def _an_hour(surge: Surge, per: timedelta) -> Height:
    return Height(surge.severity, surge.expected * (HOUR / per), surge.observed * (HOUR / per))

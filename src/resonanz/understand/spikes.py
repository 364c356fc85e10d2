"""Surges: when far more is said than this hour of this week has led us to expect.

The one thing a reader would get wrong: the threshold is no number of sigmas. A person says how many false alarms a week
they will bear, and the threshold is where the series' own past shows that many; every series has its own idea of
what is extraordinary. What is watched is a level that lasts: what six in ten of the last fifty minutes' readings
reached, so that a burst is no surge, however high.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from resonanz.understand.rhythm import Rhythm, Scale

WINDOW: Final = timedelta(minutes=50)
SHARE: Final = 0.6
"""Share of the window's readings that reach the level which is watched."""
LEARNING: Final = timedelta(days=3)
"""Nothing is called a surge before this much was seen."""
BLOCK: Final = timedelta(hours=6)
"""The highest score of each such block of time is remembered; a surge that comes back sooner is the same one."""
BLOCKS_A_WEEK: Final = 28
REMEMBERED: Final = 8 * BLOCKS_A_WEEK
TAIL: Final = 0.2
"""Share of the blocks from whose scores the rare ones are extrapolated."""
CAUTION: Final = 1.0
"""Share of the budget that is planned for."""
SMALLEST_RATIO: Final = 1.8
SMALLEST_EXCESS: Final = 3.0
"""What a window must have more than expected, however quiet a series was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """Hold one surge; `end` is None while it lasts."""

    start: datetime
    end: datetime | None
    severity: float
    """How many times the threshold its highest score was; at least 1."""
    expected: float
    """What a reading was expected to be when the surge was highest."""
    observed: float
    """What it was: the level that lasted."""


class SurgeWatch:
    """Watch one series, reading by reading, in fixed memory."""

    def __init__(self, *, step: timedelta, budget_per_week: float = 1.0, scale: Scale = Scale.RATIO) -> None:
        self.budget = budget_per_week
        """False alarms a week that are borne; may be changed at any time."""
        readings = max(1, round(WINDOW / step))
        self._recent: deque[float] = deque(maxlen=readings)
        self._rhythm = Rhythm(step, window=WINDOW, readings=readings, scale=scale)
        self._highest: deque[float] = deque(maxlen=REMEMBERED)
        self._block_end: datetime | None = None
        self._block_highest = 0.0
        self._first: datetime | None = None
        self._started: deque[datetime] = deque()
        self._surge: Surge | None = None
        self._worked_out: tuple[float, float] | None = None
        """For which budget, and what: it changes with a block and costs more than all the rest."""
        self._quiet_since: datetime | None = None

    def take(self, at: datetime, value: float) -> Surge | None:
        """Take one reading; return a surge when it begins (`end` is None) and once more when it is over."""
        if self._first is None:
            self._first = at
        self._recent.append(max(value, 0.0))
        observed = _held(self._recent)
        expected, score = self._rhythm.judge(at, observed)
        self._rhythm.learn(at, observed)
        threshold = self.threshold()
        self._remember(at, score)
        if self._surge is not None:
            now = replace(self._surge, severity=score / threshold, expected=expected, observed=observed)
            return self._follow(self._surge, at, now)
        excess = (observed - expected) * len(self._recent)
        extraordinary = score >= threshold and observed >= SMALLEST_RATIO * expected and excess >= SMALLEST_EXCESS
        if not extraordinary or at - self._first < LEARNING:
            return None
        self._started.append(at)
        self._quiet_since = None
        self._surge = Surge(start=at, end=None, severity=score / threshold, expected=expected, observed=observed)
        return self._surge

    def threshold(self) -> float:
        """Return the score that the budget allows to be passed, from the highest scores of past blocks."""
        many = len(self._started) >= max(self.budget, 1)
        if self._worked_out is None or self._worked_out[0] != self.budget:
            self._worked_out = (self.budget, self._usual_threshold())
        return self._worked_out[1] * (1.25 if many else 1.0)

    def _usual_threshold(self) -> float:
        allowed = min(CAUTION * self.budget / BLOCKS_A_WEEK, TAIL)
        unknown = 3.0 + 2.0 * math.log(TAIL / allowed)
        known = len(self._highest)
        if known < 4:
            return unknown
        ordered = sorted(self._highest)
        base = ordered[int((1 - TAIL) * (known - 1))]
        above = [score - base for score in ordered if score > base]
        learned = base + (sum(above) / max(len(above), 1)) * math.log(TAIL / allowed)
        trust = known / (known + BLOCKS_A_WEEK / 2)
        return max(trust * learned + (1 - trust) * unknown, 3.0)

    @property
    def surge(self) -> Surge | None:
        """Return the surge that lasts, as it was when it was highest."""
        return self._surge

    def remember(self) -> dict[str, Any]:
        """Return everything learned and everything under way, as JSON can hold it."""
        return {
            "rhythm": self._rhythm.remember(),
            "recent": list(self._recent),
            "highest": list(self._highest),
            "block_highest": self._block_highest,
            "started": [at.isoformat() for at in self._started],
            **{name: _spelt(getattr(self, f"_{name}")) for name in _MOMENTS},
            "surge": {name: _plain(value) for name, value in asdict(self._surge).items()} if self._surge else None,
        }

    def recall(self, known: Mapping[str, Any]) -> None:
        """Go on from what `remember` returned."""
        self._rhythm.recall(known["rhythm"])
        self._recent.extend(known["recent"])
        self._highest.extend(known["highest"])
        self._worked_out = None
        self._block_highest = known["block_highest"]
        self._started.extend(datetime.fromisoformat(at) for at in known["started"])
        for name in _MOMENTS:
            setattr(self, f"_{name}", _read(known[name]))
        if (surge := known["surge"]) is not None:
            self._surge = Surge(**surge | {"start": datetime.fromisoformat(surge["start"])})

    def pause(self) -> None:
        """Forget the readings of the window: nobody listened after them."""
        self._recent.clear()

    def _remember(self, at: datetime, score: float) -> None:
        while self._started and at - self._started[0] > timedelta(days=7):
            self._started.popleft()
        if self._block_end is None or at >= self._block_end:
            if self._block_end is not None:
                self._highest.append(self._block_highest)
                self._worked_out = None
            self._block_end = at + BLOCK
            self._block_highest = 0.0
        self._block_highest = max(self._block_highest, score)

    def _follow(self, surge: Surge, at: datetime, now: Surge) -> Surge | None:
        """Go on with a surge: it is over when it has been below half the threshold for long enough."""
        if now.severity > surge.severity:
            self._surge = surge = now
        if now.severity >= 0.5:
            self._quiet_since = None
            return None
        if self._quiet_since is None:
            self._quiet_since = at
        if at - self._quiet_since < BLOCK:
            return None
        self._surge = None
        return replace(surge, end=self._quiet_since)


_MOMENTS: Final = ("first", "block_end", "quiet_since")


def _spelt(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _held(recent: Iterable[float]) -> float:
    """Return what `SHARE` of the readings reach, between two of them in proportion."""
    ordered = sorted(recent)
    place = (1 - SHARE) * (len(ordered) - 1)
    low = int(place)
    above = ordered[min(low + 1, len(ordered) - 1)]
    return ordered[low] + (above - ordered[low]) * (place - low)


def find_surges(
    readings: Iterable[tuple[datetime, float]], *, step: timedelta, budget_per_week: float = 1.0
) -> list[Surge]:
    """Return the surges of a series in the order of their beginning; the last one may still last."""
    watch = SurgeWatch(step=step, budget_per_week=budget_per_week)
    found: list[Surge] = []
    for at, value in readings:
        surge = watch.take(at, value)
        if surge is None:
            continue
        if surge.end is None:
            found.append(surge)
        else:
            found[-1] = surge
    return found

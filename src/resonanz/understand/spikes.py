"""Surges: when far more is said than this hour of this week has led us to expect.

The one thing a reader would get wrong: the threshold is no number of sigmas. A person says how many false alarms a week
they will bear, and the threshold is where the series' own past shows that many; every series has its own idea of
what is extraordinary. What is watched is the median of half an hour, so that one burst of a minute is no surge.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Final

WINDOW: Final = timedelta(minutes=30)
HOURS_OF_DAY: Final = 24
HOURS_OF_WEEK: Final = 168
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
"""What a half hour must have more than expected, however quiet a series was."""


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
    """What it was: the median of half an hour."""


class SurgeWatch:
    """Watch one series, reading by reading, in fixed memory."""

    def __init__(self, *, step: timedelta, budget_per_week: float = 1.0) -> None:
        self._budget = budget_per_week
        self._step = step
        self._recent: deque[float] = deque(maxlen=max(1, round(WINDOW / step)))
        self._rhythm = _Rhythm(step)
        self._highest: deque[float] = deque(maxlen=REMEMBERED)
        self._block_end: datetime | None = None
        self._block_highest = 0.0
        self._first: datetime | None = None
        self._started: deque[datetime] = deque()
        self._surge: Surge | None = None
        self._quiet_since: datetime | None = None

    def take(self, at: datetime, value: float) -> Surge | None:
        """Take one reading; return a surge when it begins (`end` is None) and once more when it is over."""
        if self._first is None:
            self._first = at
        self._recent.append(max(value, 0.0))
        observed = median(self._recent)
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
        allowed = min(CAUTION * self._budget / BLOCKS_A_WEEK, TAIL)
        unknown = 3.0 + 2.0 * math.log(TAIL / allowed)
        known = len(self._highest)
        if known < 4:
            return unknown
        ordered = sorted(self._highest)
        base = ordered[int((1 - TAIL) * (known - 1))]
        above = [score - base for score in ordered if score > base]
        learned = base + (sum(above) / max(len(above), 1)) * math.log(TAIL / allowed)
        trust = known / (known + BLOCKS_A_WEEK / 2)
        usual = max(trust * learned + (1 - trust) * unknown, 3.0)
        return usual * (1.25 if len(self._started) >= max(self._budget, 1) else 1.0)

    def _remember(self, at: datetime, score: float) -> None:
        while self._started and at - self._started[0] > timedelta(days=7):
            self._started.popleft()
        if self._block_end is None or at >= self._block_end:
            if self._block_end is not None:
                self._highest.append(self._block_highest)
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


class _Rhythm:
    """Learn what each hour of the week usually brings, in logarithms: a surge is a ratio."""

    def __init__(self, step: timedelta) -> None:
        self._per_hour = step / timedelta(hours=1)
        self._window = max(1, round(WINDOW / step))
        self._day = [0.0] * HOURS_OF_DAY
        self._day_seen = [0.0] * HOURS_OF_DAY
        self._week = [0.0] * HOURS_OF_WEEK
        self._week_seen = [0.0] * HOURS_OF_WEEK
        self._level = 0.0
        self._seen = 0.0
        self._drift = 0.0
        self._spread = 0.5

    def judge(self, at: datetime, observed: float) -> tuple[float, float]:
        """Return what was expected, and by how many usual deviations `observed` is above it."""
        # the window reaches back, maybe into an hour that usually brings more
        usual = max(self._usual(at), self._usual(at - WINDOW))
        chance = 1.2 / math.sqrt(1 + math.exp(usual) * self._window)  # of counting, a little more for a median
        spread = max(self._spread, chance, 0.05)
        return max(math.expm1(usual), 0.0), (math.log1p(observed) - usual) / spread

    def learn(self, at: datetime, observed: float) -> None:
        """Take a reading into the averages; one that is far off counts as if it were less far."""
        usual = self._usual(at)
        off = math.log1p(observed) - usual
        tame, wild = (_within(off, 2 * self._spread), _within(off, 8 * self._spread)) if self._seen > 24 else (off, off)
        hour, of_week = at.hour, at.weekday() * 24 + at.hour
        reading = usual + tame
        self._seen += self._per_hour
        self._level += (reading - self._level) * self._per_hour / min(self._seen, 24 * 28)
        for average, seen, place, most, heard in (
            (self._day, self._day_seen, hour, 28.0, reading),
            (self._week, self._week_seen, of_week, 6.0, usual + wild),
        ):
            seen[place] += self._per_hour
            average[place] += (heard - average[place]) * min(self._per_hour / min(seen[place], most), 1.0)
        self._drift += (tame - self._drift) * min(self._per_hour / 12, 1.0) if self._seen > 24 else 0.0
        pace = min(self._per_hour / min(self._seen, 24 * 14), 1.0)
        self._spread += (1.25 * abs(tame) - self._spread) * pace

    def _usual(self, at: datetime) -> float:
        hour, of_week = at.hour, at.weekday() * 24 + at.hour
        seen = self._day_seen[hour]
        daily = (seen * self._day[hour] + self._level) / (seen + 1)
        seen = self._week_seen[of_week]
        return (seen * self._week[of_week] + daily) / (seen + 1) + 0.5 * self._drift


def _within(value: float, bound: float) -> float:
    return max(min(value, bound), -bound)


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

"""Surges in memory, and notices that only wait to be looked at."""

from __future__ import annotations

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from resonanz.core.errors import NotFound
from resonanz.core.ids import SurgeId
from resonanz.core.ports import Notice, Progress, Watched
from resonanz.core.surge import SILENCE, Surge


class MemorySurgeBook:
    """Keep surges in dictionaries."""

    def __init__(self, budget: float = 1.0) -> None:
        self._budget = budget
        self._progress = Progress()
        self._learned: dict[str, str] = {}
        self._hours: defaultdict[datetime, Counter[str]] = defaultdict(Counter)
        self._surges: dict[SurgeId, Surge] = {}
        self._lock = threading.Lock()

    def progress(self) -> Progress:
        """Return how far the watch has come."""
        return self._progress

    def learned(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what the watch of each series remembers."""
        return {series: json.loads(each) for series, each in self._learned.items()}

    def keep(self, watched: Watched) -> list[Surge]:
        """Store a round; return the surges with their ids."""
        with self._lock:
            pending = {at: dict(voices) for at, voices in watched.progress.pending.items()}
            self._progress = replace(watched.progress, pending=pending)
            if (anew := watched.hours_anew_from) is not None:
                for hour in [hour for hour in self._hours if hour >= anew]:
                    del self._hours[hour]
            for hour, voices in watched.hours.items():
                self._hours[hour].update(voices)
            self._learned |= {series: json.dumps(each) for series, each in watched.learned.items()}
            return [self._kept(surge) for surge in watched.surges]

    def _kept(self, surge: Surge) -> Surge:
        if surge.id <= 0:
            surge = replace(surge, id=SurgeId(len(self._surges) + 1))
        self._surges[surge.id] = surge
        return surge

    def hours(self, series: str, *, since: datetime, until: datetime) -> Mapping[datetime, int]:
        """Return the voices of each hour that had any, ascending."""
        return {
            hour: voices[series]
            for hour, voices in sorted(self._hours.items())
            if voices[series] and since <= hour < until
        }

    def load(self, surge: SurgeId) -> Surge:
        """Return one surge; raise NotFound."""
        try:
            return self._surges[surge]
        except KeyError:
            raise NotFound(f"There is no surge {surge}.") from None

    def lasting(self) -> list[Surge]:
        """Return the surges that have not ended, the latest first."""
        found = [surge for surge in self._surges.values() if surge.ended_at is None]
        return sorted(found, key=lambda surge: (surge.started_at, surge.id), reverse=True)

    def budget(self) -> float:
        """Return how many false alarms a week are borne, over all series together."""
        return self._budget

    def prune(self, *, before: datetime) -> None:
        """Drop hours from before a moment, and series of which nothing was heard since."""
        for hour in [hour for hour in self._hours if hour < before]:
            del self._hours[hour]
        heard = {series for voices in self._hours.values() for series in voices}
        self._learned = {series: each for series, each in self._learned.items() if series in {*heard, SILENCE}}


class MemoryNotices:
    """Keep notices in a list."""

    def __init__(self) -> None:
        self.told: list[Notice] = []

    def tell(self, notice: Notice) -> None:
        """Tell it once."""
        self.told.append(notice)

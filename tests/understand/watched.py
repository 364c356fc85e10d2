"""A world to watch: people who speak by a daily rhythm, time that moves on, and a follower that looks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from resonanz.core.clock import FixedClock
from resonanz.core.heard import Heard
from resonanz.core.ids import QueryId, SourceId
from resonanz.core.mention import Author
from resonanz.core.source import Gap, Source
from resonanz.store.memory import MemoryArchive, MemoryNotices, MemorySourceBook, MemorySurgeBook
from resonanz.understand.surges import SurgeFollower
from tests.making import heard

MONDAY = datetime(2026, 3, 30, tzinfo=UTC)
STEP = timedelta(minutes=5)
QUERY = QueryId(7)
SOURCE = "fediverse"


class World:
    """Hold four weeks of history up to a Monday, and what happens from then on."""

    def __init__(self, per_hour: float = 6.0, *, budget: float = 1.0) -> None:
        self._chance = np.random.default_rng(11)
        self._per_hour = per_hour
        self._number = 0
        self.archive = MemoryArchive()
        self.surges = MemorySurgeBook(budget)
        self.notices = MemoryNotices()
        self.clock = FixedClock(MONDAY)
        self.gaps: list[Gap] = []
        self.sources = MemorySourceBook()
        self.sources.put(Source(id=SourceId(1), name=SOURCE, connector="mastodon"))
        self.archive.keep([one for at in _slots(MONDAY - timedelta(days=28), MONDAY) for one in self.usual(at)])
        self.follower = self.begun()

    def begun(self) -> SurgeFollower:
        """Return a follower as a process that starts makes it."""
        return SurgeFollower(
            archive=self.archive,
            surges=self.surges,
            sources=self.sources,
            gaps=lambda since, until: [gap for gap in self.gaps if gap.start < until],
            notices=self.notices,
            clock=self.clock,
        )

    def usual(self, at: datetime) -> list[Heard]:
        """Return what is usually said in the five minutes from `at`."""
        daily = 1 + 0.7 * math.sin(2 * math.pi * (at.hour + at.minute / 60) / 24)
        return self.said(at, int(self._chance.poisson(self._per_hour / 12 * daily)))

    def said(self, at: datetime, number: int, *, who: str = "", **values: object) -> list[Heard]:
        """Return so many mentions, each of another author unless `who` says them all."""
        made = []
        for _ in range(number):
            self._number += 1
            author = Author(id=who or f"a{self._number}", handle=who or f"a{self._number}", followers=10)
            given = {"published_at": at, "seen_at": at, "source": SOURCE, "queries": (QUERY,), **values}
            made.append(heard(str(self._number), author=author, **given))
        return made

    def live(self, hours: float, *, more: int = 0, who: str = "", **values: object) -> None:
        """Let time go on, with so many mentions more every five minutes."""
        for at in _slots(self.clock.now(), self.clock.now() + timedelta(hours=hours)):
            self.archive.keep([*self.usual(at), *self.said(at, more, who=who, **values)])
            self.clock.sleep(STEP.total_seconds())
            self.follower.tick()

    @property
    def events(self) -> list[str]:
        """Return what was told."""
        return [notice.event for notice in self.notices.told]


def _slots(since: datetime, until: datetime) -> Iterator[datetime]:
    while since < until:
        yield since
        since += STEP

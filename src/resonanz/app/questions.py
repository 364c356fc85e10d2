"""Questions that people ask with a query apart from reading what it finds: on mentions in hand, and how much it brings.

Everything here takes the text of a query as it was written, and puts in what it names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import compress
from typing import Final

from resonanz.app.definitions import CurrentDefinitions
from resonanz.core.clock import Clock
from resonanz.core.heard import Heard
from resonanz.core.ports import Archive
from resonanz.core.search import By, Count, Filter
from resonanz.query.evaluate import matches
from resonanz.query.parents import asks_parent, with_parents
from resonanz.query.tree import Query
from resonanz.understand.noise import Word, noise

DAYS: Final = 30
HITS: Final = 300
OTHERS: Final = 1_000
"""Mentions that noise is looked for in: newest first."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hold how many mentions a day a query brings; the truth lies within [low, high] nine times out of ten."""

    per_day: float
    low: float
    high: float
    looked_at: int
    """Mentions that were looked at to tell."""
    exact: bool
    days: float
    """How long a time was looked at: less than asked for when nothing is older."""


class Questions:
    """Answer what a query means here and now."""

    def __init__(self, archive: Archive, definitions: CurrentDefinitions, clock: Clock) -> None:
        self._archive = archive
        self._definitions = definitions
        self._clock = clock

    def read(self, text: str) -> Query:
        """Return the tree of a query with everything put in that it names; raise QueryError with the place."""
        return self._definitions().read(text)

    def answering(self, query: Query, batch: Sequence[Heard]) -> Sequence[Heard]:
        """Return mentions with what they answer put in if the query asks for it; look at these, keep the others."""
        return with_parents(batch, self._archive.find) if asks_parent(query) else batch

    def meeting(self, filter: Filter) -> Callable[[Sequence[Heard]], list[Heard]]:
        """Return what picks from mentions as they come in those under a filter; raise InputRejected.

        The query is put to them as a standing query is: relative times count back from when each was seen.
        """
        from resonanz.store.asking import check, meets

        check(filter)
        query = self.read(filter.query) if filter.query.strip() else None

        def meeting(batch: Sequence[Heard]) -> list[Heard]:
            under = [heard for heard in batch if meets(filter, heard)]
            if query is None:
                return under
            return list(compress(under, [matches(query, heard) for heard in self.answering(query, under)]))

        return meeting

    def estimate(self, text: str, *, days: int = DAYS) -> Estimate:
        """Return how many mentions a day a query brought in the last days; raise QueryError.

        It looks at no more than a thousand mentions, whatever the size of the archive. Nothing is kept.
        """
        now = self._clock.now()
        since = now - timedelta(days=days)
        volume = self._archive.volume(Filter(query=text, since=since, until=now))
        heard_for = max((now - self._first_heard(since, now)) / timedelta(days=1), 1.0)
        return Estimate(
            per_day=volume.number / heard_for,
            low=volume.low / heard_for,
            high=volume.high / heard_for,
            looked_at=volume.looked_at,
            exact=volume.exact,
            days=heard_for,
        )

    def noise(self, text: str, *, days: int = DAYS) -> list[Word]:
        """Return the words that often stand beside what a query finds and seldom elsewhere, most telling first.

        The newest mentions of the last days are compared; raise QueryError.
        """
        query = self.read(text)
        since = self._clock.now() - timedelta(days=days)
        hits = self._archive.page(Filter(query=text, since=since), limit=HITS).items
        latest = self._archive.page(Filter(since=since), limit=OTHERS).items
        found = {heard.mention.id for heard in hits}
        beside = [heard for heard in latest if heard.mention.id not in found]
        others = [heard for heard in self.answering(query, beside) if not matches(query, heard)]
        return noise(query, self.answering(query, hits), others)

    def _first_heard(self, since: datetime, now: datetime) -> datetime:
        """Return since when there are mentions, to the day: `since` when some are older, now when there are none."""
        if self._archive.page(Filter(until=since), limit=1).items:
            return since
        days = self._archive.count(Count(filter=Filter(since=since, until=now), by=(By.DAY,)))
        first = next((each.keys[0] for each in days if isinstance(each.keys[0], datetime)), now)
        return max(since, first)

"""The archive asked in the company's words: names are put in, and `now` becomes a moment, before the port is reached.

This is the one place where a search learns what `query:"Competitors"`, `department:sales` and `now-7d` mean, so that
pages, exports, the API and the command line cannot differ, and no store needs to know rules or a clock. What a reader
would get wrong: now is the moment of asking here, but the moment a mention was seen in a standing query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from resonanz.core.clock import Clock
from resonanz.core.heard import Heard, Kept
from resonanz.core.ids import MentionId
from resonanz.core.ports import Archive
from resonanz.core.search import Change, Count, Filter, Group, Mark, Page
from resonanz.core.spoken import Spoken
from resonanz.core.volume import Volume
from resonanz.query.definitions import Definitions


class SearchedArchive:
    """Pass everything on to an archive, queries with everything put in that they name."""

    def __init__(self, archive: Archive, definitions: Callable[[], Definitions], clock: Clock) -> None:
        self.store = archive
        """What is asked in the end: for what concerns files rather than mentions."""
        self._definitions = definitions
        self._clock = clock

    def wanted(self, filter: Filter) -> Filter:
        """Return the filter as a store can answer it; raise QueryError with the place in the query as written."""
        if not filter.query.strip():
            return filter
        query = self._definitions().read(filter.query, now=self._clock.now())
        return replace(filter, query=str(query))

    def page(self, filter: Filter, *, limit: int = 50, after: Mark | None = None) -> Page:
        """Return up to `limit` mentions under `filter`, newest first, beginning after `after`."""
        return self.store.page(self.wanted(filter), limit=limit, after=after)

    def scan(self, filter: Filter, *, batch: int = 5_000) -> Iterator[list[Heard]]:
        """Stream all mentions under `filter`, newest first, in flat memory."""
        return self.store.scan(self.wanted(filter), batch=batch)

    def count(self, ask: Count) -> list[Group]:
        """Return the numbers asked for, time buckets ascending, else largest first."""
        return self.store.count(replace(ask, filter=self.wanted(ask.filter)))

    def volume(self, filter: Filter, *, looks: int = 1_000) -> Volume:
        """Return about how many mentions are under `filter`, quickly."""
        return self.store.volume(self.wanted(filter), looks=looks)

    def words(self, filter: Filter, *, limit: int = 30, looks: int = 2_000) -> Spoken:
        """Return the words that most of what is under `filter` has; of very many, `looks` mentions are read."""
        return self.store.words(self.wanted(filter), limit=limit, looks=looks)

    def keep(self, batch: Sequence[Heard]) -> Kept:
        """Store a batch."""
        return self.store.keep(batch)

    def known(self, ids: Sequence[MentionId]) -> Mapping[MentionId, int]:
        """Return the revision of each id that is there."""
        return self.store.known(ids)

    def find(self, ids: Sequence[MentionId]) -> Mapping[MentionId, Heard]:
        """Return those of `ids` that are there."""
        return self.store.find(ids)

    def following(self, seq: int, *, limit: int = 2_000) -> list[Heard]:
        """Return what arrived after `seq`, in the order of arrival."""
        return self.store.following(seq, limit=limit)

    def head(self) -> int:
        """Return the highest `seq`, 0 when empty."""
        return self.store.head()

    def relabel(self, changes: Sequence[Change]) -> int:
        """Change understood values; return how many mentions were there to change."""
        return self.store.relabel(changes)

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase mentions; return how many were there."""
        return self.store.forget(ids)

    def forget_author(self, channel: str, author: str) -> list[MentionId]:
        """Erase all mentions of an author; return their ids."""
        return self.store.forget_author(channel, author)

    def expire(self, *, before: datetime, source: str | None = None) -> list[MentionId]:
        """Erase what was published before a moment; return the ids."""
        return self.store.expire(before=before, source=source)

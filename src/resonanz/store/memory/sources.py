"""Sources in memory."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from resonanz.core.errors import NotFound
from resonanz.core.ids import SourceId
from resonanz.core.source import Counts, Gap, Source, SourceHealth


class MemorySourceBook:
    """Keep sources, cursors, health, counts and gaps in dictionaries."""

    def __init__(self) -> None:
        self._sources: dict[SourceId, Source] = {}
        self._cursors: dict[SourceId, Mapping[str, object]] = {}
        self._counts: dict[SourceId, dict[datetime, Counts]] = {}
        self._health: dict[SourceId, SourceHealth] = {}
        self._gaps: list[Gap] = []
        self._wishes: set[SourceId] = set()
        self._lock = threading.RLock()

    def put(self, source: Source) -> Source:
        """Configure a source, in place of the one with its id."""
        self._sources[source.id] = source
        return source

    def all(self) -> list[Source]:
        """Return every source, by name."""
        return sorted(self._sources.values(), key=lambda source: source.name)

    def load(self, source: SourceId) -> Source:
        """Return one source; raise NotFound."""
        try:
            return self._sources[source]
        except KeyError:
            raise NotFound(f"There is no source {source}.") from None

    def ensure(self, name: str, connector: str) -> Source:
        """Return the source of that name, made when it is not there."""
        with self._lock:
            for source in self._sources.values():
                if source.name == name:
                    return source
            number = SourceId(max(self._sources, default=0) + 1)
            return self.put(Source(id=number, name=name, connector=connector))

    def cursor(self, source: SourceId) -> Mapping[str, object] | None:
        """Return where reading goes on, None at the beginning."""
        return self._cursors.get(source)

    def advance(self, source: SourceId, cursor: Mapping[str, object] | None, counts: Counts, at: datetime) -> None:
        """Store the cursor (None: leave it) and add the counts of the hour."""
        with self._lock:
            self.load(source)
            if cursor is not None:
                self._cursors[source] = dict(cursor)
            hours = self._counts.setdefault(source, {})
            hour = at.replace(minute=0, second=0, microsecond=0)
            hours[hour] = hours.get(hour, Counts()) + counts

    def counts(self, source: SourceId) -> Mapping[datetime, Counts]:
        """Return what came in, by hour."""
        return dict(self._counts.get(source, {}))

    def health(self, source: SourceId) -> SourceHealth:
        """Return how the source is."""
        return self._health.get(source, SourceHealth())

    def healths(self) -> Mapping[SourceId, SourceHealth]:
        """Return how every source is."""
        return dict(self._health)

    def report(self, source: SourceId, health: SourceHealth) -> None:
        """Store how the source is."""
        self._health[source] = health

    def open_gap(self, gap: Gap) -> None:
        """Record that the source stopped listening; an open gap stays as it is."""
        with self._lock:
            if not any(other.source == gap.source and other.end is None for other in self._gaps):
                self._gaps.append(gap)

    def close_gap(self, source: SourceId, at: datetime) -> None:
        """Record that the source listens again."""
        with self._lock:
            self._gaps = [
                replace(gap, end=at) if gap.source == source and gap.end is None else gap for gap in self._gaps
            ]

    def gaps(self, source: SourceId) -> list[Gap]:
        """Return when the source did not listen, oldest first."""
        return [gap for gap in self._gaps if gap.source == source]

    def wanted(self) -> list[SourceId]:
        """Return the sources that somebody asked to look now, and forget the wish."""
        with self._lock:
            wishes, self._wishes = self._wishes, set()
            return sorted(wishes)

    def want(self, source: SourceId) -> None:
        """Wish that the source looks now."""
        self._wishes.add(source)

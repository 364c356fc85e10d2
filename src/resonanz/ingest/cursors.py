"""Two marks of one source: where its looks and where its stream go on, stored in one document.

A look and a stream of the same source run in two threads; each moves only its own mark.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from resonanz.connect.contract import Cursor
from resonanz.core.ids import SourceId
from resonanz.core.ports import SourceBook
from resonanz.core.source import Counts

Lane = Literal["look", "stream"]
LANES: Final[tuple[Lane, ...]] = ("look", "stream")


class Cursors:
    """Read and move the marks of all sources."""

    def __init__(self, sources: SourceBook) -> None:
        self._sources = sources
        self._lock = threading.Lock()

    def read(self, source: SourceId, lane: Lane) -> Cursor | None:
        """Return where a lane goes on, None at the beginning."""
        mark = (self._sources.cursor(source) or {}).get(lane)
        return mark if isinstance(mark, Mapping) else None

    def move(self, source: SourceId, lane: Lane, cursor: Cursor | None, counts: Counts, at: datetime) -> None:
        """Store where a lane has come (None: leave it) with what it brought, after all facts."""
        with self._lock:
            document = dict(self._sources.cursor(source) or {})
            if cursor is not None:
                document[lane] = dict(cursor)
            self._sources.advance(source, document if cursor is not None else None, counts, at)

"""When each source looks next: those that are due or wished for, a few at a time, never one twice at once."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

from resonanz.connect.contract import Log
from resonanz.core.clock import Clock
from resonanz.core.errors import StoreUnavailable
from resonanz.core.ids import SourceId
from resonanz.core.ports import SourceBook
from resonanz.core.source import Health, Source, SourceHealth
from resonanz.ingest.runner import Runner

AT_ONCE = 8
STORE_AGAIN = timedelta(seconds=15)
"""How long a source rests when what it gave could not be stored."""


def is_due(health: SourceHealth, now: datetime) -> bool:
    """Tell whether a source should look now by itself."""
    if health.state is Health.PAUSED:
        return False
    return health.next_look_at is None or health.next_look_at <= now


class Schedule:
    """Start looks as they fall due."""

    def __init__(self, *, sources: SourceBook, runner: Runner, clock: Clock, log: Log) -> None:
        self._sources = sources
        self._runner = runner
        self._clock = clock
        self._log = log
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="look")
        self._looking: dict[SourceId, Future[None]] = {}
        self._rest_until: dict[SourceId, datetime] = {}
        self._lock = threading.Lock()

    def tick(self) -> int:
        """Start every look that is due; return how many were started."""
        wanted = set(self._sources.wanted())
        now = self._clock.now()
        healths, well = self._sources.healths(), SourceHealth()
        started = 0
        for source in self._sources.all():
            if not source.enabled or self._rest_until.get(source.id, now) > now:
                continue
            if source.id in wanted or is_due(healths.get(source.id, well), now):
                begun = self._start(source)
                started += begun
                if source.id in wanted and not begun:
                    self._sources.want(source.id)  # what is under way began before the wish: it stays one
        return started

    def close(self) -> None:
        """Wait for the looks under way and start no more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self, source: Source) -> bool:
        with self._lock:
            running = self._looking.get(source.id)
            if running is not None and not running.done():
                return False
            self._looking[source.id] = self._pool.submit(self._look, source)
        return True

    def _look(self, source: Source) -> None:
        try:
            self._runner.look(source)
        except StoreUnavailable as trouble:
            # Nothing was stored, so it is still due: do not ask the source for the same again and again.
            self._rest_until[source.id] = self._clock.now() + STORE_AGAIN
            self._log.warning("look_waits_for_store", source=source.name, sentence=str(trouble))

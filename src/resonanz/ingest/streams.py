"""Streams that stay open: one thread a source, each batch stored before its cursor moves.

A cut line is normal. The thread opens the stream again after a wait, a look closes the gap from the cursor.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from resonanz.connect.contract import Log, Streams
from resonanz.core.clock import Clock
from resonanz.core.errors import Misconfigured, StoreUnavailable
from resonanz.core.ids import SourceId
from resonanz.core.ports import SourceBook
from resonanz.core.source import Counts, Health, Source
from resonanz.ingest.cursors import Cursors
from resonanz.ingest.opening import Opener
from resonanz.ingest.runner import Runner

STORE_AGAIN = 2.0
"""Seconds to wait when a store cannot be written."""


class StreamKeeper:
    """Keep the streams of all sources open that have one."""

    def __init__(
        self, *, opener: Opener, sources: SourceBook, cursors: Cursors, runner: Runner, clock: Clock, log: Log
    ) -> None:
        self._opener = opener
        self._sources = sources
        self._cursors = cursors
        self._runner = runner
        self._clock = clock
        self._log = log
        self._threads: dict[SourceId, tuple[Source, threading.Event, threading.Thread]] = {}
        self._without: dict[SourceId, Source] = {}
        """Sources that turned out to offer no stream, as they were configured then; their looks go on."""

    def keep(self, sources: Iterable[Source]) -> None:
        """Start the streams that should run and stop those that should not, or were changed."""
        wanted = {one.id: one for one in sources if one.enabled and one.streams}
        for id_, (source, stop, thread) in list(self._threads.items()):
            if wanted.get(id_) != source or not thread.is_alive():
                stop.set()
                del self._threads[id_]
        for id_, source in wanted.items():
            if id_ not in self._threads and self._without.get(id_) != source:
                self._start(source)

    def stop(self, seconds: float = 10.0) -> None:
        """Stop all streams and wait for their threads."""
        for _, stop, _ in self._threads.values():
            stop.set()
        for _, _, thread in self._threads.values():
            thread.join(seconds)
        self._threads.clear()

    def _start(self, source: Source) -> None:
        stop = threading.Event()
        thread = threading.Thread(target=self._run, args=(source, stop), name=f"stream-{source.name}", daemon=True)
        self._threads[source.id] = (source, stop, thread)
        thread.start()

    def _run(self, source: Source, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._listen(source, stop.is_set)
            except StoreUnavailable as trouble:
                self._log.warning("stream_waits_for_store", source=source.name, sentence=str(trouble))
                stop.wait(STORE_AGAIN)
                continue
            except Misconfigured as trouble:
                # The server has no stream: no reason to call a source unwell whose looks succeed.
                self._without[source.id] = source
                self._log.info("source_without_stream", source=source.name, sentence=str(trouble))
                return
            except Exception as trouble:  # noqa: BLE001  contained to this source
                self._runner.failed(source, trouble, Counts())
            if not stop.is_set():
                self._sources.want(source.id)  # a look closes the gap that the cut line left
                stop.wait(self._pause(source))

    def _listen(self, source: Source, stop: Callable[[], bool]) -> None:
        opened = self._opener.open(source)
        if not isinstance(opened.connection, Streams):
            raise Misconfigured(f"{opened.connector.title} has no stream.")
        works = False
        for batch in opened.connection.stream(self._cursors.read(source.id, "stream"), stop):
            self._runner.store(opened, "stream", batch)
            if not works:
                works = True
                self._runner.succeeded(source)
            if stop():
                return

    def _pause(self, source: Source) -> float:
        health = self._sources.health(source.id)
        if health.state is Health.HEALTHY or health.next_look_at is None:
            return 1.0
        return max((health.next_look_at - self._clock.now()).total_seconds(), 1.0)

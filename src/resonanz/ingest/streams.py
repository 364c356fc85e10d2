"""Streams that stay open: one thread a source, each batch stored before its cursor moves.

A cut line is normal. The thread opens the stream again after a wait, a look closes the gap from the cursor.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from resonanz.connect.contract import Log, Streams
from resonanz.core.clock import Clock
from resonanz.core.errors import Misconfigured, NotFound, StoreUnavailable, TryLater
from resonanz.core.ids import SourceId
from resonanz.core.ports import SourceBook
from resonanz.core.source import Counts, Source
from resonanz.ingest.cursors import Cursors
from resonanz.ingest.health import wait_after
from resonanz.ingest.opening import Opener
from resonanz.ingest.runner import Runner

STORE_AGAIN = 2.0
"""Seconds to wait when a store cannot be written."""
OPEN_AGAIN = 1.0
"""Seconds until a line that was cut is opened again."""


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
            if not thread.is_alive():
                del self._threads[id_]
            elif wanted.get(id_) != source:
                stop.set()  # its place is free once it has ended: two threads would move one mark
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
        failures = 0
        while not stop.is_set():
            try:
                failures = self._round(source, stop, failures)
            except StoreUnavailable as trouble:
                self._log.warning("stream_waits_for_store", source=source.name, sentence=str(trouble))
                stop.wait(STORE_AGAIN)
            except NotFound:
                return  # the source was removed meanwhile
            except Misconfigured as trouble:
                # The server has no stream: no reason to call a source unwell whose looks succeed.
                self._without[source.id] = source
                self._log.info("source_without_stream", source=source.name, sentence=str(trouble))
                return

    def _round(self, source: Source, stop: threading.Event, failures: int) -> int:
        """Listen until the line is cut, then wait; return how often in a row it could not even be opened."""
        pause, heard = OPEN_AGAIN, threading.Event()
        try:
            self._listen(source, stop.is_set, heard)
        except (StoreUnavailable, NotFound, Misconfigured):
            raise
        except Exception as trouble:  # noqa: BLE001  contained to this source
            failures = 0 if heard.is_set() and isinstance(trouble, TryLater) else failures + 1
            if failures:  # a line that was open and is cut is normal: the look says whether the source is well
                self._runner.failed(source, trouble, Counts())
                pause = wait_after(trouble, failures, source.interval).total_seconds()
        if not stop.is_set():
            self._sources.want(source.id)  # a look closes the gap that the cut line left
            stop.wait(pause)
        return failures

    def _listen(self, source: Source, stop: Callable[[], bool], heard: threading.Event) -> None:
        opened = self._opener.open(source)
        if not isinstance(opened.connection, Streams):
            raise Misconfigured(f"{opened.connector.title} has no stream.")
        self._runner.know_ourselves(opened)
        for batch in opened.connection.stream(self._cursors.read(source.id, "stream"), stop):
            self._runner.store(opened, "stream", batch)
            if not heard.is_set():
                heard.set()
                self._runner.succeeded(source)
            if stop():
                return

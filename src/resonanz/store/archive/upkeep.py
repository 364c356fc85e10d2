"""What an archive does in the background: the text index follows, and erasures are completed.

Erased mentions are gone from every answer at once, but their text stays in the file and in the index until both are
rewritten. That is put off a little, so that many erasures cost one rewriting: by half an hour after somebody asked
for it, by a day after an edit merely replaced a text.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.errors import StoreUnavailable
from resonanz.store.archive import compile as sql
from resonanz.store.archive.columns import Columns
from resonanz.store.archive.engine import Engine
from resonanz.store.archive.files import Files
from resonanz.store.archive.rows import Row, domains_table, moment, to_heard
from resonanz.store.archive.schema import PLACE
from resonanz.store.archive.wordindex import SHARD, Entry, WordIndex
from resonanz.store.archive.wording import load, words_of

Progress = Callable[[int, int], None]

AFTER_ERASURE: Final = timedelta(minutes=30)
AFTER_EDIT: Final = timedelta(hours=24)
GATHER: Final = 0.25
"""Seconds that what comes in is gathered; short, because a search looks at each mention that is not indexed yet."""
PAUSE: Final = 1.0
"""Seconds at most between two looks at the archive's head."""
LOAD_AFTER: Final = 2.0
"""Seconds after which an archive is here to stay, and the compiled code worth loading."""
MANY: Final = 20_000
"""So many mentions are worth loading it at once."""
SLABS: Final = 4
"""Slabs that are read into memory before something else has its turn: about half a second."""
STRETCH: Final = 2_000
"""Mentions that are indexed before they are made findable."""
_SEQ, _PUBLISHED = PLACE["seq"], PLACE["published_at"]


class Upkeep:
    """Look after one archive; one thread at a time works, the background's or a caller's."""

    def __init__(
        self,
        engine: Engine,
        files: Files,
        clock: Clock,
        *,
        head: Callable[[], int],
        progress: Progress | None = None,
    ) -> None:
        self.index = WordIndex(files.words)
        self.columns = Columns(engine, head=head)
        self._engine = engine
        self._clock = clock
        self._head = head
        self._progress = progress
        self._working = threading.Lock()
        self._awake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._filled = False

    def start(self) -> None:
        """Work in the background from now on."""
        self._thread = threading.Thread(target=self._run, name="archive-upkeep", daemon=True)
        self._thread.start()
        # Nobody waits for this one: a command that is over in a moment must not load a compiler first.
        threading.Thread(target=self._load, name="archive-load", daemon=True).start()

    def stop(self) -> None:
        """Stop after the piece of work in hand."""
        self._stop.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join()
        self.index.close()

    def wake(self) -> None:
        """Say that something changed."""
        self._awake.set()

    def catch_up(self) -> None:
        """Bring the text index up to the archive's head."""
        with self._working:
            if sum(last - first + 1 for first, last in self.index.uncovered(self._head())) > MANY:
                load()
            while (gaps := self.index.uncovered(self._head())) and not self._stop.is_set():
                self._index(gaps)

    def fill_in(self) -> None:
        """Work out, for mentions of a file from before version 3, the sites that they lead to."""
        while not (self._filled or self._stop.is_set()):
            with self._engine.standing_still():
                with self._engine.reading() as cursor:
                    rows = cursor.all(sql.WITHOUT_DOMAIN, [STRETCH])
                self._filled = not rows
                if rows:
                    self._write_domains(rows)

    def _write_domains(self, rows: Sequence[Row]) -> None:
        seqs = [seq for seq, _ in rows]
        with self._engine.writing() as cursor, cursor.table("changes", domains_table(rows)):
            cursor.run(sql.update(["domain"]), [min(seqs), max(seqs)])
            self._engine.touched(seqs)
        self.columns.changed(seqs)

    def purge(self) -> bool:
        """Rewrite the file and the shards that hold what was erased; return whether there was anything to do."""
        with self._working:
            with self._engine.reading() as cursor:
                erased = [seq for (seq,) in cursor.all(sql.ERASED_PLACES)]
            if not erased or not self._engine.rewrite(self._head(), self._stop):
                return False
            for number in sorted({(seq - 1) // SHARD for seq in erased}):
                self.index.rebuild(number, self._shard(number))
            with self._engine.writing() as cursor, cursor.chosen(erased):
                cursor.run(sql.DROP_ERASED)
            self.columns.shed()
            return True

    def following(self, seq: int, limit: int) -> list[Row]:
        """Return the rows after a place, in the order of the log; stretches that were erased are stepped over."""
        found: list[Row] = []
        head, step = self._head(), limit
        while len(found) < limit and seq < head:
            with self._engine.reading() as cursor:
                found += cursor.all(sql.FOLLOWING, [seq, seq + step, limit - len(found)])
            seq += step
            step *= 4
        return found

    def _load(self) -> None:
        if not self._stop.wait(LOAD_AFTER):
            load()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._awake.wait(PAUSE)
            self._awake.clear()
            try:
                self.catch_up()
                self.fill_in()
                if self.columns.fill(SLABS):
                    self._awake.set()  # there is more: the next round comes soon
                if self._is_purge_due():
                    self.purge()
            except StoreUnavailable:
                # Whoever writes is told; here it is simply tried again.
                self._stop.wait(PAUSE)
            else:
                self._stop.wait(GATHER)

    def _is_purge_due(self) -> bool:
        with self._engine.reading() as cursor:
            waiting = cursor.all(sql.ERASED_SINCE)
        now = self._clock.now()
        return any(now - moment(since) >= (AFTER_EDIT if replaced else AFTER_ERASURE) for replaced, since in waiting)

    def _index(self, gaps: Sequence[tuple[int, int]]) -> None:
        first, last = gaps[0]
        until = min(last, first + STRETCH - 1)
        with self._engine.reading() as cursor:
            rows = cursor.all(sql.FOLLOWING, [first - 1, until, STRETCH])
        self.index.add(_entries(rows), until)
        self.index.commit()
        if self._progress is not None:
            left = sum(last - first + 1 for first, last in self.index.uncovered(self._head()))
            self._progress(self._head() - left, self._head())

    def _shard(self, number: int) -> Iterator[tuple[list[Entry], int]]:
        """Yield what a shard has to know, stretch by stretch, up to where it knew everything before."""
        last = min((number + 1) * SHARD, self._head())
        if last - number * SHARD > MANY:
            load()
        for first in range(number * SHARD + 1, last + 1, STRETCH):
            until = min(last, first + STRETCH - 1)
            with self._engine.reading() as cursor:
                rows = cursor.all(sql.FOLLOWING, [first - 1, until, STRETCH])
            yield _entries(rows), until


def _entries(rows: Sequence[Row]) -> list[Entry]:
    words = words_of([to_heard(row).mention for row in rows])
    return [Entry(row[_SEQ], row[_PUBLISHED], found) for row, found in zip(rows, words, strict=True)]

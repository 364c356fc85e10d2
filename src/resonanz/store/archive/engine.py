"""DuckDB underneath the archive: its connections, transactions, failures, and the change to a rewritten file.

The one thing a reader would get wrong: the archive's file is attached to an engine in memory. So the file can be
replaced by a rewritten one while questions are being answered, and the old one goes when its last reader is done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from resonanz.core.errors import StoreUnavailable
from resonanz.store.archive import compile as sql
from resonanz.store.archive.failures import is_deadly, translated
from resonanz.store.archive.files import Files
from resonanz.store.archive.schema import CHOSEN, VERSION

CHECKPOINT_AT: Final = "64MB"
"""Size of the log at which it is brought into the file; that takes up to a second, so not too often."""
READERS_LEAVE: Final = 0.5
"""Seconds between two looks whether the old file is still being read."""
ROWS_AT_ONCE: Final = 100_000
"""How many are copied before others get a turn."""


@dataclass
class Generation:
    """Hold one attached file."""

    number: int
    alias: str
    readers: int = 0


class Cursor:
    """Ask the engine, on one thread."""

    def __init__(self, raw: duckdb.DuckDBPyConnection) -> None:
        self.raw = raw

    def all(self, text: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        return self.raw.execute(text, values).fetchall()

    def run(self, text: str, values: Sequence[object] = ()) -> None:
        """Do what a statement says."""
        self.raw.execute(text, values)

    def arrow(self, text: str, values: Sequence[object] = ()) -> pa.Table:
        """Return what a statement gives, column by column."""
        return self.raw.sql(text, params=values).to_arrow_table()

    def one(self, text: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401  SQL gives any type
        """Return the single value of a statement."""
        rows = self.all(text, values)  # all of them: an unread rest would keep the connection busy
        return rows[0][0] if rows else None

    @contextmanager
    def table(self, name: str, rows: pa.Table) -> Iterator[None]:
        """Let statements speak of `rows` under a name."""
        self.raw.register(name, rows)
        try:
            yield
        finally:
            with suppress(duckdb.Error):  # an engine that is dead forgot it anyway
                self.raw.unregister(name)

    @contextmanager
    def chosen(self, seqs: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Let statements speak of places in the log as `chosen`; give the lowest and the highest."""
        with self.table("chosen", pa.table([pa.array(seqs, pa.int64())], schema=CHOSEN)):
            yield (min(seqs), max(seqs)) if len(seqs) else (0, -1)


class Engine:
    """Hold the archive's file open; any number of readers, one writer."""

    def __init__(self, files: Files, *, memory_limit: str, threads: int, opened: Callable[[Cursor], None]) -> None:
        """Open the file; `opened` is called now and whenever it had to be opened again after a failure."""
        self._files = files
        self._tell_opened = opened
        self._config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "threads": threads,
            "temp_directory": str(files.spill),
            "checkpoint_threshold": CHECKPOINT_AT,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        self._writer = threading.RLock()
        self._gate = threading.Condition()
        self._local = threading.local()
        self._touched: set[int] | None = None
        self._dead = False
        self._openings = 0
        try:
            with translated("opened"):
                self._open(files.prepare())
        except BaseException:
            files.release()
            raise

    @property
    def openings(self) -> int:
        """Return how often the file was opened: once, and again after each failure."""
        return self._openings

    @property
    def path(self) -> str:
        """Return where the current file lies."""
        return str(self._files.path(self._generation.number))

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """Give this thread a cursor for questions."""
        self._revive()
        with self._gate:
            generation = self._generation
            generation.readers += 1
        try:
            with translated("read"):
                yield self._cursor(generation)
        except StoreUnavailable as trouble:
            self._note(trouble)
            raise
        finally:
            with self._gate:
                generation.readers -= 1
                self._gate.notify_all()

    @contextmanager
    def writing(self) -> Iterator[Cursor]:
        """Give this thread a cursor inside a transaction: all of it is durable at the end, or nothing happened."""
        self._revive()
        with self._writer:
            try:
                with translated("written"):
                    cursor = self._cursor(self._generation)
                    cursor.run("begin")
                    try:
                        yield cursor
                    except BaseException:
                        with suppress(duckdb.Error):
                            cursor.run("rollback")
                        raise
                    self._commit(cursor)
            except StoreUnavailable as trouble:
                self._note(trouble)
                raise

    def _commit(self, cursor: Cursor) -> None:
        try:
            cursor.run("commit")
        except BaseException:
            # It may be in the log all the same: only opening the file again tells.
            self._dead = True
            raise

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Keep everybody else from writing."""
        with self._writer:
            yield

    def touched(self, seqs: Sequence[int]) -> None:
        """Say, inside `writing`, which places were changed: a file that is being rewritten must hear of it."""
        if self._touched is not None:
            self._touched.update(seqs)

    def rewrite(self, head: int, stop: threading.Event) -> bool:
        """Replace the file by a copy that holds only what can still be read; return False when stopped.

        `head` is the highest place in the log. Others read and write meanwhile; only the last step makes writers wait.
        """
        with translated("rewritten"):
            fresh = self._attach_fresh(self._generation.number + 1, self._files.path(self._generation.number + 1))
            try:
                if not self._copy(fresh, head, stop):
                    self._discard(fresh)
                    return False
                old = self._replace(fresh, head)
            except BaseException:
                self._touched = None
                self._discard(fresh)
                raise
        self._retire(old, stop)
        return True

    def copy(self, path: Path, head: int) -> None:
        """Write a consistent copy of the file to `path`, which must not exist, while others read and write."""
        with translated("copied"):
            fresh = self._attach_fresh(0, path)
            try:
                self._copy(fresh, head, threading.Event())
                with self._writer:
                    self._finish_copy(fresh, head)
            finally:
                self._touched = None
                with suppress(duckdb.Error):
                    self._root.execute(f"detach {fresh.alias}")

    def checkpoint(self) -> None:
        """Bring everything from the log into the file."""
        with self._writer, translated("written"):
            self._root.cursor().execute(f"checkpoint {self._generation.alias}")

    def close(self) -> None:
        """Close the file; the engine answers nothing afterwards."""
        with self._writer, self._gate:
            with suppress(duckdb.Error):
                self._root.cursor().execute(f"checkpoint {self._generation.alias}")
            self._root.close()
            self._local = threading.local()
        self._files.release()

    def _open(self, number: int) -> None:
        self._root = duckdb.connect(":memory:", config=self._config)
        self._generation = self._attach(number, self._files.path(number))
        self._openings += 1
        cursor = self._cursor(self._generation)
        if not cursor.one(sql.TABLES_OF, [self._generation.alias]):
            self._make_tables(cursor)
        version = cursor.one(sql.VERSION)
        if version in range(1, VERSION):
            self._upgrade(cursor, version)
        elif version != VERSION:
            raise StoreUnavailable(
                f"The archive is of version {version}, this Resonanz reads version {VERSION}."
                " Use the Resonanz that wrote it, or restore a backup."
            )
        self._tell_opened(cursor)

    @staticmethod
    def _make_tables(cursor: Cursor) -> None:
        cursor.run("begin")
        for statement in sql.TABLES:
            cursor.run(statement)
        cursor.run(sql.SET_VERSION, [VERSION])
        cursor.run("commit")

    @staticmethod
    def _upgrade(cursor: Cursor, version: int) -> None:
        """Add the columns that came later; all of them or, where the process dies, none."""
        cursor.run("begin")
        for statement in sql.upgrades(version):
            cursor.run(statement)
        cursor.run(sql.RAISE_VERSION, [VERSION])
        cursor.run("commit")

    def _attach(self, number: int, path: Path) -> Generation:
        generation = Generation(number, f"generation_{number}")
        quoted = str(path).replace("'", "''")  # the engine takes no parameter here
        self._root.execute(f"attach '{quoted}' as {generation.alias}")
        return generation

    def _attach_fresh(self, number: int, path: Path) -> Generation:
        if number:
            self._files.remove(number)
        fresh = self._attach(number, path)
        cursor = Cursor(self._root.cursor())
        cursor.run(f"use {fresh.alias}")
        for statement in sql.TABLES:
            cursor.run(statement)
        return fresh

    def _copy(self, fresh: Generation, head: int, stop: threading.Event) -> bool:
        """Copy what stands up to `head`, and begin to note what changes meanwhile."""
        with self._writer:
            self._touched = set()
        cursor = self._root.cursor()
        text = sql.COPY_MENTIONS.format(target=fresh.alias, origin=self._generation.alias)
        for first in range(0, head, ROWS_AT_ONCE):
            if stop.is_set():
                self._touched = None
                return False
            cursor.execute(text, [first, min(first + ROWS_AT_ONCE, head)])
        cursor.execute(f"checkpoint {fresh.alias}")
        return True

    def _finish_copy(self, fresh: Generation, head: int) -> None:
        """Bring the copy up to this moment; nobody writes meanwhile."""
        cursor = Cursor(self._root.cursor())
        names = {"origin": self._generation.alias, "target": fresh.alias}
        with cursor.chosen(sorted(self._touched or ())):
            cursor.run(sql.DROP_CHANGED.format(**names))
            cursor.run(sql.COPY_CHANGED.format(**names), [head])
        for statement in sql.COPY_REST:
            cursor.run(statement.format(**names))
        cursor.run(f"checkpoint {fresh.alias}")
        self._touched = None

    def _replace(self, fresh: Generation, head: int) -> Generation:
        with self._writer:
            self._finish_copy(fresh, head)
            self._files.point_to(fresh.number)
            with self._gate:
                old, self._generation = self._generation, fresh
        return old

    def _retire(self, old: Generation, stop: threading.Event) -> None:
        with self._gate:
            while old.readers and not stop.is_set():
                self._gate.wait(READERS_LEAVE)
        self._discard(old)

    def _discard(self, generation: Generation) -> None:
        with suppress(duckdb.Error):  # what cannot be let go now is removed at the next start
            self._root.cursor().execute(f"detach {generation.alias}")
        self._files.remove(generation.number)

    def _cursor(self, generation: Generation) -> Cursor:
        wanted = (self._openings, generation.number)
        if getattr(self._local, "wanted", None) != wanted:
            cursor = Cursor(self._root.cursor())
            cursor.run(f"use {generation.alias}")
            self._local.cursor, self._local.wanted = cursor, wanted
        found: Cursor = self._local.cursor
        return found

    def _note(self, trouble: StoreUnavailable) -> None:
        if is_deadly(trouble.__cause__):
            self._dead = True

    def _revive(self) -> None:
        """Open the file again when the engine gave up; what was acknowledged is in it."""
        if self._dead:
            with self._writer, self._gate:
                self._open_again()

    def _open_again(self) -> None:
        if not self._dead:  # another thread was quicker
            return
        with suppress(duckdb.Error):
            self._root.close()
        with translated("opened"):
            self._open(self._generation.number)
        self._dead = False

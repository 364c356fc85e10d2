"""Which mentions may hold a word: a text index beside the archive, of which nothing is ever believed unseen.

It only proposes places in the log; whoever asks looks at each mention. So it may know mentions that are gone, it may
lag behind, and it can be thrown away at any time. It is cut into shards by place in the log: erasing rebuilds the
shards concerned, because the engine itself keeps deleted words until it happens to merge.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import numpy as np
import tantivy

from resonanz.store.archive.keys import Seqs

SHARD: Final = 250_000
"""Places in the log that a shard covers."""
HEAP: Final = 30_000_000
"""Bytes that a shard being written may hold in memory; the engine's least is 15 million."""
LAYOUT: Final = 1
"""Grows when the fields below change."""
_NAME: Final = re.compile(r"(\d{6})\.(\d+)")
_FOREVER: Final = 2**62

Result = TypeVar("Result")
Ask = Callable[[tantivy.Schema], tantivy.Query]
"""What is looked for, as soon as the schema is known."""


class Entry(msgspec.Struct):
    """Hold what the index knows of a mention."""

    seq: int
    """Place in the log."""
    at: int
    """When it was published, in microseconds since 1970."""
    word: list[str]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("seq", fast=True)
    builder.add_integer_field("at", fast=True)
    return builder.build()


_encode: Final = msgspec.json.Encoder().encode


class BrokenShardError(Exception):
    """Say that a shard cannot be read; it is rebuilt."""


@contextmanager
def _mishap() -> Iterator[None]:
    """Turn whatever the engine does on a damaged file into BrokenShardError; it panics on some."""
    try:
        yield
    except (ValueError, OSError, RuntimeError) as trouble:
        raise BrokenShardError(str(trouble)) from trouble
    except BaseException as trouble:
        if type(trouble).__name__ != "PanicException":
            raise
        raise BrokenShardError("the text index is damaged") from trouble


@dataclass(frozen=True, slots=True)
class Window:
    """Hold the time in which mentions are looked for, in microseconds, both ends included."""

    first: int = -_FOREVER
    last: int = _FOREVER


EVER: Final = Window()


class Shard:
    """Hold one stretch of the log."""

    def __init__(self, path: Path, number: int) -> None:
        self.path = path
        self.number = number
        self.first = number * SHARD + 1
        self.last = (number + 1) * SHARD
        self.schema = _schema()
        self.covered = self.first - 1
        """Up to which place it knows everything."""
        self._pending = self.covered
        self._writer: Any = None
        with _mishap():
            path.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self.schema, str(path))
            self._searcher = self._index.searcher()
            self.covered = self._pending = max(self.covered, self._highest())

    def add(self, entries: Sequence[Entry], covered: int) -> None:
        """Take in entries, after which everything up to `covered` is known; `commit` makes it so."""
        with _mishap():
            if entries and self._writer is None:
                self._writer = self._index.writer(heap_size=HEAP, num_threads=1)
            for entry in entries:
                self._writer.add_json(_encode(entry).decode())
        self._pending = max(self._pending, covered)

    def commit(self) -> None:
        """Make what was added findable."""
        if self._pending == self.covered:
            return
        with _mishap():
            if self._writer is not None:
                self._writer.commit()
                self._index.reload()
                self._searcher = self._index.searcher()
        self.covered = self._pending

    def finish(self) -> None:
        """Let go of what writing needs."""
        self.commit()
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with _mishap():
                writer.wait_merging_threads()
                self._index.reload()
                self._searcher = self._index.searcher()

    def number_of(self, ask: Ask, window: Window) -> int:
        """Return how many entries may be meant."""
        with _mishap():
            found = self._searcher.search(self._within(ask, window), limit=1, count=True)
        return int(found.count or 0)  # type: ignore[attr-defined]

    def seqs(self, ask: Ask, window: Window) -> Seqs:
        """Return the places that may be meant, in no order."""
        number = self.number_of(ask, window)
        if not number:
            return np.empty(0, dtype=np.int64)
        with _mishap():
            query = self._within(ask, window)
            hits = self._searcher.search(query, limit=number, count=False, order_by_field="seq").hits
        return np.fromiter((seq for seq, _ in hits), dtype=np.int64, count=len(hits))

    def _within(self, ask: Ask, window: Window) -> tantivy.Query:
        query = ask(self.schema)
        if window == EVER:
            return query
        span = tantivy.Query.range_query(self.schema, "at", tantivy.FieldType.Integer, window.first, window.last)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, span)])

    def _highest(self) -> int:
        """Return the highest place, and find out on the way whether the files can be read."""
        everything = tantivy.Query.all_query()
        hits = self._searcher.search(everything, limit=1, count=False, order_by_field="seq").hits
        self._searcher.doc_freq("word", "a")
        return int(hits[0][0]) if hits else 0


class WordIndex:
    """Hold the shards; one thread writes, any number ask."""

    def __init__(self, directory: Path, stamp: str = "") -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._shards: dict[int, Shard] = {}
        self._prepare(f"{LAYOUT} {version('tantivy')} {stamp}\n")

    def uncovered(self, head: int) -> list[tuple[int, int]]:
        """Return the stretches of the log, up to `head`, that the index does not know, oldest first."""
        found: list[tuple[int, int]] = []
        for number in range((head + SHARD - 1) // SHARD):
            shard = self._shards.get(number)
            first = shard.covered + 1 if shard else number * SHARD + 1
            last = min((number + 1) * SHARD, head)
            if first <= last:
                found.append((first, last))
        return found

    def add(self, entries: Sequence[Entry], covered: int) -> None:
        """Take in entries of one shard, after which everything in it up to `covered` is known."""
        number = (covered - 1) // SHARD
        shard = self._shards.get(number) or self._put(Shard(self._path(number, 1), number))
        self._or_drop(shard, partial(shard.add, entries, covered))

    def commit(self) -> None:
        """Make everything that was added findable."""
        for shard in list(self._shards.values()):
            self._or_drop(shard, shard.finish if shard.covered == shard.last else shard.commit)

    def number_of(self, ask: Ask, window: Window = EVER) -> int:
        """Return how many mentions may be meant."""
        return sum(self._or_drop(shard, partial(shard.number_of, ask, window)) or 0 for shard in self._all())

    def seqs(self, ask: Ask, window: Window = EVER) -> Seqs:
        """Return the places of all mentions that may be meant, ascending."""
        found = [self._or_drop(shard, partial(shard.seqs, ask, window)) for shard in self._all()]
        there = [each for each in found if each is not None]
        return np.sort(np.concatenate(there)) if there else np.empty(0, dtype=np.int64)

    def rebuild(self, number: int, batches: Iterable[tuple[Sequence[Entry], int]]) -> None:
        """Write a shard anew out of `batches` of (entries, covered), and remove the old one and all its words."""
        old = self._shards.get(number)
        if old is None:
            return
        generation = int(old.path.suffix[1:]) + 1
        aside = self._path(number, generation).with_suffix(".new")
        shutil.rmtree(aside, ignore_errors=True)
        fresh = Shard(aside, number)
        for entries, covered in batches:
            fresh.add(entries, covered)
        fresh.finish()
        covered = fresh.covered
        path = aside.rename(self._path(number, generation))
        renewed = Shard(path, number)
        renewed.add((), covered)
        renewed.commit()
        self._put(renewed)
        old.finish()
        shutil.rmtree(old.path, ignore_errors=True)

    def close(self) -> None:
        """Let go of everything."""
        for shard in self._all():
            self._or_drop(shard, shard.finish)

    def _prepare(self, stamp: str) -> None:
        """Open what is whole and of this version; throw away what is not."""
        self._directory.mkdir(parents=True, exist_ok=True)
        file = self._directory / "stamp"
        if not file.exists() or file.read_text() != stamp:
            shutil.rmtree(self._directory)
            self._directory.mkdir()
            file.write_text(stamp)
        newest: dict[int, Path] = {}
        for path in sorted(self._directory.iterdir(), key=_generation):
            match = _NAME.fullmatch(path.name)
            if match:
                newest[int(match[1])] = path
        for path in self._directory.iterdir():
            if path.is_dir() and path not in newest.values():
                shutil.rmtree(path, ignore_errors=True)
        for number, path in newest.items():
            try:
                self._put(Shard(path, number))
            except BrokenShardError:
                shutil.rmtree(path, ignore_errors=True)

    def _path(self, number: int, generation: int) -> Path:
        return self._directory / f"{number:06}.{generation}"

    def _all(self) -> list[Shard]:
        with self._lock:
            return list(self._shards.values())

    def _put(self, shard: Shard) -> Shard:
        with self._lock:
            self._shards[shard.number] = shard
        return shard

    def _or_drop(self, shard: Shard, do: Callable[[], Result]) -> Result | None:
        """Do something with a shard; drop it when it is damaged, so that it is built again."""
        try:
            return do()
        except BrokenShardError:
            with self._lock:
                if self._shards.get(shard.number) is shard:
                    del self._shards[shard.number]
            shutil.rmtree(shard.path, ignore_errors=True)
            return None


def _generation(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[2]) if match else 0

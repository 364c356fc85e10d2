"""Finding mentions newest first: the columns narrow down, the text index proposes, the evaluator decides.

Two roads lead to the same answer. When few mentions may hold the words, their places are looked up at once. When
many may, the newest under the other conditions are walked through in growing steps, asking the index step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np

from resonanz.core.heard import Heard
from resonanz.core.search import Filter, Mark
from resonanz.query.parents import Find
from resonanz.store.archive import compile as sql
from resonanz.store.archive.counting import is_known
from resonanz.store.archive.engine import Cursor, Engine
from resonanz.store.archive.keys import Seqs
from resonanz.store.archive.narrowing import narrowed
from resonanz.store.archive.proposing import proposal
from resonanz.store.archive.rows import Row, micros, moment, to_heard
from resonanz.store.archive.schema import PLACE
from resonanz.store.archive.upkeep import Upkeep
from resonanz.store.archive.wordindex import Ask, Window
from resonanz.store.archive.wording import confirmer

FEW: Final = 20_000
"""So many proposed places are looked up at once."""
FIRST_STEP: Final = 2_000
LONGEST_STEP: Final = 100_000
ROWS_AT_ONCE: Final = 5_000
"""Rows that are in memory at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """Say where a mention stands, in the log and in time (microseconds since 1970)."""

    seq: int
    at: int

    @property
    def mark(self) -> Mark:
        """Return the mark after which the next page begins."""
        return Mark(moment(self.at), self.seq)

    def is_after(self, mark: Mark | None) -> bool:
        """Tell whether it comes after a mark, newest first."""
        return mark is None or (self.at, self.seq) < (micros(mark.published_at), mark.seq)


class Finder:
    """Answer filters over one archive."""

    def __init__(self, engine: Engine, upkeep: Upkeep, *, head: Callable[[], int], find: Find) -> None:
        self._engine = engine
        self._index = upkeep.index
        self._columns = upkeep.columns
        self._head = head
        self._find = find

    def rows(self, seqs: Sequence[int]) -> list[Row]:
        """Return the rows at some places, in the order asked; what is gone is left out."""
        if not seqs:
            return []
        with self._engine.reading() as cursor:
            return self._rows(cursor, seqs)

    def newest(self, filter: Filter, after: Mark | None, *, step: int) -> Iterator[tuple[Place, Heard]]:
        """Yield what is under a filter, newest first, fetching about `step` rows at a time."""
        confirm = confirmer(filter.query, self._find) if filter.query.strip() else None
        for places in self._places(filter, after, step):
            for part in _growing(places, step):
                found = [to_heard(row) for row in self.rows([place.seq for place in part])]
                right = confirm(found) if confirm is not None else [True] * len(found)
                for heard in compress(found, right):
                    yield Place(heard.seq, micros(heard.mention.published_at)), heard

    def narrowed(self, filter: Filter) -> Filter:
        """Return a filter that means the same, with as much of its query as possible decided by columns."""
        return narrowed(filter, self._values)

    def _values(self, column: str) -> list[str]:
        with self._engine.reading() as cursor:
            return [value for (value,) in cursor.all(sql.values(column))]

    def first(self, filter: Filter, after: Mark | None, number: int) -> list[Place]:
        """Return the newest places under a filter that has no text."""
        return self._ask(sql.places(filter, after=after, limit=number))

    def _places(self, filter: Filter, after: Mark | None, step: int) -> Iterator[list[Place]]:
        """Yield the places of all that may be meant, newest first."""
        ask = proposal(filter.query)
        if ask is None:
            yield from self._walk(filter, after, step)
            return
        unknown = self._index.uncovered(self._head())
        likely = self._index.number_of(ask) + sum(last - first + 1 for first, last in unknown)
        if likely <= FEW:
            yield self._look_up(filter, after, ask, unknown)
            return
        for places in self._walk(filter, after, FIRST_STEP):
            yield self._proposed(places, ask, unknown)

    def _walk(self, filter: Filter, after: Mark | None, step: int) -> Iterator[list[Place]]:
        while True:
            places = self._ask(sql.places(filter, after=after, limit=step))
            if places:
                yield places
            if len(places) < step:
                return
            after = places[-1].mark
            step = min(step * 4, LONGEST_STEP)

    def _look_up(self, filter: Filter, after: Mark | None, ask: Ask, unknown: Sequence[tuple[int, int]]) -> list[Place]:
        found = [self._index.seqs(ask), *(np.arange(first, last + 1) for first, last in unknown)]
        seqs = np.unique(np.concatenate(found))
        if not len(seqs):
            return []
        if is_known(filter) and (snapshot := self._columns.snapshot()) is not None:
            return [place for place in (Place(*row) for row in snapshot.places(filter, seqs)) if place.is_after(after)]
        question = sql.places(filter, after=after, limit=len(seqs), chosen=True)
        with self._engine.reading() as cursor, cursor.chosen(seqs):  # type: ignore[arg-type]
            return [Place(*row) for row in cursor.all(question.text, question.values)]

    def _proposed(self, places: list[Place], ask: Ask, unknown: Sequence[tuple[int, int]]) -> list[Place]:
        """Keep what the index proposes, or does not know."""
        likely = self._index.seqs(ask, Window(places[-1].at, places[0].at))
        seqs = np.array([place.seq for place in places], dtype=np.int64)
        keep = np.isin(seqs, likely)
        for first, last in unknown:
            keep |= (seqs >= first) & (seqs <= last)
        return [places[each] for each in np.flatnonzero(keep)]

    def _ask(self, question: sql.Sql) -> list[Place]:
        with self._engine.reading() as cursor:
            return [Place(*row) for row in cursor.all(question.text, question.values)]

    @staticmethod
    def _rows(cursor: Cursor, seqs: Sequence[int] | Seqs) -> list[Row]:
        with cursor.chosen(seqs) as span:  # type: ignore[arg-type]
            by_seq = {row[_SEQ]: row for row in cursor.all(sql.ROWS, span)}
        return [by_seq[seq] for seq in seqs if seq in by_seq]


def _growing(places: Sequence[Place], step: int) -> Iterator[Sequence[Place]]:
    """Yield parts, the first of them small: most pages are full after it."""
    start = 0
    while start < len(places):
        yield places[start : start + step]
        start += step
        step = max(step, min(step * 4, ROWS_AT_ONCE))


_SEQ: Final = PLACE["seq"]

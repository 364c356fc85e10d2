"""About how many mentions are under a filter, in a fraction of a second however many there are.

The text index says which mentions may match; if they are few, each is looked at and the number is exact. Else an even
sample of them is, drawn in the order of arrival, so that every stretch of time has its share. The same question is
answered by the same sample: a number that flickers is not believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from resonanz.core.search import Filter
from resonanz.core.volume import Volume
from resonanz.query.parents import Find
from resonanz.store.archive import compile as sql
from resonanz.store.archive.drawing import spread
from resonanz.store.archive.engine import Engine
from resonanz.store.archive.finding import Finder
from resonanz.store.archive.keys import Seqs
from resonanz.store.archive.proposing import proposal
from resonanz.store.archive.rows import micros, to_heard
from resonanz.store.archive.wordindex import EVER, Window, WordIndex
from resonanz.store.archive.wording import confirmer
from resonanz.store.asking import meets

PROPOSED: Final = 50_000
"""More places than this the text index takes too long to name; then the sample is drawn from everything."""


class Estimator:
    """Estimate over one archive."""

    def __init__(self, engine: Engine, index: WordIndex, finder: Finder, find: Find) -> None:
        self._engine = engine
        self._index = index
        self._finder = finder
        self._find = find

    def volume(self, filter: Filter, *, head: int, looks: int) -> Volume:
        """Return about how many mentions are under a filter that has a text, looking at no more than `looks`."""
        narrowed = self._finder.narrowed(filter)
        seqs = self._proposed(filter, head)
        if seqs is None:
            with self._engine.reading() as cursor:
                question = sql.all_places(narrowed)
                seqs = np.asarray(cursor.raw.execute(question.text, question.values).fetchnumpy()["seq"], np.int64)
        if len(seqs) <= looks:
            return Volume.counted(self._hits(filter, seqs.tolist()), len(seqs))
        drawn = seqs[spread(len(seqs), looks)].tolist()
        return Volume.sampled(self._hits(filter, drawn), len(drawn), len(seqs))

    def _proposed(self, filter: Filter, head: int) -> Seqs | None:
        """Return the places of all that may match, ascending; None where the index does not help."""
        ask = proposal(filter.query)
        if ask is None:
            return None
        first = EVER.first if filter.since is None else micros(filter.since)
        window = Window(first, EVER.last if filter.until is None else micros(filter.until) - 1)
        unknown = self._index.uncovered(head)
        if self._index.number_of(ask, window) + sum(last - start + 1 for start, last in unknown) > PROPOSED:
            return None
        found = [self._index.seqs(ask, window), *(np.arange(start, last + 1) for start, last in unknown)]
        return np.unique(np.concatenate(found))

    def _hits(self, filter: Filter, seqs: Sequence[int]) -> int:
        heard = [to_heard(row) for row in self._finder.rows(seqs)]
        there = [one for one in heard if meets(filter, one)]
        return sum(confirmer(filter.query, self._find)(there))

"""Which words are most frequent under a filter: read from texts, for no index knows them under any filter.

Of many mentions a part is read: without a text some from everywhere in the log, drawn evenly; with a text the newest
that it finds, because everything it finds would have to be looked at first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

import numpy as np

from resonanz.core.search import Filter
from resonanz.core.spoken import Spoken
from resonanz.store.archive import compile as sql
from resonanz.store.archive.counting import is_known
from resonanz.store.archive.drawing import spread_by_tens
from resonanz.store.archive.engine import Engine
from resonanz.store.archive.estimating import Estimator
from resonanz.store.archive.finding import Finder
from resonanz.store.archive.keys import Seqs
from resonanz.store.archive.rows import title_of
from resonanz.store.archive.upkeep import Upkeep
from resonanz.store.archive.wording import words_of
from resonanz.understand.frequent import Written, most_frequent

STEP: Final = 500
"""Rows that are looked at together."""


class Speaker:
    """Tell the words of one archive."""

    def __init__(self, engine: Engine, upkeep: Upkeep, finder: Finder, estimator: Estimator) -> None:
        self._engine = engine
        self._upkeep = upkeep
        self._finder = finder
        self._estimator = estimator

    def spoken(self, filter: Filter, *, head: int, limit: int, looks: int) -> Spoken:
        """Return the most frequent words under a filter, from at most about `looks` mentions."""
        narrowed = self._finder.narrowed(filter)
        if narrowed.query.strip():
            found = self._finder.newest(narrowed, None, step=min(looks + 1, STEP))
            said = [Written(each.mention.title or "", each.mention.text) for _, each in islice(found, looks + 1)]
            of = len(said) if len(said) <= looks else self._about(filter, head, at_least=len(said))
            texts: Sequence[Written] = said[:looks]
        else:
            seqs, of = self._drawn(narrowed, looks)
            texts = self._texts(seqs)
        return Spoken(words=most_frequent(texts, words_of, limit), read=len(texts), of=of)

    def _about(self, filter: Filter, head: int, *, at_least: int) -> int:
        return max(round(self._estimator.volume(filter, head=head, looks=STEP).number), at_least)

    def _drawn(self, filter: Filter, looks: int) -> tuple[Seqs, int]:
        if is_known(filter) and (snapshot := self._upkeep.columns.snapshot()) is not None:
            return snapshot.drawn(filter, looks)
        question = sql.all_places(filter)
        with self._engine.reading() as cursor:
            seqs = np.asarray(cursor.raw.execute(question.text, question.values).fetchnumpy()["seq"], np.int64)
        return seqs[spread_by_tens(len(seqs), looks)], len(seqs)

    def _texts(self, seqs: Seqs) -> list[Written]:
        with self._engine.reading() as cursor, cursor.chosen(seqs.tolist()) as span:
            return [Written(title_of(shown) or "", text) for text, shown in cursor.all(sql.TEXTS, span)]

"""Hold the arrays of all queries, and run batches of mentions through the machine code.

What a reader would get wrong: text before its first mention is a guess. The anchors of queries are chosen anew as
the stream shows which features are rare, a few queries with each batch; the answers do not change with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Final

import numpy as np

from resonanz.core.heard import Heard
from resonanz.core.mention import MAX_TEXT
from resonanz.query.compiled.chars import CharTables
from resonanz.query.compiled.columns import Columns
from resonanz.query.compiled.features import Dictionary, Features
from resonanz.query.compiled.growing import Growing, Lists
from resonanz.query.compiled.layout import (
    ANCHOR_COUNT,
    ANCHORS,
    QUERY_COLUMNS,
    QUERY_START,
    Batch,
    Found,
    Rules,
    Work,
)
from resonanz.query.compiled.marking import insert
from resonanz.query.compiled.programme import Compiled, Compiler
from resonanz.query.compiled.run import run
from resonanz.query.compiled.scan import Scanner, Texts, Tokens
from resonanz.query.plan import SCOPES, Ask

_OCCURRENCES: Final = 1 << 16
_SPANS: Final = 512
_FIRST_REVIEW: Final = 1_000
_REVIEWED: Final = 600
_REVIEWED_A_MENTION: Final = 4
"""Anchors that are looked at again with each chunk, at least and for each of its mentions: 5 to 20 milliseconds."""
_EACH: Final = 4
"""Anchors that a query counts as, besides its own."""
_CHUNK: Final = 500
"""Mentions that are run at once: their tokens fit the processor's cache."""
_ALL_BITS: Final = 0xFFFFFFFFFFFFFFFF


class Engine:
    """Match with compiled code; not safe for several threads at once."""

    def __init__(self, *, hash_bits: int = 64) -> None:
        self.features = Features()
        self.columns = Columns(self.features)
        self.compiler = Compiler(self.features, self.columns)
        self.unsure: dict[int, frozenset[int]] = {}
        """For mentions of the last batch: ids of matches that the evaluator must confirm."""
        self._chars = CharTables()
        self._scanner = Scanner()
        self._queries = Growing(QUERY_COLUMNS)
        self._anchors = Lists(self.features.rows, ANCHORS, ANCHOR_COUNT)
        self._always: set[int] = set()
        self._asks: dict[int, Ask] = {}
        self._slots: dict[int, int] = {}
        self._compiled: dict[int, Compiled] = {}
        self._ids: list[int] = []
        self._dead = 0
        self._hash_mask = np.array([_ALL_BITS ^ (_ALL_BITS >> hash_bits)], np.uint64)
        self._state = np.zeros(8, np.int64)
        """Among others the number of the mention, over all batches; see `layout`."""
        self._seen = 0
        self._review_at = _FIRST_REVIEW
        self._to_review: list[int] = []

    @property
    def is_mostly_dead(self) -> bool:
        """Tell whether more was dropped than is left, so that building anew saves memory and time."""
        return self._dead > max(1_000, len(self._asks))

    def put(self, id: int, ask: Ask) -> None:
        """Add or replace a query."""
        self.drop(id)
        slot = self._queries.size
        self._queries.add((0, 0))
        self._ids.append(id)
        self._slots[id] = slot
        self._asks[id] = ask
        self._place(id, self.compiler.compiled(ask))

    def drop(self, id: int) -> None:
        """Forget a query."""
        if self._asks.pop(id, None) is not None:
            self._displace(id)
            del self._slots[id], self._compiled[id]
            self._dead += 1

    def asks(self, unsure: Mapping[int, frozenset[int]]) -> dict[int, Ask]:
        """Return what the queries ask of which matches must be confirmed."""
        return {each: self._asks[each] for ids in unsure.values() for each in ids}

    def _place(self, id: int, compiled: Compiled) -> None:
        slot = self._slots[id]
        self._queries.array[slot, QUERY_START] = compiled.start
        self._compiled[id] = compiled
        for feature in compiled.anchors:
            self._anchors.append(feature, slot)
        if not compiled.anchors:
            self._always.add(slot)

    def _displace(self, id: int) -> None:
        slot = self._slots[id]
        for feature in self._compiled[id].anchors:
            self._anchors.remove(feature, slot)
        self._always.discard(slot)

    # --- matching

    def match(self, batch: Sequence[Heard], now: datetime | None) -> list[tuple[int, ...]]:
        """Return the ids that each mention matches, those in `unsure` to be confirmed."""
        self.unsure = {}
        matched: list[tuple[int, ...]] = []
        for begin in range(0, len(batch), _CHUNK):
            matched += self._match_chunk(batch[begin : begin + _CHUNK], now, begin)
        return matched

    def _match_chunk(self, batch: Sequence[Heard], now: datetime | None, offset: int) -> list[tuple[int, ...]]:
        texts, per = self._texts(batch)
        tokens = self._tokens(texts)
        sets, numbers = self.columns.of(batch, now)
        asked = Batch(
            tokens.rows,
            tokens.keys,
            tokens.stricts,
            tokens.ends,
            texts.codes,
            texts.ends,
            self._chars.tables.classes,
            per,
            sets,
            numbers,
        )
        matched = self._run(asked, len(batch), offset)
        self._seen += len(batch)
        if self._seen >= self._review_at:
            self._begin_review()
        self._review(max(_REVIEWED, _REVIEWED_A_MENTION * len(batch)))
        return matched

    def _texts(self, batch: Sequence[Heard]) -> tuple[Texts, int]:
        """Return the texts that queries look at, mention by mention, and how many a mention has."""
        columns = [[heard.mention.text for heard in batch]]
        scopes = [SCOPES["text"]]
        if self.features.scopes & SCOPES["title"]:
            columns.insert(0, [heard.mention.title or "" for heard in batch])
            scopes.insert(0, SCOPES["title"])
        if self.features.scopes & SCOPES["bio"]:
            columns.append([heard.mention.author.bio or "" for heard in batch])
            scopes.append(SCOPES["bio"])
        if self.features.scopes & SCOPES["parent"]:
            columns.append([heard.parent for heard in batch])
            scopes.append(SCOPES["parent"])
        texts = list(chain.from_iterable(zip(*columns, strict=True))) if len(columns) > 1 else columns[0]
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        if int(sizes.max()) > MAX_TEXT:
            texts = [text[:MAX_TEXT] for text in texts]
            np.minimum(sizes, MAX_TEXT, out=sizes)
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        return Texts(codes, np.cumsum(sizes), np.array(scopes, np.int64)), len(columns)

    def _tokens(self, texts: Texts) -> Tokens:
        while (tokens := self._scanner.scan(texts, self._chars.tables)) is None:
            self._chars.learn(texts.codes)
        return tokens

    def _run(self, batch: Batch, count: int, offset: int) -> list[tuple[int, ...]]:
        rules = self._rules()
        self._start_clock(count)
        work = self._work()
        room = 8 * count + self._queries.size + 64
        found = Found(np.empty(room, np.int32), np.empty(room, np.bool_), np.zeros(count, np.int64))
        matched: list[tuple[int, ...]] = []
        while len(matched) < count:
            begin = len(matched)
            done = run(batch, rules, work, found, begin)
            self._collect(found, begin, done, offset, matched)
        return matched

    def _collect(self, found: Found, begin: int, done: int, offset: int, matched: list[tuple[int, ...]]) -> None:
        """Turn what was found for mentions [begin, done) into ids."""
        ends = found.ends[begin:done].tolist()
        used = ends[-1] if ends else 0
        ids = self._ids
        hits = [ids[slot] for slot in found.queries[:used].tolist()]
        at = 0
        for end in ends:
            if end == at:
                matched.append(())
            elif end == at + 1:
                matched.append((hits[at],))
            else:
                matched.append(tuple(sorted(hits[at:end])))
            at = end
        for place in np.flatnonzero(found.unsure[:used]).tolist():
            index = offset + begin + int(np.searchsorted(found.ends[begin:done], place, side="right"))
            self.unsure[index] = self.unsure.get(index, frozenset()) | {hits[place]}

    def _start_clock(self, count: int) -> None:
        """Begin the numbering of mentions anew before it no longer fits."""
        if self._state[0] + count >= 2**31 - 1:
            self._state[0] = 0
            self.features.rows.array[:, 0] = 0
            self._queries.array[:, 0] = 0

    def _work(self) -> Work:
        return Work(
            self._state,
            np.empty(_OCCURRENCES, np.int32),
            np.empty(_OCCURRENCES, np.int32),
            np.empty(self._queries.size, np.int32),
            np.empty(64, np.int32),
            np.empty((4, _SPANS), np.int32),
        )

    def _rules(self) -> Rules:
        features = self.features
        features.words.make_room()
        features.prefixes.make_room()
        rules = Rules(
            words=features.words.table,
            prefixes=features.prefixes.table,
            prefix_filter=features.prefixes.filter,
            prefix_sizes=np.array([features.prefixes.sizes], np.uint64),
            hash_mask=self._hash_mask,
            entries=features.entries.array,
            keys=features.keys.array,
            lists=features.lists.pool.array,
            everywhere=np.array([len(features.everywhere), *features.everywhere], np.int32),
            set_starts=self.columns.sets.starts.array,
            set_features=self.columns.sets.features.array,
            features=features.rows.array,
            anchors=self._anchors.pool.array,
            forms=features.forms.array,
            form_chars=features.form_chars.array,
            queries=self._queries.array,
            programme=self.compiler.programme.array,
            items=self.compiler.items.array,
            tests=self.columns.tests.array,
            bounds=self.columns.bounds.array,
            always=np.array([len(self._always), *sorted(self._always)], np.int32),
        )
        for dictionary in (features.words, features.prefixes):
            self._enter(dictionary, rules)
        return rules

    def _enter(self, dictionary: Dictionary, rules: Rules) -> None:
        if dictionary.fresh:
            numbers = np.array(dictionary.fresh, np.int32)
            insert(dictionary.table, dictionary.filter, rules, numbers)
            dictionary.fresh = []

    # --- anchors

    def _begin_review(self) -> None:
        """Have anchors chosen anew for queries that wait for features which turned out to be frequent."""
        self._review_at *= 4
        self.features.weigh(self._seen)
        self._to_review = list(self._compiled)

    def _review(self, left: int) -> None:
        """Choose the anchors of some queries anew: ten thousand at once would hold up the stream for a second."""
        while self._to_review and left > 0:
            query = self._to_review.pop()
            compiled = self._compiled.get(query)
            if compiled is None or not compiled.anchors:
                continue
            left -= _EACH + len(compiled.anchors)
            cost = self.compiler.cost_of(compiled.anchors)
            better = self.compiler.cover(self._asks[query]) if cost > 0.002 else None
            if better is not None and better.cost < cost / 2:
                self._displace(query)
                self._place(query, self.compiler.compiled(self._asks[query]))

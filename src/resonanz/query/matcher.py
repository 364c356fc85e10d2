"""All standing queries against a batch of mentions at once.

    matcher = Matcher()
    matcher.put(7, parse("delivery late"))
    matcher.match(batch)  # [(7,), (), ...]

Each query waits under words that it cannot do without; a mention looks only at the queries its words call up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from resonanz.core.heard import Heard
from resonanz.query.evaluate import Evaluation, Hit, planned
from resonanz.query.index import All, And, Candidates, Or, Prefix, Word, candidates, index_words
from resonanz.query.plan import Ask
from resonanz.query.reading import Reading
from resonanz.query.tree import Query


class Matcher:
    """Hold standing queries by their ids."""

    def __init__(self) -> None:
        self._asks: dict[int, Ask] = {}
        self._anchors: dict[int, frozenset[str] | None] = {}
        self._waiting: dict[str, set[int]] = {}
        self._always: set[int] = set()

    def __len__(self) -> int:
        return len(self._asks)

    def put(self, id: int, query: Query) -> None:
        """Add a query, or replace the one with this id; names in it must have been resolved."""
        self.drop(id)
        self._asks[id] = planned(query)
        words = _anchors(candidates(query))
        self._anchors[id] = words
        if words is None:
            self._always.add(id)
        for word in words or ():
            self._waiting.setdefault(word, set()).add(id)

    def drop(self, id: int) -> None:
        """Forget the query with this id, if there is one."""
        if self._asks.pop(id, None) is None:
            return
        self._always.discard(id)
        for word in self._anchors.pop(id) or ():
            self._waiting[word].discard(id)
            if not self._waiting[word]:
                del self._waiting[word]

    def match(self, batch: Sequence[Heard], *, now: datetime | None = None) -> list[tuple[int, ...]]:
        """Return for each mention the ids of the queries it matches, ascending; `now` as in `evaluate.matches`."""
        return [self._matched(heard, now) for heard in batch]

    def spans(self, id: int, heard: Heard, *, now: datetime | None = None) -> list[Hit]:
        """Return where a mention matches the query with this id, as `evaluate.spans` does."""
        return Evaluation(Reading(heard), now).hits(self._asks[id])

    def _matched(self, heard: Heard, now: datetime | None) -> tuple[int, ...]:
        called = set(self._always)
        for word in index_words(heard.mention):
            called |= self._waiting.get(word, _NONE)
        if not called:
            return ()
        evaluation = Evaluation(Reading(heard), now)
        return tuple([each for each in sorted(called) if evaluation.holds(self._asks[each])])


_NONE: frozenset[int] = frozenset()


def _anchors(allowed: Candidates) -> frozenset[str] | None:
    """Return words of which every match has at least one, as few and long as can be; None if there are none."""
    match allowed:
        case All() | Prefix():
            return None
        case Word(word):
            return frozenset({word})
        case And(parts):
            covers = [cover for part in parts if (cover := _anchors(part)) is not None]
            return min(covers, key=lambda cover: (len(cover), -min(map(len, cover))), default=None)
        case Or(parts):
            return _joined([_anchors(part) for part in parts])


def _joined(covers: list[frozenset[str] | None]) -> frozenset[str] | None:
    words: set[str] = set()
    for cover in covers:
        if cover is None:
            return None
        words |= cover
    return frozenset(words)

"""What a query would have heard: the mentions that came last, with the places where it matches.

The mentions are read once for all who are writing: what is cut into words is kept for some seconds in this process.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from django.core.cache import cache

from resonanz.app.wiring import house
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.search import Filter
from resonanz.query.evaluate import Hit
from resonanz.query.explain import explain
from resonanz.query.parents import asks_parent
from resonanz.query.reading import Reading
from resonanz.query.tree import Not, Query, walk
from resonanz.query.trying import NearMiss, Sighting, try_out
from resonanz.web.editor.reading import Read

LOOKED_AT: Final = 1_000
FEWEST: Final = 50
TESTS: Final = 300_000
"""How often a word is looked for in a mention at most: a query of thousands of words looks at fewer mentions, so that
whoever writes it does not wait. The page says how many."""
FRESH: Final = 15
"""Seconds that the mentions a preview looks at may be old."""
LONG: Final = 500
"""Characters of a text that are shown, from a little before the first hit."""
BEFORE: Final = 100


@dataclass(frozen=True, slots=True)
class Bit:
    """Hold a run of a mention's text, and whether the query matched there."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold a mention as a preview shows it."""

    heard: Heard
    title: Sequence[Bit]
    text: Sequence[Bit]
    around: Sequence[tuple[str, Sequence[Bit]]]
    """Fields that are shown only where the query matched: what the author says of himself, what is answered."""
    has_hits: bool
    lacks: str = ""
    """For what is nearly found: the missing part in words, or what is excluded and there."""
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """Hold what a query finds among the last mentions."""

    looked_at: int
    number: int
    share: float
    """In per cent of what was looked at."""
    items: Sequence[Shown]
    nearly: Sequence[Shown]


def preview(read: Read, lang: str) -> Preview | None:
    """Return what a query finds; None where it is empty or cannot be understood."""
    tree = read.tree
    if tree is None:
        return None
    tried = try_out(tree, _sample(tree))
    return Preview(
        tried.looked_at,
        tried.number,
        round(100 * tried.number / tried.looked_at, 1) if tried.looked_at else 0.0,
        [_shown(one) for one in tried.shown],
        [_missed(one, lang) for one in tried.nearly],
    )


def _sample(tree: Query) -> Sequence[Reading]:
    leaves = sum(1 for node in walk(tree) if not node.children)
    latest = _LATEST.readings()[: max(FEWEST, TESTS // leaves)]
    if not asks_parent(tree):
        return latest
    return [Reading(heard) for heard in house().questions.answering(tree, [reading.heard for reading in latest])]


class _Latest:
    """Keep the mentions that came last, cut into words."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: Mapping[MentionId, Reading] = {}
        self._mark: object = None

    def readings(self) -> Sequence[Reading]:
        """Return the last mentions, newest first; what was erased or corrected is noticed within `FRESH`."""
        with self._lock:
            if self._mark is None or cache.get("latest") != self._mark:
                found = house().archive.page(Filter(), limit=LOOKED_AT).items
                self._known = {heard.mention.id: self._reading(heard) for heard in found}
                self._mark = str(uuid4())
                cache.set("latest", self._mark, FRESH)
            return list(self._known.values())

    def _reading(self, heard: Heard) -> Reading:
        known = self._known.get(heard.mention.id)
        return known if known is not None and known.heard == heard else Reading(heard)


_LATEST: Final = _Latest()


def _shown(found: Sighting) -> Shown:
    return _with_hits(found.heard, found.hits)


def _missed(found: NearMiss, lang: str) -> Shown:
    is_excluded = isinstance(found.part, Not)
    part = found.part.part if isinstance(found.part, Not) else found.part
    return _with_hits(found.heard, found.hits, lacks=_in_words(part, lang), is_excluded=is_excluded)


def _in_words(part: Query, lang: str) -> str:
    return str(part) if part.children else explain(part, lang=lang).words


def _with_hits(heard: Heard, hits: Sequence[Hit], *, lacks: str = "", is_excluded: bool = False) -> Shown:
    at: dict[str, list[tuple[int, int]]] = {}
    for name, start, end in hits:
        at.setdefault(name, []).append((start, end))
    mention = heard.mention
    other = {"bio": mention.author.bio or "", "parent": heard.parent}
    around = [(name, list(bits(text, at[name]))) for name, text in other.items() if name in at]
    title = list(bits(mention.title or "", at.get("title", ())))
    text = list(bits(mention.text, at.get("text", ())))
    return Shown(heard, title, text, around, bool(hits), lacks, is_excluded)


def bits(text: str, hits: Sequence[tuple[int, int]], length: int = LONG) -> Iterator[Bit]:
    """Yield at most about `length` characters of a text around its first hit, cut at the hits; hits may overlap."""
    start = max(0, min((start for start, _end in hits), default=0) - BEFORE)
    start = 0 if start < BEFORE else start
    end = min(len(text), start + length)
    at = start
    if start:
        yield Bit("… ")
    for first, last in _merged(hits):
        if first >= end:
            break
        if first > at:
            yield Bit(_whole(text[at:first]))
        yield Bit(_whole(text[first : min(last, end)]), is_hit=True)
        at = min(last, end)
    if at < end:
        yield Bit(_whole(text[at:end]))
    if end < len(text):
        yield Bit(" …")


def _merged(hits: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    waiting: tuple[int, int] | None = None
    for start, end in sorted(hits):
        if waiting is not None and start <= waiting[1]:
            waiting = (waiting[0], max(waiting[1], end))
            continue
        if waiting is not None:
            yield waiting
        waiting = (start, end)
    if waiting is not None:
        yield waiting


def _whole(text: str) -> str:
    """Return a text that a page can carry: half a character (a lone surrogate) can be heard."""
    return text.encode("utf-8", "replace").decode("utf-8")

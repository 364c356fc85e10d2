"""What is heard most: the words of the market, who speaks and which sites are shown, with the time before.

The one thing a reader would get wrong: authors and sites are counted, words are read from a part of very many mentions.
So of words there are shares with an interval, and a word counts as said more only where the two intervals do not touch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from resonanz.core.metric import Span
from resonanz.core.ports import Archive
from resonanz.core.search import By, Count, Filter
from resonanz.core.share import Share
from resonanz.core.spoken import Said, Spoken
from resonanz.measure.parts import counted_under

USUAL: Final = 20
BEFORE: Final = 500
"""Words that are looked among for what was said before."""


@dataclass(frozen=True, slots=True)
class Word:
    """Hold a frequent word with its shares of the mentions that were read, now and in the time before."""

    said: Said
    share: Share
    before: Share

    @property
    def is_more(self) -> bool:
        """Tell whether it is surely said more than in the time before."""
        now, before = self.share.interval, self.before.interval
        return now is not None and before is not None and now[0] > before[1]


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the most frequent words of a time, with what they were read from."""

    spoken: Spoken
    rows: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Busy:
    """Hold an author or a site with a number of mentions."""

    key: str
    number: int


def top_words(archive: Archive, filter: Filter, span: Span, *, limit: int = USUAL) -> Words:
    """Return the most frequent words of the market under a filter, over a time."""
    now = archive.words(_within(filter, span), limit=limit)
    before = archive.words(_within(filter, span.before()), limit=BEFORE)
    former = {each.key: each.number for each in before.words}
    rows = (Word(each, now.share(each), Share(former.get(each.key, 0), before.read)) for each in now.words)
    return Words(now, tuple(rows))


def busiest(archive: Archive, by: By, filter: Filter, span: Span, *, limit: int = USUAL) -> Sequence[Busy]:
    """Return the authors or sites with the most mentions; who gave no name and what leads nowhere is left out."""
    groups = archive.count(Count(filter=_within(filter, span), by=(by,), limit=limit + 1))
    return [Busy(str(group.keys[0]), group.number) for group in groups if group.keys[0] is not None][:limit]


def _within(filter: Filter, span: Span) -> Filter:
    return replace(counted_under(filter), since=span.since, until=span.until)

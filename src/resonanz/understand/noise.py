"""Which other words stand where a query matches and hardly elsewhere: they show that a name means something else too.

The measure is the log-odds ratio with an informative prior, in standard deviations (Monroe, Colaresi and Quinn, 2008,
"Fightin' Words"), over mentions that have a word, not over its occurrences: one mention that repeats itself is no
pattern. What a reader would get wrong: the query's own words are left out by where it matched, so a word that it has
and that also stands elsewhere in the mention counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from resonanz.core.heard import Heard
from resonanz.query.evaluate import Evaluation, planned
from resonanz.query.reading import Reading
from resonanz.query.tree import Query
from resonanz.understand.frequent import tells

MOST: Final = 20
FEWEST: Final = 2
"""Mentions that must have it."""
CLEAR: Final = 1.96
"""Standard deviations from which a word is more than chance."""
PRIOR: Final = 100.0
"""Mentions that the shares of all together weigh as much as."""


@dataclass(frozen=True, slots=True)
class Word:
    """Hold a word that often stands beside what a query asks for."""

    word: str
    """As it is written most often."""
    hits: int
    """Mentions among the query's that have it."""
    share: float
    """Of the query's mentions, 0 to 1."""
    elsewhere: float
    """Share of the other mentions that have it, 0 to 1."""


def noise(query: Query, hits: Sequence[Heard], others: Sequence[Heard], *, most: int = MOST) -> list[Word]:
    """Return the words that set a query's mentions apart from others, most telling first."""
    spelling: defaultdict[str, Counter[str]] = defaultdict(Counter)
    here = Counter(word for heard in hits for word in _words_beside(query, heard, spelling))
    there = Counter(word for heard in others for word in _words(heard))
    found: list[tuple[float, Word]] = []
    for word, number in here.items():
        weight = _weight(number, len(hits), there[word], len(others))
        if number >= FEWEST and weight >= CLEAR:
            written = max(spelling[word].items(), key=lambda pair: (pair[1], pair[0]))[0]
            found.append((weight, Word(written, number, number / len(hits), there[word] / max(len(others), 1))))
    found.sort(key=lambda pair: (-pair[0], pair[1].word))
    return [word for _, word in found[:most]]


def _weight(here: int, of_here: int, there: int, of_there: int) -> float:
    """Return how much likelier a word is here, in standard deviations."""
    expected = PRIOR * (here + there + 0.5) / (of_here + of_there + 1)
    odds = log((here + expected) / (of_here + PRIOR - here - expected))
    odds -= log((there + expected) / (of_there + PRIOR - there - expected))
    return odds / sqrt(1 / (here + expected) + 1 / (there + expected))


def _words_beside(query: Query, heard: Heard, spelling: Mapping[str, Counter[str]]) -> set[str]:
    """Return the words of a mention that are no part of where the query matched."""
    reading = Reading(heard)
    places = Evaluation(reading, None).hits(planned(query))
    found: set[str] = set()
    for segment in reading.segments:
        if segment.name not in {"title", "text"}:
            continue
        covered = [(start, end) for name, start, end in places if name == segment.name]
        for token in segment.tokens:
            if tells(token.key) and not any(start <= token.start < end for start, end in covered):
                found.add(token.key)
                spelling[token.key][segment.text[token.start : token.end]] += 1
    return found


def _words(heard: Heard) -> set[str]:
    segments: Iterable[str] = ("title", "text")
    return {token.key for each in Reading(heard).segments if each.name in segments for token in each.tokens}

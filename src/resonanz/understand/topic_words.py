"""The words that set some texts apart from all others heard in their language.

A word is weighed by how large a share of the texts has it, times how much larger that share is than elsewhere (its part
of the Kullback-Leibler divergence). What only one author says is left out: it could be a name, and is no topic.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from resonanz.understand.plain import Plain

MOST: Final = 5
FEWEST_AUTHORS: Final = 2
SHORTEST: Final = 3
"""Letters of a word."""
LEAST_SHARE: Final = 0.15
"""Share of the texts that must have the word."""
TELLS: Final = math.log(3)
"""How much more usual a word must be here than elsewhere, as a logarithm."""
OFTEN_ELSEWHERE: Final = 0.1
"""Share of all other texts from which a word is grammar unless it tells twice as much."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Hold one text with what is needed to weigh its words."""

    text: Plain
    lang: str
    author: str
    """Whoever said it, in any form that tells authors apart."""


def telling_words(inside: Sequence[Spoken], everything: Sequence[Spoken]) -> tuple[str, ...]:
    """Return the words that set `inside` apart from `everything` (which may hold it), most telling first."""
    langs, known = {one.lang for one in inside}, set(inside)
    outside = [one for one in everything if one not in known]
    compared = [one for one in outside if one.lang in langs] or outside
    here, there = _numbers(inside), _numbers(compared)
    authors: defaultdict[str, set[str]] = defaultdict(set)
    for one in inside:
        for word in _words(one.text):
            authors[word].add(one.author)
    weighed = {
        word: _weight(number / len(inside), there[word] / max(len(compared), 1))
        for word, number in here.items()
        if len(authors[word]) >= FEWEST_AUTHORS and number >= LEAST_SHARE * len(inside)
    }
    best = sorted((word for word, weight in weighed.items() if weight > 0), key=lambda word: (-weighed[word], word))
    spelling = _spelling(inside)
    return tuple(spelling[word] for word in best[:MOST])


def _weight(here: float, there: float) -> float:
    tells = math.log((here + 1e-6) / (there + 1e-6))
    return here * tells if tells >= TELLS and (there < OFTEN_ELSEWHERE or tells >= 2 * TELLS) else 0.0


def _numbers(texts: Iterable[Spoken]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in texts:
        found.update(_words(one.text))
    return found


def _words(text: Plain) -> frozenset[str]:
    return frozenset(token for token in text.tokens if len(token) >= SHORTEST and token[0].isalpha())


def _spelling(texts: Iterable[Spoken]) -> dict[str, str]:
    """Return how each word is written most often: German nouns keep their capitals."""
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in texts:
        for token, as_written in zip(one.text.tokens, one.text.written, strict=True):
            written[token][as_written] += 1
    return {token: max(forms, key=lambda form: (forms[form], form)) for token, forms in written.items()}

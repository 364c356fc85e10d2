"""Mentions and standing queries for `matching.py`: made, not taken, and the same at every run.

Words follow Zipf's law; half of the mentions name one or two of very many brands. Queries are what analysts write:
spellings of brands, some with what is said of them, with exclusions, phrases, NEAR, wildcards and fields, from one
term to two hundred. Each is made as a small tree and written out in our language and for the baselines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention
from resonanz.core.understood import Label, Understood

VOCABULARY = 40_000
LANGS = ("de", "en", "fr", "es")
CHANNELS = ("mastodon", "bluesky", "rss", "hackernews")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a phrase of several, or with `prefix` the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: any of the brands, and any of the topics (`near`: at most so many words away), and none of `without`."""

    brands: tuple[Term, ...]
    topics: tuple[Term, ...] = ()
    near: int = 0
    without: tuple[Term, ...] = ()
    lang: str = ""
    channel: str = ""

    def text(self) -> str:
        """Return the query in our language."""
        brands = _group(self.brands)
        topics = f"{f' NEAR/{self.near} ' if self.near else ' AND '}{_group(self.topics)}" if self.topics else ""
        without = f" AND NOT {_group(self.without)}" if self.without else ""
        fields = "".join(f" AND {name}:{value}" for name, value in self.fields())
        return f"{brands}{topics}{without}{fields}"

    def fields(self) -> list[tuple[str, str]]:
        """Return the conditions on fields."""
        return [(name, value) for name, value in (("lang", self.lang), ("channel", self.channel)) if value]


def _group(terms: tuple[Term, ...]) -> str:
    return "(" + " OR ".join(_written(term) for term in terms) + ")"


def _written(term: Term) -> str:
    text = " ".join(term.words) + ("*" if term.prefix else "")
    return f'"{text}"' if len(term.words) > 1 else text


# `a` and `u` are left out: a prefix ending in them also matches words with their umlauts, which the other ways cannot.
_SYLLABLES = [first + vowel + last for first in "bdfgklmnprstvwz" for vowel in "eioyäü" for last in ("", "n", "r", "s")]


class Workload:
    """Make mentions and queries for so many queries."""

    def __init__(self, queries: int, *, seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        self._vocabulary = self._words(VOCABULARY)
        self._brands = self._words(max(3 * queries, 30))
        ranks = np.arange(1, VOCABULARY + 1)
        self._weights = (1 / ranks) / (1 / ranks).sum()
        self.asked = [self._ask() for _ in range(queries)]

    def mentions(self, count: int) -> list[Heard]:
        """Return mentions of about 200 characters."""
        drawn = self._random.choice(VOCABULARY, size=(count, 40), p=self._weights)
        return [self._heard(number, row.tolist()) for number, row in enumerate(drawn)]

    def _words(self, count: int) -> list[str]:
        sizes = self._random.integers(1, 4, count)
        syllables = self._random.integers(0, len(_SYLLABLES), (count, 4))
        return [
            "".join(_SYLLABLES[at] for at in row[: size + 1])
            for size, row in zip(sizes.tolist(), syllables.tolist(), strict=True)
        ]

    def _heard(self, number: int, ranks: list[int]) -> Heard:
        words = [self._vocabulary[rank] for rank in ranks]
        for _ in range(int(self._random.integers(0, 3))):
            place = int(self._random.integers(0, 20))
            words[place] = self._brands[int(len(self._brands) * self._random.random() ** 2)].capitalize()
        words[0] = words[0].capitalize()
        words[9] += "."
        words[15] = "#" + words[15]
        text = " ".join(words)[:200]
        at = datetime(2026, 3, 1, tzinfo=UTC)
        channel = CHANNELS[number % 4]
        name = MentionId(f"{channel}:{number}")
        lang = Label(LANGS[number % 7 % 4], 0.9)
        mention = Mention(id=name, channel=channel, source="made", published_at=at, seen_at=at, text=text, thread=name)
        return Heard(mention, Understood(lang=lang))

    def _ask(self) -> Asked:
        draw = self._random
        brands = tuple(self._brand() for _ in range(self._size()))
        shape = float(draw.random())
        if shape < 0.25:
            return Asked(brands)
        topics = tuple(self._topic() for _ in range(int(draw.integers(3, 15))))
        without = tuple(self._topic() for _ in range(int(draw.integers(1, 4)))) if draw.random() < 0.5 else ()
        lang = LANGS[int(draw.integers(0, 2))] if draw.random() < 0.3 else ""
        channel = CHANNELS[int(draw.integers(0, 4))] if draw.random() < 0.1 else ""
        near = int(draw.integers(3, 12)) if shape > 0.7 else 0
        return Asked(brands, topics, near, without, lang, channel)

    def _size(self) -> int:
        """Return how many spellings and brands a query lists: mostly few, now and then two hundred."""
        return int(min(200, 1 + self._random.pareto(1.1) * 2))

    def _brand(self) -> Term:
        name = self._brands[int(self._random.integers(0, len(self._brands)))]
        kind = float(self._random.random())
        if kind < 0.15:
            return Term((name, self._vocabulary[int(self._random.integers(0, 2_000))]))
        return Term((name,), prefix=kind > 0.9)

    def _topic(self) -> Term:
        """Return a word of the middle of the vocabulary; the most frequent ones nobody asks for."""
        word = self._vocabulary[int(30 + 5_000 * self._random.random() ** 2)]
        kind = float(self._random.random())
        if kind < 0.1:
            return Term((word, self._vocabulary[int(self._random.integers(0, 500))]))
        return Term((word,), prefix=kind > 0.85 and len(word) > 4)

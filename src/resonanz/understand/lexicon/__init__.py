"""The words that our rules know, read from the TOML files beside this module.

An entry is a word, or several joined by `_`. `~` at the end of a word stands for the language's `inflections`, `*` for
any ending; `*` at the beginning stands for any first part of a compound, and alone between two `_` for up to three
words of any kind. A word written out wins over an inflected one, that over a stem, a longer stem over a shorter one,
and a stem over the end of a compound.

The one thing a reader would get wrong: an entry of several words swallows them. `kein_problem` counts as itself, and
neither `kein` nor `problem` counts again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Final

ANY_WORDS: Final = "*"
"""Stands for up to `GAP` words within an entry of several."""
GAP: Final = 3
REMEMBERED: Final = 100_000
"""Distinct tokens whose entries are remembered before starting afresh: bounds memory on an endless stream."""

LONGEST: Final = 40
"""Letters of a token that is looked up; whatever is longer is no word."""


class Role(IntEnum):
    """What a word does besides feeling good or bad; the files' sections carry these names."""

    STOP = 0
    """Ends a sentence."""
    COMMA = 1
    OPENING = 2
    """Greets or links: what follows it is still the beginning of the sentence."""
    NEGATOR = 3
    BOOST = 4
    DAMP = 5
    CONTRAST = 6
    WISH = 7
    REQUEST = 8
    REQUEST_START = 9
    """Asks for something, but only at the beginning of a sentence."""
    QUESTION = 10
    QUESTION_START = 11
    BROKEN = 12
    WORKS = 13
    """Says that something works: negated, that it is broken."""
    THANKS = 14
    IRONY = 15
    ME = 16
    YOU = 17
    NEWS = 18
    ADVERT = 19
    JOB = 20
    SINCE = 21
    """Says for how long already."""
    MODAL = 22
    """A verb that takes an infinitive, or a subject: then the infinitive at the end asks for nothing."""
    NO_VERB = 23
    """Ends like an infinitive, but is none."""
    HINT = 24
    """Asks so politely that it takes two such words to be a request."""


@dataclass(frozen=True, slots=True)
class Word:
    """Hold what is known of a token, and the entries of several words that begin with it."""

    weight: float = 0.0
    """How it feels, from -3 to 3."""
    roles: tuple[Role, ...] = ()
    phrases: tuple[tuple[tuple[str, ...], Word], ...] = ()
    """The words that follow, longest first, and what they mean together."""


@dataclass(slots=True)
class _Draft:
    """Gather the entries of one word while the files are read."""

    weight: float | None = None
    """None: nothing is said of how it feels; 0.0 says that it feels like nothing."""
    roles: list[Role] = field(default_factory=list)
    phrases: dict[tuple[str, ...], _Draft] = field(default_factory=dict)

    def word(self) -> Word:
        return _united([self])


@dataclass(frozen=True, slots=True)
class Listing:
    """Hold one file: each value is a list of entries, separated by white space."""

    weights: Mapping[str, str] = field(default_factory=dict)
    """By weight: `{"+2": "..."}`."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """By name of the role: `{"negator": "..."}`."""
    inflections: str = ""
    """The endings that `~` stands for, besides none."""
    infinitives: str = ""
    """Endings of an infinitive, where one at the end of a sentence asks for something (`Pausen verlängern!`)."""
    tags: str = ""
    """Words that make a question of the sentence they end (`..., oder`)."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why an entry that surprises is as it is."""


class Lexicon(dict[str, Word | None]):
    """Find what is known of a token: `lexicon[token]` is a `Word` or None, found once and remembered."""

    def __init__(self, listings: Sequence[Listing]) -> None:
        super().__init__()
        drafts: dict[str, _Draft] = {}
        endings = {ending for listing in listings for ending in listing.inflections.split()}
        for listing in listings:
            for key, text in listing.weights.items():
                for entry in text.split():
                    _draft(drafts, entry).weight = float(key)
            for key, text in listing.roles.items():
                for entry in text.split():
                    _draft(drafts, entry).roles.append(Role[key.upper()])
        self._known = drafts
        self._endings = (*sorted(endings, key=len), "")
        self.infinitives = tuple(ending for listing in listings for ending in listing.infinitives.split())
        self.tags = frozenset(tag for listing in listings for tag in listing.tags.split())
        self._shortest = min((len(pattern) - 1 for pattern in self._known if pattern.endswith("*")), default=1)

    def __missing__(self, token: str) -> Word | None:
        if len(token) > LONGEST:
            return None
        if len(self) >= REMEMBERED:
            self.clear()
        word = self[token] = self._resolve(token) or _mark(token) or self._resolve_stretched(token)
        return word

    def _resolve(self, token: str) -> Word | None:
        drafts = [self._known[pattern] for pattern in self._patterns(token) if pattern in self._known]
        return _united(drafts) if drafts else None

    def _patterns(self, token: str) -> Iterator[str]:
        yield token
        for ending in self._endings:
            if token.endswith(ending):
                yield token[: len(token) - len(ending)] + "~"
        for length in range(len(token), self._shortest - 1, -1):
            yield token[:length] + "*"
        for start in range(1, len(token) - 3):
            yield "*" + token[start:]

    def _resolve_stretched(self, token: str) -> Word | None:
        """Find a word whose letters were drawn out: `sooo goood`."""
        if not token.isalpha() or not any(a == b == c for a, b, c in zip(token, token[1:], token[2:], strict=False)):
            return None
        single = "".join(sign for place, sign in enumerate(token) if place == 0 or sign != token[place - 1])
        doubled = "".join(sign for place, sign in enumerate(token) if place < 2 or token[place - 2 : place] != sign * 2)
        return self._resolve(doubled) or self._resolve(single)


def _united(drafts: Sequence[_Draft]) -> Word:
    """Return what several entries say of a word, the closest first: each answers what those before it left open."""
    phrases = [phrase for draft in drafts for phrase in draft.phrases.items()]
    phrases.sort(key=lambda phrase: (-len(phrase[0]), phrase[0]))
    return Word(
        weight=next((draft.weight for draft in drafts if draft.weight is not None), 0.0),
        roles=next((tuple(draft.roles) for draft in drafts if draft.roles), ()),
        phrases=tuple((tail, draft.word()) for tail, draft in phrases),
    )


_FACES: Final = {"^^": 1.0, "^_^": 1.0, "-_-": -1.0, "o_o": -1.0}


def _mark(token: str) -> Word | None:
    """Return what a run of punctuation or an emoticon means, whatever its length."""
    if token[0] in ".!?…\n":
        return Word(roles=(Role.STOP,))
    if token in _FACES:
        return Word(weight=_FACES[token])
    if len(token) < 2 or token[0] not in ":;=<>x8":
        return None
    if token[-1] in ")]}dp*":
        return Word(weight=0.5 if token[0] in ";x" else 1.5)  # who winks may mean the opposite
    return Word(weight=-1.5) if token[-1] in "([{/\\|@" else None


def _draft(drafts: dict[str, _Draft], entry: str) -> _Draft:
    first, *tail = entry.replace("-", "_").split("_")
    draft = drafts.setdefault(first, _Draft())
    return draft.phrases.setdefault(tuple(tail), _Draft()) if tail else draft


@cache
def lexicon(lang: str) -> Lexicon:
    """Return the words of `lang` together with the signs of every language; of these alone when `lang` is empty."""
    return Lexicon([listing("signs"), listing(lang)] if lang else [listing("signs")])


def listing(name: str) -> Listing:
    """Return what stands in one of the files."""
    return Listing(**tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")))

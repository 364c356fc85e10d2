"""The words that our rules know, read from the TOML files beside this module.

An entry is a word, or several joined by `_`. `*` at its end stands for any ending, at its beginning for any first part
of a compound, and alone between two `_` for up to three words of any kind. A word written out wins over a stem, the
longest stem over a shorter one, a stem over a compound's end.

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
from typing import Final, TypeAlias

ANY_WORDS: Final = "*"
"""Stands for up to `GAP` words within an entry of several."""
GAP: Final = 3
REMEMBERED: Final = 100_000
"""Distinct tokens whose entries are remembered before starting afresh: bounds memory on an endless stream."""


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
    """A verb that takes an infinitive: then the infinitive at the end asks for nothing."""


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

    weight: float = 0.0
    roles: list[Role] = field(default_factory=list)
    listed: bool = False
    phrases: dict[tuple[str, ...], _Draft] = field(default_factory=dict)

    def word(self) -> Word:
        longest_first = sorted(self.phrases.items(), key=lambda item: (-len(item[0]), item[0]))
        return Word(self.weight, tuple(self.roles), tuple((tail, draft.word()) for tail, draft in longest_first))


Entries: TypeAlias = Mapping[str, Mapping[str, str]]
"""`{"weights": {"+2": "..."}, "roles": {"negator": "..."}}`, each a list of entries separated by white space."""


class Lexicon(dict[str, Word | None]):
    """Find what is known of a token: `lexicon[token]` is a `Word` or None, found once and remembered."""

    def __init__(self, files_read: Sequence[Entries]) -> None:
        super().__init__()
        drafts: dict[str, _Draft] = {}
        for entries in files_read:
            for key, text in entries.get("weights", {}).items():
                for entry in text.split():
                    _draft(drafts, entry).weight = float(key)
            for key, text in entries.get("roles", {}).items():
                for entry in text.split():
                    _draft(drafts, entry).roles.append(Role[key.upper()])
        self._known = {pattern: (draft.listed, draft.word()) for pattern, draft in drafts.items()}
        self._shortest = min((len(pattern) - 1 for pattern in self._known if pattern.endswith("*")), default=1)

    def __missing__(self, token: str) -> Word | None:
        if len(self) >= REMEMBERED:
            self.clear()
        word = self[token] = self._resolve(token) or _mark(token) or self._resolve_stretched(token)
        return word

    def entries(self) -> int:
        """Return how many entries there are."""
        return sum(listed + len(word.phrases) for listed, word in self._known.values())

    def _resolve(self, token: str) -> Word | None:
        candidates = [self._known[pattern] for pattern in self._patterns(token) if pattern in self._known]
        if not candidates:
            return None
        meant = next((word for listed, word in candidates if listed), Word())
        phrases = tuple(phrase for _, word in candidates for phrase in word.phrases)
        return Word(meant.weight, meant.roles, phrases)

    def _patterns(self, token: str) -> Iterator[str]:
        yield token
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


def _mark(token: str) -> Word | None:
    """Return what a run of punctuation or an emoticon means, whatever its length."""
    if token[0] in ".!?…\n":
        return Word(roles=(Role.STOP,))
    if len(token) < 2 or token[0] not in ":;=<>x8":
        return None
    if token[-1] in ")]}dp*":
        return Word(weight=2.0)
    return Word(weight=-2.0) if token[-1] in "([{/\\|@s" else None


def _draft(drafts: dict[str, _Draft], entry: str) -> _Draft:
    first, *tail = entry.split("_")
    draft = drafts.setdefault(first, _Draft())
    if tail:
        draft = draft.phrases.setdefault(tuple(tail), _Draft())
    draft.listed = True
    return draft


@cache
def lexicon(lang: str) -> Lexicon:
    """Return the words of `lang` together with the signs of every language; of these alone when `lang` is empty."""
    return Lexicon([_read("signs"), _read(lang)] if lang else [_read("signs")])


def _read(name: str) -> Entries:
    parsed: Entries = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return parsed

"""What a text index beside the archive needs: the words of a mention, and which words a query cannot do without.

The index only proposes: `candidates` describes a superset of what a query matches, and each proposed mention is
confirmed with `evaluate.matches`. The words are exactly the matcher's, so that nothing it would match is missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from resonanz.core.mention import MAX_TEXT
from resonanz.query.evaluate import planned
from resonanz.query.folding import key_of_strict
from resonanz.query.leaves import Mode, Slot
from resonanz.query.plan import (
    EVERYWHERE_SCOPE,
    SCOPES,
    Any,
    Ask,
    Close,
    Count,
    Found,
    InSentence,
    Union,
)
from resonanz.query.plan import All as AllOf
from resonanz.query.tokens import tokenise
from resonanz.query.tree import Query

_INDEXED = EVERYWHERE_SCOPE | SCOPES["lead"]
"""Fields whose words are in the index."""


@dataclass(frozen=True, slots=True)
class All:
    """Every mention may match."""


@dataclass(frozen=True, slots=True)
class Word:
    """Only mentions with exactly this word among their `index_words` may match."""

    word: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Only mentions with a word among their `index_words` that begins with this may match."""

    prefix: str


@dataclass(frozen=True, slots=True)
class And:
    """Only mentions that every part allows may match; at least two parts, none of them All."""

    parts: tuple[Candidates, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Only mentions that some part allows may match; at least two parts, none of them All."""

    parts: tuple[Candidates, ...]


Candidates = All | Word | Prefix | And | Or


class Worded(Protocol):
    """Have a title and a text, as a mention does."""

    @property
    def title(self) -> str | None:
        """Return the title, if there is one."""
        ...

    @property
    def text(self) -> str:
        """Return the text."""
        ...


def index_words(mention: Worded) -> list[str]:
    """Return the words of title and text to be indexed as they are, without analysis; each once, in order.

    They are the matcher's keys (folded, umlauts spelt ae, oe, ue; at most 256 characters), and with its sign
    once more each hashtag, handle and cashtag: `#bahn` gives `bahn` and `#bahn`. Positions are not needed.
    """
    words: dict[str, None] = {}
    for text in (mention.title, mention.text):
        for token in tokenise(text[:MAX_TEXT]) if text else ():
            words[token.key] = None
            if token.sign:
                words[token.sign + token.key] = None
    return list(words)


def candidates(query: Query) -> Candidates:
    """Return which mentions may match a query, as words that must be in their index: always a superset.

    Conditions on fields, exclusions and numbers allow every mention. Raise ValueError as `matches` does.
    """
    return _allowed(planned(query))


def _allowed(ask: Ask) -> Candidates:
    match ask:
        case AllOf(parts):
            return _and([_allowed(part) for part in parts])
        case Any(parts) | Union(parts):
            return _or([_allowed(part) for part in parts])
        case InSentence(part) | Count(_, part):
            return _allowed(part)
        case Close(left, right, without=without):
            return _allowed(left) if without else _and([_allowed(left), _allowed(right)])
        case Found():
            return _found(ask)
    return All()


def _found(ask: Found) -> Candidates:
    if ask.scope & ~_INDEXED:
        return All()
    if ask.literal:
        return _literal(ask.literal)
    return _and([_slot(slot) for slot in ask.slots])


def _literal(literal: str) -> Candidates:
    words = [token.key for token in tokenise(literal)]
    return _and([Word(word) for word in words])


def _slot(slot: Slot) -> Candidates:
    if slot.mode is Mode.EQUAL:
        forms = [key_of_strict(form) for form in slot.forms] if slot.strict else list(slot.forms)
        return _or([Word(slot.sign + form) for form in forms])
    form = slot.forms[0]
    fixed = form if slot.mode is Mode.PREFIX else form[: min(_first(form, "*"), _first(form, "?"))]
    fixed = key_of_strict(fixed)  # a key is written from left to right, so that of a beginning begins the whole's
    return Prefix(slot.sign + fixed) if fixed else All()


def _first(text: str, char: str) -> int:
    index = text.find(char)
    return len(text) if index < 0 else index


def _and(parts: list[Candidates]) -> Candidates:
    needed = list(dict.fromkeys(part for part in parts if not isinstance(part, All)))
    if len(needed) < 2:
        return needed[0] if needed else All()
    return And(tuple(needed))


def _or(parts: list[Candidates]) -> Candidates:
    if not parts or any(isinstance(part, All) for part in parts):
        return All()
    different = list(dict.fromkeys(parts))
    return different[0] if len(different) == 1 else Or(tuple(different))

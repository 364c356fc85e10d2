"""What a word or phrase of a query asks of tokens: a row of slots, each filled by one token.

A word is cut into tokens exactly as texts are: `e-mail` asks for `e` and `mail` side by side, `日本` for two
ideographs that touch. That is why no list of special cases is needed for punctuation, handles or scripts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Final

from resonanz.query.folding import CLASSES, MAX_KEY, Char
from resonanz.query.inflection import forms_of
from resonanz.query.tokens import WILDCARDS, Token, tokenise

MAX_WILDCARDS: Final = 10


class Mode(Enum):
    """How a slot compares a token."""

    EQUAL = "equal"
    """The token's key is one of the forms."""
    PREFIX = "prefix"
    """It begins with the form."""
    GLOB = "glob"
    """It fits the first form (as a key) or the second (as a strict form), with `*` and `?`."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Ask something of one token."""

    forms: tuple[str, ...]
    mode: Mode = Mode.EQUAL
    sign: str = ""
    """The token must have this sign; nothing: it may have any or none."""
    step: int = 1
    """How many tokens after the one of the slot before it."""
    glued: bool = False
    """It must touch the token before it."""
    strict: bool = False
    """Compare strict forms, not keys."""

    def alone(self) -> Slot:
        """Return the slot without its place behind another."""
        return replace(self, step=1, glued=False) if self.step > 1 or self.glued else self


Slots = tuple[Slot, ...]


class LeafError(ValueError):
    """Say by the code of a mistake why a word cannot be looked for."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@lru_cache(maxsize=8_192)
def word_slots(text: str) -> Slots:
    """Return the slots of an unquoted word, where every `*` and `?` is a wildcard; raise LeafError."""
    if text.isascii() and text.isalnum():
        return (Slot((text.lower()[:MAX_KEY],)),)
    wildcards = sum(text.count(wildcard) for wildcard in WILDCARDS)
    if wildcards > MAX_WILDCARDS:
        raise LeafError("wildcard_many", text=text, limit=MAX_WILDCARDS)
    return _slots(text, wild=bool(wildcards))


@lru_cache(maxsize=8_192)
def phrase_slots(text: str) -> Slots:
    """Return the slots of a quoted phrase: `*` is a wildcard anywhere, `?` only between letters; raise LeafError."""
    if not WILDCARDS.isdisjoint(text):
        text = _tamed(text)
    wildcards = sum(text.count(wildcard) for wildcard in WILDCARDS)
    if wildcards > MAX_WILDCARDS:
        raise LeafError("wildcard_many", text=text, limit=MAX_WILDCARDS)
    return _slots(text, wild=bool(wildcards))


def _tamed(text: str) -> str:
    """Return a phrase with a space for each question mark that is punctuation."""
    kept = []
    for index, char in enumerate(text):
        inner = 0 < index < len(text) - 1 and text[index - 1].isalnum() and text[index + 1].isalnum()
        kept.append(" " if char == "?" and not inner else char)
    return "".join(kept)


def _slots(text: str, *, wild: bool) -> Slots:
    slots: list[Slot] = []
    step = 1
    tokens = _without_redundant(tokenise(text, wild=wild)) if wild else tokenise(text)
    for index, token in enumerate(tokens):
        if wild and token.key == "*":
            if index in {0, len(tokens) - 1}:
                raise LeafError("wildcard_alone")
            step += 1
            continue
        slot = _slot(token, wild=wild)
        glued = bool(slots) and step == 1 and token.glued and token.ideograph and tokens[index - 1].ideograph
        slots.append(replace(slot, step=step, glued=glued))
        step = 1
    if not slots:
        raise LeafError("nothing_to_find", text=text)
    if all(slot.mode is Mode.GLOB and not slot.forms[0].strip("*?") for slot in slots):
        raise LeafError("wildcard_alone")
    return tuple(slots)


def _without_redundant(tokens: list[Token]) -> list[Token]:
    """Leave out stars at the ends of a run of ideographs, which match by substring anyway; refuse inner ones."""
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.key.strip("*?"):
            kept.append(token)
            continue
        before = index > 0 and token.glued and tokens[index - 1].ideograph
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        after = following is not None and following.glued and following.ideograph
        if before and after and following:
            raise LeafError("wildcard_ideograph", left=tokens[index - 1].key, right=following.key)
        if not before and not after:
            kept.append(token)
    return kept


def _slot(token: Token, *, wild: bool) -> Slot:
    if not wild or WILDCARDS.isdisjoint(token.key):
        return Slot((token.key,), sign=token.sign)
    body = token.key.rstrip("*")
    if body and WILDCARDS.isdisjoint(body):
        return Slot((body,), Mode.PREFIX, sign=token.sign)
    return Slot((token.key, token.strict), Mode.GLOB, sign=token.sign)


def strictly(slots: Slots, text: str, *, quoted: bool) -> Slots:
    """Return the slots of the same text that compare strict forms."""
    if quoted and not WILDCARDS.isdisjoint(text):
        text = _tamed(text)
    wild = not WILDCARDS.isdisjoint(text)
    tokens = _without_redundant(tokenise(text, wild=True)) if wild else tokenise(text)
    tokens = [token for token in tokens if not wild or token.key != "*"]
    return tuple(_strict_slot(slot, token) for slot, token in zip(slots, tokens, strict=True))


def _strict_slot(slot: Slot, token: Token) -> Slot:
    form = token.strict.rstrip("*") if slot.mode is Mode.PREFIX else token.strict
    return replace(slot, forms=(form, form) if slot.mode is Mode.GLOB else (form,), strict=True)


def inflected(slots: Slots, lang: str) -> Slots:
    """Return slots that also take the plain inflections of their words."""
    return tuple(
        replace(slot, forms=forms_of(slot.forms[0], lang)) if slot.mode is Mode.EQUAL and not slot.strict else slot
        for slot in slots
    )


def fills(token: Token, slot: Slot) -> bool:
    """Tell whether a token is what a slot asks for, its place aside."""
    if slot.sign and slot.sign != token.sign:
        return False
    form = token.strict if slot.strict else token.key
    if slot.mode is Mode.EQUAL:
        return form in slot.forms
    if slot.mode is Mode.PREFIX:
        return form.startswith(slot.forms[0])
    if slot.strict:
        return glob(slot.forms[1], token.strict)
    return glob(slot.forms[0], token.key) or glob(slot.forms[1], token.strict)


def glob(pattern: str, text: str) -> bool:
    """Tell whether a whole text fits a pattern: `*` any characters or none, `?` one letter with its marks."""
    at = index = 0
    star, mark = -1, 0
    while index < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, mark = at, index
            at += 1
        elif at < len(pattern) and pattern[at] == "?":
            at += 1
            index = _after_marks(text, index + 1)
        elif at < len(pattern) and pattern[at] == text[index]:
            at += 1
            index += 1
        elif star >= 0:
            mark += 1
            at, index = star + 1, mark
        else:
            return False
    return not pattern[at:].strip("*")


def _after_marks(text: str, index: int) -> int:
    while index < len(text) and _is_mark(text[index]):
        index += 1
    return index


def _is_mark(char: str) -> bool:
    return char > "\x7f" and CLASSES[char] is Char.MARK

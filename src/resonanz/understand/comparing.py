"""How people set one thing against another: better than, unlike, as good as, from one to the other.

The words stand in `lexicon/comparing.toml`. What is decided here is only what a name is named for; how that feels
follows in `target`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

from resonanz.understand import lexicon

LEAD: Final = 6
"""Tokens before a name in which it is looked for what it is named for."""
BEFORE: Final = 9
"""Tokens before that in which a comparative, a negation or a preference is looked for."""


class Named(StrEnum):
    """Say what a name is named for."""

    ITSELF = "itself"
    MEASURE = "measure"
    """What something else is better or worse than, or unlike."""
    EQUAL = "equal"
    """What something else is as good or as bad as."""
    MODEL = "model"
    """What something else is not as good as, or should learn from."""
    LESSER = "lesser"
    """What something else is not as bad as, or is taken instead of."""
    LEFT = "left"
    """What somebody goes away from."""
    TAKEN = "taken"
    """What somebody goes to."""


Lead: TypeAlias = tuple[str, ...]
"""The last words before a name."""
Phrases: TypeAlias = tuple[tuple[str, ...], ...]
LEARNED_FROM: Final = frozenset({"von", "an", "from"})


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the words of one language."""

    than: Phrases
    unlike: Phrases
    compared: Phrases
    same: Phrases
    away: Phrases
    towards: Phrases
    model: frozenset[str]
    prefer: frozenset[str]
    switched: frozenset[str]
    origin: frozenset[str]
    goal: frozenset[str]
    skipped: frozenset[str]
    negated: frozenset[str]
    both: frozenset[str]
    better: frozenset[str]
    opposes: frozenset[str]
    divides: frozenset[str]


@cache
def words(lang: str) -> Words | None:
    """Return the words of a language, None where we have none."""
    text = files(lexicon.__name__).joinpath("comparing.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text).get(lang)
    if told is None:
        return None
    single: dict[str, Any] = {name: frozenset(value.split()) for name, value in told.items()}
    phrases: dict[str, Any] = {
        name: tuple(tuple(entry.split("_")) for entry in value.split()) for name, value in told.items()
    }
    return Words(
        **{name: phrases[name] for name in ("than", "unlike", "compared", "same", "away", "towards")},
        **{
            name: single[name]
            for name in ("model", "prefer", "switched", "skipped", "negated", "both", "better", "opposes", "divides")
        },
        origin=single["from"],
        goal=single["to"],
    )


def named_for(tokens: Sequence[str], place: int, start: int, known: Words, *, worse: bool) -> Named:
    """Return what the name at `place` is named for.

    Its sentence goes from `start` to the end of `tokens`; `worse` says that it speaks of something bad.
    """
    before = tokens[start:place]
    lead = _lead(before, known)
    return (
        _moved(tokens[start:], before, lead, known)
        or _measured(before, lead, known)
        or _likened(tokens[start:], before, lead, known, worse=worse)
        or Named.ITSELF
    )


def _moved(sentence: Sequence[str], before: Sequence[str], lead: Lead, known: Words) -> Named | None:
    """Tell who somebody goes away from, and to whom."""
    if before and known.switched.intersection(sentence):
        if before[-1] in known.origin:
            return Named.LEFT
        if before[-1] in known.goal:
            return Named.TAKEN
    if _ends(lead, known.away):
        return Named.LEFT
    return Named.TAKEN if _ends(lead, known.towards) else None


def _measured(before: Sequence[str], lead: Lead, known: Words) -> Named | None:
    """Tell what something else is measured by: better than, unlike, rather than, compared to."""
    prefers = bool(known.prefer.intersection(before[-BEFORE:]))
    if _ends(lead, known.unlike):
        return Named.MEASURE
    if prefers and (_ends(lead, known.than) or (before and before[-1] in known.goal)):
        return Named.LESSER
    return Named.MEASURE if _ends(lead, (*known.than, *known.compared)) else None


def _likened(sentence: Sequence[str], before: Sequence[str], lead: Lead, known: Words, *, worse: bool) -> Named | None:
    """Tell what something else is like, or ought to be like."""
    like = _ends(lead, known.same)
    if known.model.intersection(before[-BEFORE:]) and (like or (before and before[-1] in LEARNED_FROM)):
        return Named.MODEL
    if not like:
        return None
    if not known.negated.intersection(sentence):
        return Named.EQUAL
    return Named.LESSER if worse else Named.MODEL


def _lead(before: Sequence[str], known: Words) -> Lead:
    """Return the last words before a name, without articles and prepositions right before it."""
    kept = list(before[-LEAD:])
    while kept and kept[-1] in known.skipped:
        kept.pop()
    return tuple(kept)


def _ends(lead: Lead, phrases: Phrases) -> bool:
    return any(lead[-len(phrase) :] == phrase for phrase in phrases)

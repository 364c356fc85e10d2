"""Which mention a labelling session asks about next: by turns one drawn by lot, and one that is least sure.

The unsure ones teach most; only those drawn by lot say how often what runs is right. Among the unsure ones a text that
resembles what was just asked waits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from resonanz.core.heard import Heard
from resonanz.core.teaching import Drawn
from resonanz.core.understood import Label
from resonanz.understand.plain import plain_text

LIKENESS: Final = 0.5
"""How much sureness full likeness to an earlier text weighs."""


@dataclass(frozen=True, slots=True)
class Question:
    """Hold a mention that a person is asked about."""

    heard: Heard
    guess: Label | None
    """What stands there now; None where nothing does."""
    drawn: Drawn


def choose(
    task: str, pool: Sequence[Heard], guesses: Sequence[Label | None], *, asked: int, recent: Sequence[Heard] = ()
) -> Question | None:
    """Return what to ask after `asked` questions, `recent` being the last of them; None for an empty pool."""
    if not pool:
        return None
    if asked % 2 == 0:
        place = min(range(len(pool)), key=lambda one: _lot(task, pool[one]))
        return Question(pool[place], guesses[place], Drawn.CHANCE)
    before = [frozenset(plain_text(heard.mention).tokens) for heard in recent]

    def dull(place: int) -> float:
        guess = guesses[place]
        words = frozenset(plain_text(pool[place].mention).tokens)
        like = max((_likeness(words, one) for one in before), default=0.0)
        return (guess.confidence if guess else 0.0) + LIKENESS * like

    place = min(range(len(pool)), key=lambda one: (dull(one), _lot(task, pool[one])))
    return Question(pool[place], guesses[place], Drawn.ASKED)


def _lot(task: str, heard: Heard) -> bytes:
    """Return a number that has nothing to do with what is said, the same for every session."""
    return hashlib.blake2b(f"{task} {heard.mention.id}".encode("utf-8", "replace"), digest_size=8).digest()


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0

"""What the author does by saying it: ask, request, report a problem, criticise, praise, or something else.

Each kind has a strength; the strongest wins when it is strong enough. A question that also reports a problem is a
question, because somebody waits for an answer.
"""

from __future__ import annotations

from typing import Final

from resonanz.core.understood import Kind, Label
from resonanz.understand.labels import suspected
from resonanz.understand.lexicon import Role
from resonanz.understand.plain import Plain
from resonanz.understand.reading import Reading
from resonanz.understand.sentiment import NEGATIVE_FROM, POSITIVE_FROM, feeling, sureness

ENOUGH: Final = 1.0
"""A kind below this strength does not show."""


def strengths(plain: Plain, reading: Reading) -> dict[Kind, float]:
    """Return how strongly each kind shows, 0 for not at all; `ENOUGH` is enough to be suspected."""
    feels = feeling(plain, reading)
    wants = sum(reading.count(role) for role in _WANTING) + reading.count(Role.HINT) // 2
    return {
        Kind.QUESTION: 2.4 if reading.asked else 2.2 if reading.asked_silently else 0.0,
        Kind.PROBLEM: _steps(reading.broken, 1.4, 0.3) * (0.75 if feels >= POSITIVE_FROM else 1.0),
        Kind.REQUEST: _steps(wants, 1.1, 0.4),
        Kind.CRITICISM: min(1.0 - 0.1 * feels, 1.3) if feels <= -NEGATIVE_FROM else 0.0,
        Kind.PRAISE: min(1.0 + 0.1 * feels, 1.3) if feels >= POSITIVE_FROM else 0.0,
    }


def judge(plain: Plain, reading: Reading) -> Label:
    """Return the kind that shows most, and how often that is right."""
    found = strengths(plain, reading)
    kind = max(found, key=found.__getitem__)
    if found[kind] < ENOUGH:
        return suspected(Kind.OTHER.value, 0.5)
    if kind in _FELT:
        return suspected(kind.value, sureness(feeling(plain, reading)))
    return suspected(kind.value, 0.45 + 0.1 * found[kind])


_FELT: Final = frozenset({Kind.CRITICISM, Kind.PRAISE})
"""Kinds that show by nothing but how the text feels."""
_WANTING: Final = (Role.REQUEST, Role.REQUEST_START, Role.WISH)


def _steps(many: int, first: float, further: float) -> float:
    """Return a strength that the first sign gives and two further ones raise."""
    return first + further * min(many - 1, 2) if many else 0.0

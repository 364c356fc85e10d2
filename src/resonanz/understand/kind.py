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
from resonanz.understand.sentiment import NEGATIVE_FROM, POSITIVE_FROM, feeling

ENOUGH: Final = 1.0


def strengths(plain: Plain, reading: Reading) -> dict[Kind, float]:
    """Return how strongly each kind shows; 1 is enough to be suspected."""
    feels = feeling(plain, reading)
    asks = 1.6 if reading.asked else 1.2 if reading.asked_silently else 0.0
    wants = reading.count(Role.REQUEST) + reading.count(Role.REQUEST_START) + reading.count(Role.WISH)
    return {
        Kind.QUESTION: asks,
        Kind.REQUEST: 0.9 * min(wants, 2) + (0.2 if wants else 0.0),
        Kind.PROBLEM: 1.1 * min(reading.broken, 3) if feels < POSITIVE_FROM else 0.0,
        Kind.CRITICISM: min(-feels / NEGATIVE_FROM, 2.0),
        Kind.PRAISE: min(feels / POSITIVE_FROM, 2.0),
    }


def judge(plain: Plain, reading: Reading) -> Label:
    """Return the kind that shows most, and how often that is right."""
    found = strengths(plain, reading)
    kind = max(found, key=found.__getitem__)
    if found[kind] < ENOUGH:
        return suspected(Kind.OTHER.value, 0.5)
    return suspected(kind.value, 0.4 + 0.1 * found[kind])

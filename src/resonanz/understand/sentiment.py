"""How the author feels, from the words alone: suspected, never stated.

Positive and negative words are weighed against each other and against the length of the text; a long report with
one sad word in it is not sad.
"""

from __future__ import annotations

from typing import Final

from resonanz.core.understood import Label, Sentiment
from resonanz.understand.labels import suspected
from resonanz.understand.lexicon import Role
from resonanz.understand.plain import Plain
from resonanz.understand.reading import Reading

POSITIVE_FROM: Final = 0.9
NEGATIVE_FROM: Final = 0.9
LENGTH: Final = 40.0
"""Words after which feelings count half."""


def feeling(plain: Plain, reading: Reading) -> float:
    """Return how a text feels: above 0 good, below 0 bad, some units either way."""
    positive, negative = reading.positive, reading.negative
    if reading.count(Role.IRONY) and positive:
        positive, negative = 0.0, negative + positive
    emphasis = 1.0 + 0.1 * min(reading.exclaimed + plain.shouted, 3)
    return (positive - negative) * emphasis / (1.0 + plain.words / LENGTH)


def judge(plain: Plain, reading: Reading) -> Label:
    """Return positive, neutral or negative, and how often that is right."""
    feels = feeling(plain, reading)
    if feels >= POSITIVE_FROM:
        return suspected(Sentiment.POSITIVE.value, 0.45 + 0.06 * feels)
    if feels <= -NEGATIVE_FROM:
        return suspected(Sentiment.NEGATIVE.value, 0.5 - 0.06 * feels)
    return suspected(Sentiment.NEUTRAL.value, 0.65 - 0.15 * abs(feels))

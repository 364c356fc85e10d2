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

POSITIVE_FROM: Final = 1.2
"""One word that is only friendly is not enough: greetings, thanks and wishes are full of them."""
NEGATIVE_FROM: Final = 0.4
"""One word of regret is: whoever complains politely uses no more."""
LENGTH: Final = 35.0
"""Words after which feelings count half."""
BROKEN: Final = 0.5
"""How it feels that something is called defective, besides the word for it."""


def feeling(plain: Plain, reading: Reading) -> float:
    """Return how a text feels: above 0 good, below 0 bad, some units either way."""
    positive, negative = reading.positive, reading.negative
    if reading.count(Role.IRONY) and positive:
        positive, negative = 0.0, negative + positive
    negative += BROKEN * min(reading.broken, 2)
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

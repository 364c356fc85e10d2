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

POSITIVE_FROM: Final = 0.82
NEGATIVE_FROM: Final = 0.35
"""Lower: whoever complains politely uses one word of regret, and greetings hold more friendly ones."""
POSITIVE_LENGTH: Final = 14.0
"""Words after which friendly words count half; a long text has some whatever it says."""
NEGATIVE_LENGTH: Final = 40.0
BROKEN: Final = 0.5
"""How it feels that something is called defective, besides the word for it."""


def feeling(plain: Plain, reading: Reading) -> float:
    """Return how a text feels: above 0 good, below 0 bad, some units either way."""
    positive, negative = reading.positive, reading.negative
    if reading.count(Role.IRONY):
        positive, negative = 0.0, negative + positive + 1.0
    negative += BROKEN * min(reading.broken, 2)
    emphasis = 1.0 + 0.1 * min(reading.exclaimed + plain.shouted, 3)
    return emphasis * (
        positive / (1.0 + plain.words / POSITIVE_LENGTH) - negative / (1.0 + plain.words / NEGATIVE_LENGTH)
    )


def judge(plain: Plain, reading: Reading) -> Label:
    """Return positive, neutral or negative, and how often that is right."""
    feels = feeling(plain, reading)
    if feels >= POSITIVE_FROM:
        return suspected(Sentiment.POSITIVE.value, sureness(feels))
    if feels <= -NEGATIVE_FROM:
        return suspected(Sentiment.NEGATIVE.value, sureness(feels))
    return suspected(Sentiment.NEUTRAL.value, 0.62)


def sureness(feels: float) -> float:
    """Return how often a feeling of this strength is right, as measured on posts to and about a company.

    Friendly words are right far less often than angry ones: half of them greet, thank or mock.
    """
    return 0.3 + 0.05 * feels if feels > 0 else 0.44 - 0.06 * feels

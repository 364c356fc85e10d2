"""How much a query would bring, and which other words stand beside what it finds.

It asks the whole archive, not the last mentions alone, so it is asked for after the preview stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from resonanz.app.questions import Estimate
from resonanz.app.wiring import house
from resonanz.web.editor.reading import Read, quoted
from resonanz.web.tags import number

WORDS: Final = 12
LONGEST: Final = 60
"""Characters of a word that fits on a button."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Hold a word that is frequent where a query finds something, and rare elsewhere."""

    word: str
    quoted: str
    """As a query writes it."""
    share: int
    """Per cent of what the query finds."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Hold an estimate with its numbers as a person reads them."""

    estimate: Estimate
    noise: Sequence[Beside]

    @property
    def per_day(self) -> str:
        """Return how many mentions a day."""
        return _rounded(self.estimate.per_day)

    @property
    def low(self) -> str:
        """Return how many at least, nine times out of ten."""
        return _rounded(self.estimate.low)

    @property
    def high(self) -> str:
        """Return how many at most, nine times out of ten."""
        return _rounded(self.estimate.high)

    @property
    def days(self) -> int:
        """Return how long a time was looked at."""
        return round(self.estimate.days)


def weighed(read: Read) -> Weighed:
    """Return how much a query that can be understood would bring."""
    questions = house().questions
    noise = [one for one in questions.noise(read.text) if len(one.word) <= LONGEST]
    words = [Beside(one.word, quoted(one.word), round(100 * one.share)) for one in noise[:WORDS]]
    return Weighed(questions.estimate(read.text), words)


def _rounded(value: float) -> str:
    """Return a number with no more digits than an estimate has."""
    return number(round(value) if value >= 10 else round(value, 1))

"""How long people waited for answers, in business time: what reports are made of.

One wait begins with the first word that is not answered yet and ends with our answer. A wait that has no end yet is not
in the result, so an average of these says nothing about what is still open: count that beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from resonanz.core.deadline.calendar import Calendar, moment_of
from resonanz.core.deadline.events import Happened, Happening, in_order

_SPOKEN = frozenset({Happened.OPENED, Happened.SAID})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTime:
    """Hold one wait that ended with an answer."""

    asked_at: datetime
    answered_at: datetime
    business: int
    """Seconds of the calendar's working time."""
    elapsed: int
    """Seconds as they pass."""
    is_first: bool
    """Whether it was the case's first answer."""


def answer_times(log: Sequence[Happening], calendar: Calendar) -> tuple[AnswerTime, ...]:
    """Return each wait of a case that was ended by an answer, in order; pauses and closings do not shorten it."""
    waits: list[AnswerTime] = []
    asked: datetime | None = None
    for one in in_order(tuple(log)):
        if one.what in _SPOKEN and asked is None:
            asked = one.at
        elif one.what is Happened.ANSWERED and asked is not None:
            start, end = moment_of(asked), moment_of(one.at)
            waits.append(
                AnswerTime(
                    asked_at=asked,
                    answered_at=one.at,
                    business=calendar.between(start, end),
                    elapsed=end - start,
                    is_first=not waits,
                )
            )
            asked = None
    return tuple(waits)

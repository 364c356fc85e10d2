"""When it is worth learning again: enough is new, and people have stopped labelling for a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.teaching import Lesson, Version, Wish
from resonanz.understand.teaching.trial import FEWEST

FRESH_SHARE: Final = 0.1
FRESH_MOST: Final = 30
"""New labels that are always enough."""
FRESH_FEWEST: Final = 10
PAUSE: Final = timedelta(seconds=20)
"""Without a new label: somebody who labels ten a minute wants one new model, not five."""
PATIENCE: Final = timedelta(minutes=5)
"""After which a new label is not made to wait for the pause any longer."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Say how far a task is from its next model."""

    labels: int
    values: int
    """Different ones."""
    fresh: int
    """Labels that the newest version does not know."""
    needed: int
    """Fresh labels that are enough."""
    is_due: bool


def outlook(lessons: Sequence[Lesson], newest: Version | None, wish: Wish, now: datetime) -> Outlook:
    """Return how far a task is; `lessons` are its own, oldest first."""
    fresh = [lesson for lesson in lessons if newest is None or lesson.at > newest.learned_until]
    values = len({lesson.value for lesson in lessons})
    needed = FEWEST if newest is None else min(FRESH_MOST, max(FRESH_FEWEST, round(FRESH_SHARE * newest.examples)))
    rested = bool(fresh) and (now - fresh[-1].at >= PAUSE or now - fresh[0].at >= PATIENCE)
    enough = len(fresh) >= needed and rested
    may = values > 1 and len(lessons) >= FEWEST
    return Outlook(len(lessons), values, len(fresh), needed, may and (enough or wish.learn_now))

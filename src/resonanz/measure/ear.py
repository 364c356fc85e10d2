"""The company's ear: which department heard, answered, decided and changed something, and how long a decision took.

What a reader would get wrong: the time runs from the market's first word to the department's decision, by the clock on
the wall; what nobody has decided yet has no time, so the median is that of the decisions, and what waits is beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from resonanz.core.ids import DepartmentId
from resonanz.core.metric import Figure
from resonanz.measure.formulas import typical


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Hold one decision of a department, or what it has not decided yet."""

    department: DepartmentId
    first_word: datetime | None
    """When the market said it first; None where all evidence was erased."""
    decided_at: datetime | None
    changed: bool = False
    """Whether something is different now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Hold what one department heard and did in a time."""

    department: DepartmentId
    mentions: int
    cases: int
    answered: int
    decided: int
    changed: int
    waiting: int
    """What the market brought up and nobody has decided yet."""
    last_acted_at: datetime | None
    """When it last answered or decided anything; None: never."""
    decision_time: Figure

    @property
    def is_silent(self) -> bool:
        """Tell whether it heard something in this time and neither answered nor decided anything."""
        return self.mentions + self.cases + self.waiting > 0 and not (self.answered or self.decided)


def decision_time(decisions: Sequence[Decision]) -> Figure:
    """Return the median from the first word to the decision, in seconds as they pass, with its interval."""
    waits = [
        max((one.decided_at - one.first_word).total_seconds(), 0.0)
        for one in decisions
        if one.decided_at is not None and one.first_word is not None
    ]
    return typical(waits, sum(one.decided_at is None for one in decisions))

"""What is owed where, what a department decided about escalation, and who works there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from resonanz.core.case import Case
from resonanz.core.escalation import Crew, Due, Ladder, Owed, Reached
from resonanz.core.ids import DepartmentId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Hold how a case stood when its escalation was looked at."""

    case: Case
    owned: bool
    """Whether its owner may still sign in; False where there is none."""
    waits: bool
    """Whether somebody said that we wait for the author, who has not spoken since."""
    owed: tuple[Owed, ...]
    """Deadlines that run or are breached, and not ended."""
    taken: frozenset[str]
    """Marks of the steps that were taken."""


class EscalationBook(Protocol):
    """Keep ladders and what was taken of them."""

    def due(self, now: datetime, *, limit: int) -> list[Standing]:
        """Return cases whose escalation is to be looked at, the longest due first, with what is owed in them."""
        ...

    def write(
        self, seen: Standing, taken: Sequence[tuple[Due, Reached]], *, at: datetime, next_at: datetime | None
    ) -> bool:
        """Remember steps, each with a line in the case's history, and when to look next; None: when it changes.

        All or nothing, and nothing where what is owed is no longer as it was seen: then it is looked at again.
        """
        ...

    def ladder(self, department: DepartmentId) -> Ladder:
        """Return a department's ladder, the usual one where it decided nothing."""
        ...

    def crew(self, department: DepartmentId, now: datetime) -> Crew:
        """Return who works in a department; empty where there is none of that number."""
        ...

    def administrators(self) -> tuple[UserId, ...]:
        """Return the administrators who may sign in."""
        ...


__all__ = ["EscalationBook", "Standing"]

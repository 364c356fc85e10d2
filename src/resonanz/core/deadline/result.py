"""One deadline of a case, worked out: what is due when, how it stands, and what that was made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from resonanz.core.deadline.policy import DeadlineKind


class DeadlineState(StrEnum):
    """How a deadline stands. Only what has ended in time is met; a running clock counts as nothing yet."""

    RUNNING = "running"
    PAUSED = "paused"
    """We wait for the author, or the case was closed without it; not met."""
    MET = "met"
    BREACHED = "breached"
    """Its time is over, whether something came late or nothing came yet. No later event mends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retarget:
    """Say that from a moment on another time counted."""

    at: datetime
    before: int
    """Seconds that were given until then."""
    seconds: int
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Hold one deadline; seconds are of working time unless said otherwise."""

    kind: DeadlineKind
    round: int
    """Which of its kind in this case, from 1."""
    department: str
    """Who is responsible now, or was when it ended."""
    state: DeadlineState
    begun_at: datetime
    due_at: datetime
    """While it is paused: when it would be due if it went on at the moment asked for."""
    ended_at: datetime | None
    """When what was due came, or the clock was given up; None while it is owed."""
    seconds: int
    """The time that is given."""
    used: int
    """Of the time that is given, and beyond."""
    late: int
    """By how much it is breached; 0 also where it is over and nobody worked since."""
    paused: int
    """Seconds as they pass, not of working time."""
    paused_at: datetime | None
    """Since when it stands still; None unless it does."""
    closed: bool
    """Whether it stands still because the case was closed without it."""
    always: bool
    """Whether it counts around the clock."""
    zone: str
    """In which its moments are told."""
    rule: str
    """Name of the rule that gave the time."""
    policy: str
    """Version of the rules."""
    retargets: tuple[Retarget, ...] = ()

    @property
    def remaining(self) -> int:
        """Return the working time that is left; 0 when there is none."""
        return max(0, self.seconds - self.used)

    @property
    def is_open(self) -> bool:
        """Tell whether something is still owed: running, paused, or breached and not yet there."""
        return self.ended_at is None

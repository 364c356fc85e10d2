"""Criticism and what the company decided about it: nothing is silently closed.

One decision may answer many cases: whoever says the same hears the same. A case belongs to one criticism at most; a
case of that kind that belongs to none is undecided, and so is whatever was deferred until a day that has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.ids import CriticismId, DepartmentId, UserId
from resonanz.core.lifecycle import Lifecycle

LONGEST: Final = 4_000
"""Characters of a reason or of what changed."""


class CriticismState(StrEnum):
    """Where a criticism stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    CHANGED = "changed"
    """It was accepted, and what was criticised is different now."""


_UNDECIDED = frozenset({CriticismState.OPEN, CriticismState.DEFERRED})
_DECIDED = frozenset({CriticismState.ACCEPTED, CriticismState.REJECTED, CriticismState.CHANGED})

CRITICISM = Lifecycle(
    name="criticism",
    start=CriticismState.OPEN,
    moves={
        "accept": (_UNDECIDED | {CriticismState.REJECTED}, CriticismState.ACCEPTED),
        "reject": (_UNDECIDED | {CriticismState.ACCEPTED}, CriticismState.REJECTED),
        "defer": (_UNDECIDED | {CriticismState.ACCEPTED}, CriticismState.DEFERRED),
        "come_back": (frozenset({CriticismState.DEFERRED}), CriticismState.OPEN),
        "change": (frozenset({CriticismState.ACCEPTED}), CriticismState.CHANGED),
        "reopen": (_DECIDED, CriticismState.OPEN),
    },
)
DECISIONS: Final = ("accept", "reject", "defer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criticism:
    """Hold one criticism with its decision."""

    id: CriticismId
    title: str
    """In the company's words; empty: it is called by its first case."""
    department: DepartmentId | None
    """None: its own was removed."""
    state: CriticismState
    owner: UserId | None
    reason: str = ""
    """Why it was decided so; never empty where it was rejected."""
    until: date | None = None
    """On which day it comes back, where it was deferred."""
    change: str = ""
    """What is different now."""
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticismEvent:
    """Hold one line of a criticism's history; it is only added to."""

    criticism: CriticismId
    at: datetime
    action: str
    """A move of the life-cycle, or own, add_case, remove_case, tell, telling_*."""
    actor: UserId | None
    """None: the system, which lets come back what was deferred."""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Hold what somebody decides."""

    action: str
    """accept, reject or defer."""
    reason: str = ""
    owner: UserId | None = None
    until: date | None = None
    title: str = ""

    def checked(self, today: date) -> Decision:
        """Return it; raise InputRejected where it lacks what its action needs."""
        if self.action not in DECISIONS:
            raise InputRejected("There is no such decision.", place="action", remedy="Accept, reject or defer it.")
        if self.action == "accept" and self.owner is None:
            raise InputRejected("What is accepted needs an owner.", place="owner", remedy="Say who changes it.")
        if self.action == "reject" and not self.reason.strip():
            raise InputRejected("Rejecting needs a reason.", place="reason", remedy="It stays in the record.")
        if self.action == "defer" and (self.until is None or self.until <= today):
            raise InputRejected("Deferring needs a day to come.", place="until", remedy="Choose a later day.")
        return self

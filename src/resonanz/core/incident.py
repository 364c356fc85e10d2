"""An incident: when many say the same at once and the company answers together: one owner, one statement, one record.

It is never closed without a review, because what was learned is the point; its timeline is only added to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from resonanz.core.ids import DepartmentId, IncidentId, SurgeId, UserId
from resonanz.core.lifecycle import Lifecycle
from resonanz.core.surge import Gravity


class IncidentState(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    WATCHING = "watching"
    """Under control; somebody still looks."""
    CLOSED = "closed"


INCIDENT = Lifecycle(
    name="incident",
    start=IncidentState.OPEN,
    moves={
        "watch": (frozenset({IncidentState.OPEN}), IncidentState.WATCHING),
        "resume": (frozenset({IncidentState.WATCHING}), IncidentState.OPEN),
        "close": (frozenset({IncidentState.OPEN, IncidentState.WATCHING}), IncidentState.CLOSED),
        "reopen": (frozenset({IncidentState.CLOSED}), IncidentState.OPEN),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Hold one incident."""

    id: IncidentId
    title: str
    gravity: Gravity
    state: IncidentState
    department: DepartmentId | None
    """Whose members work on it, and whose leads declare and close it; None: of any, its own was removed."""
    owner: UserId | None
    surge: SurgeId | None
    """Which surge it was declared for; None when by hand."""
    series: str
    """Cases whose mentions are in this series belong to it; empty: only those added by hand."""
    since: datetime
    """Mentions from this moment on."""
    declared_by: UserId
    declared_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None
    statement: str = ""
    """What is said meanwhile, in each of its cases alike."""
    statement_by: UserId | None = None
    statement_approved_by: UserId | None = None
    review: str = ""
    """What happened and why, written when it is closed."""

    @property
    def is_alive(self) -> bool:
        """Tell whether it is not closed."""
        return self.state is not IncidentState.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEvent:
    """Hold one line of an incident's timeline."""

    incident: IncidentId
    at: datetime
    action: str
    """declared, grade, own, note, statement, approve_statement, add_case, remove_case, tick, untick or a move."""
    actor: UserId | None
    """None: the system."""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Hold one line of an incident's checklist."""

    number: int
    text: str
    done_at: datetime | None = None
    done_by: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold what an incident taught, for whoever keeps the company's learnings."""

    incident: IncidentId
    text: str
    at: datetime
    by: UserId

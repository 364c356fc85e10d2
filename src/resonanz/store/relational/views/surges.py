"""What the pages of surges and incidents read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from resonanz.core.ids import IncidentId
from resonanz.core.incident import Incident
from resonanz.core.surge import Surge
from resonanz.store.relational.views.cases import CaseRow


@dataclass(frozen=True, slots=True)
class SurgeRow:
    """Hold one surge, and the incident that was declared for it."""

    surge: Surge
    incident: IncidentId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """Hold one incident with the names that a list shows."""

    incident: Incident
    department_name: str
    owner_name: str
    cases: int
    steps: int
    steps_done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEventRow:
    """Hold one line of a timeline."""

    at: datetime
    action: str
    actor_name: str
    """Empty: the system."""
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """Hold one step of a checklist."""

    number: int
    text: str
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """Hold one finding."""

    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDetail:
    """Hold everything about an incident that a page shows."""

    row: IncidentRow
    statement_by: str
    approved_by: str
    timeline: tuple[IncidentEventRow, ...]
    """Newest first."""
    cases: tuple[CaseRow, ...]
    """The latest changed first, at most 200."""
    steps: tuple[StepRow, ...]
    findings: tuple[FindingRow, ...]

"""Initiatives as pages and the API show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from resonanz.core.initiative import Initiative


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeRow:
    """Hold one line of a list of initiatives."""

    initiative: Initiative
    department_name: str
    owner_name: str
    sponsor_name: str
    forecasts: int
    """How many people have forecast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeEventRow:
    """Hold one line of a history."""

    at: datetime
    action: str
    actor_name: str
    """Empty: the system."""
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeDetail:
    """Hold everything about an initiative that a page shows."""

    row: InitiativeRow
    created_by: str
    taught_by: str
    history: tuple[InitiativeEventRow, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningRow:
    """Hold one thing that was learned, from an initiative or from an incident."""

    at: datetime
    text: str
    source: str
    """initiative or incident."""
    number: int
    """Id of that."""
    title: str
    outcome: str
    """Of an initiative; empty for what was stopped and for incidents."""

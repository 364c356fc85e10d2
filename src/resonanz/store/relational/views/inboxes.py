"""What the inbox reads besides cases."""

from __future__ import annotations

from dataclasses import dataclass

from resonanz.core.ids import DepartmentId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxViewRow:
    """Hold a view that somebody kept."""

    id: int
    name: str
    slug: str
    """Of the department whose inbox it narrows down; empty: every one that the reader works in."""
    question: str
    """What the inbox's address asks, without its path."""
    department: DepartmentId | None
    """Whose people see it too."""
    department_name: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRow:
    """Hold somebody who can own cases."""

    id: UserId
    name: str

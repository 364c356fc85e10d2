"""Telling people what happened; who is told, and by which way, is the adapter's business.

A notice names things by kind and number and holds no stranger's words, so that it may leave the house by any way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from resonanz.core.ids import DepartmentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Hold one thing worth telling."""

    at: datetime
    event: str
    """surge_started, surge_ended, incident_declared, incident_closed, ..."""
    subject: str
    """Kind and id: surge:4, incident:2."""
    department: DepartmentId | None = None
    """Whom it concerns; None: everybody."""
    urgent: bool = False
    """Whether it may disturb; a recovery never does."""


class Notices(Protocol):
    """Tell people."""

    def tell(self, notice: Notice) -> None:
        """Tell it once; what cannot be told now is the adapter's to try again."""
        ...

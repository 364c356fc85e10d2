"""A question that one department asks another inside a case, which stays where it is.

open -> answered | withdrawn. The one thing a reader would get wrong: the case goes on meanwhile; neither its owner nor
the clock of its author is touched by asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from resonanz.core.ids import CaseId, DepartmentId, InquiryId, UserId
from resonanz.core.lifecycle import Lifecycle


class InquiryState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


INQUIRY = Lifecycle(
    name="inquiry",
    start=InquiryState.OPEN,
    moves={
        "tell": (frozenset({InquiryState.OPEN}), InquiryState.ANSWERED),
        "withdraw": (frozenset({InquiryState.OPEN}), InquiryState.WITHDRAWN),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """Hold one question to a department."""

    id: InquiryId
    case: CaseId
    department: DepartmentId
    """Who is asked."""
    asked_by: UserId
    asked_at: datetime
    text: str
    state: InquiryState = InquiryState.OPEN
    answer: str = ""
    settled_by: UserId | None = None
    """Who answered or withdrew it."""
    settled_at: datetime | None = None

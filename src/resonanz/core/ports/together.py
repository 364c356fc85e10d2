"""Drafts as they are typed, questions to other departments, and whose work new cases become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from resonanz.core.assigning import Absence, Way
from resonanz.core.case import Case, CaseEvent
from resonanz.core.draft import TypedDraft
from resonanz.core.ids import CaseId, DepartmentId, InquiryId, ReplyId, UserId
from resonanz.core.inquiry import Inquiry


class Drafts(Protocol):
    """Keep answers as they are typed: one a case, answer that is changed, and person."""

    def of(self, case: CaseId, person: UserId, reply: ReplyId | None = None) -> TypedDraft | None:
        """Return what somebody typed in a case as a new answer, or into one."""
        ...

    def of_case(self, case: CaseId) -> list[TypedDraft]:
        """Return what is being typed in a case by everybody, the oldest change first."""
        ...

    def keep(self, draft: TypedDraft, *, seen: int) -> TypedDraft:
        """Store what was typed on top of number `seen`; return it with its number.

        Raise TypedElsewhere if another number is kept, NotFound for an unknown case.
        """
        ...

    def drop(self, case: CaseId, person: UserId, reply: ReplyId | None = None) -> bool:
        """Forget what somebody typed; tell whether there was anything."""
        ...


class Inquiries(Protocol):
    """Keep questions to departments; each change comes with its line in the case's history."""

    def add(self, inquiry: Inquiry, event: CaseEvent) -> Inquiry:
        """Store a new question; return it with its id, which is the event's key. Raise NotFound."""
        ...

    def load(self, inquiry: InquiryId) -> Inquiry:
        """Return one question; raise NotFound."""
        ...

    def of_case(self, case: CaseId) -> list[Inquiry]:
        """Return a case's questions, the oldest first."""
        ...

    def change(self, before: Inquiry, after: Inquiry, event: CaseEvent) -> None:
        """Store a changed question with its event; raise Conflict if it is no longer as `before`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Say how a department's new cases find their owner, and whose turn it was last."""

    department: DepartmentId
    way: Way
    last: UserId | None = None


class DispatchBook(Protocol):
    """Know what is asked when a new case is given to somebody."""

    def turns(self) -> list[Turns]:
        """Return the departments whose cases are not taken by hand."""
        ...

    def undispatched(self, department: DepartmentId, *, limit: int) -> list[Case]:
        """Return living cases that nobody has owned since they came to the department, the oldest first."""
        ...

    def people(self, department: DepartmentId) -> list[UserId]:
        """Return who may sign in and works on the department's cases."""
        ...

    def loads(self, department: DepartmentId) -> Mapping[UserId, int]:
        """Return how many cases that wait for us each owner has in the department."""
        ...

    def absences(self, day: date) -> list[Absence]:
        """Return the absences that cover a day."""
        ...

    def turned(self, department: DepartmentId, person: UserId) -> None:
        """Remember whose turn it was."""
        ...

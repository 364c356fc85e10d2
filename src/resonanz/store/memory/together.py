"""Drafts as they are typed and questions to departments, in memory."""

from __future__ import annotations

import threading
from dataclasses import replace

from resonanz.core.case import CaseEvent
from resonanz.core.draft import TypedDraft, TypedElsewhere
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, InquiryId, ReplyId, UserId
from resonanz.core.inquiry import Inquiry
from resonanz.core.ports import Casebook


class MemoryDrafts:
    """Keep what is typed in a dictionary."""

    def __init__(self, casebook: Casebook) -> None:
        self._casebook = casebook
        self._kept: dict[tuple[CaseId, UserId, ReplyId | None], TypedDraft] = {}
        self._lock = threading.Lock()

    def of(self, case: CaseId, person: UserId, reply: ReplyId | None = None) -> TypedDraft | None:
        """Return what somebody typed in a case as a new answer, or into one."""
        return self._kept.get((case, person, reply))

    def of_case(self, case: CaseId) -> list[TypedDraft]:
        """Return what is being typed in a case, the oldest change first."""
        return sorted((one for one in self._kept.values() if one.case == case), key=lambda one: one.changed_at)

    def keep(self, draft: TypedDraft, *, seen: int) -> TypedDraft:
        """Store what was typed on top of number `seen`."""
        self._casebook.load(draft.case)
        with self._lock:
            place = (draft.case, draft.person, draft.reply)
            there = self._kept.get(place)
            if there is not None and there.number != seen:
                raise TypedElsewhere(there)
            kept = replace(draft, number=seen + 1)
            self._kept[place] = kept
            return kept

    def drop(self, case: CaseId, person: UserId, reply: ReplyId | None = None) -> bool:
        """Forget what somebody typed; tell whether there was anything."""
        return self._kept.pop((case, person, reply), None) is not None


class MemoryInquiries:
    """Keep questions to departments in a dictionary."""

    def __init__(self, casebook: Casebook) -> None:
        self._casebook = casebook
        self._kept: dict[InquiryId, Inquiry] = {}
        self._lock = threading.Lock()

    def add(self, inquiry: Inquiry, event: CaseEvent) -> Inquiry:
        """Store a new question with its line in the history."""
        with self._lock:
            made = replace(inquiry, id=InquiryId(len(self._kept) + 1))
            self._casebook.note(replace(event, key=str(made.id)))
            self._kept[made.id] = made
            return made

    def load(self, inquiry: InquiryId) -> Inquiry:
        """Return one question; raise NotFound."""
        try:
            return self._kept[inquiry]
        except KeyError:
            raise NotFound(f"There is no question {inquiry}.") from None

    def of_case(self, case: CaseId) -> list[Inquiry]:
        """Return a case's questions, the oldest first."""
        return [one for one in self._kept.values() if one.case == case]

    def change(self, before: Inquiry, after: Inquiry, event: CaseEvent) -> None:
        """Store a changed question with its event."""
        with self._lock:
            if self.load(before.id) != before:
                raise Conflict(f"Question {before.id} was changed in the meantime.")
            self._kept[before.id] = after
            self._casebook.note(event)

"""Asking another department inside a case, without handing it over.

The question is due by the asked department's own rules and calendar (`internal_answer`); the case, its owner and its
author's clocks stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from resonanz.core.case import ENDED, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.ids import CaseId, DepartmentId, InquiryId
from resonanz.core.inquiry import INQUIRY, Inquiry
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Audit, Casebook, Entry, Inquiries, Notice, Notices

LONGEST: Final = 20_000
"""Characters."""


class InquiryDesk:
    """Do what people do with questions to departments."""

    def __init__(
        self, *, casebook: Casebook, inquiries: Inquiries, audit: Audit, notices: Notices, clock: Clock
    ) -> None:
        self._casebook = casebook
        self._inquiries = inquiries
        self._audit = audit
        self._notices = notices
        self._clock = clock

    def ask(self, actor: Actor, case: CaseId, department: DepartmentId, text: str) -> Inquiry:
        """Ask a department for its word."""
        loaded = self._casebook.load(case)
        require(actor, Action.WORK_CASE, loaded.department)
        if actor.id is None:
            raise NotAllowed("A question needs a person who asks it.")
        if loaded.state in ENDED:
            raise Conflict(f"A case that is {loaded.state} cannot ask.")
        if department == loaded.department:
            raise InputRejected("The department owns this case itself.", place="department", remedy="Write a note.")
        now, said = self._clock.now(), _checked(text)
        asked = Inquiry(id=InquiryId(0), case=case, department=department, asked_by=actor.id, asked_at=now, text=said)
        event = CaseEvent(case=case, at=now, action="ask", actor=actor.id, detail=said, department=department)
        made = self._inquiries.add(asked, event)
        self._record(actor, made, "ask")
        self._notices.tell(
            Notice(at=now, event="asked_department", subject=f"case:{case}", department=department, by=actor.id)
        )
        return made

    def tell(self, actor: Actor, inquiry: InquiryId, text: str) -> Inquiry:
        """Give the word that was asked for; whoever works in the asked department may."""
        before = self._inquiries.load(inquiry)
        require(actor, Action.WORK_CASE, before.department)
        after = self._settle(actor, before, "tell", _checked(text))
        self._notices.tell(
            Notice(
                at=self._clock.now(),
                event="asked_answered",
                subject=f"case:{before.case}",
                to=(before.asked_by,),
                by=actor.id,
            )
        )
        return after

    def withdraw(self, actor: Actor, inquiry: InquiryId) -> Inquiry:
        """Take a question back; whoever works in the asking department may."""
        before = self._inquiries.load(inquiry)
        require(actor, Action.WORK_CASE, self._casebook.load(before.case).department)
        return self._settle(actor, before, "withdraw", "")

    def _settle(self, actor: Actor, before: Inquiry, action: str, text: str) -> Inquiry:
        now = self._clock.now()
        after = replace(
            before, state=INQUIRY.after(before.state, action), answer=text, settled_by=actor.id, settled_at=now
        )
        event = CaseEvent(
            case=before.case,
            at=now,
            action=action,
            actor=actor.id,
            detail=text,
            department=before.department,
            key=str(before.id),
        )
        self._inquiries.change(before, after, event)
        self._record(actor, after, action)
        return after

    def _record(self, actor: Actor, inquiry: Inquiry, action: str) -> None:
        told = {"inquiry": int(inquiry.id), "department": int(inquiry.department)}
        subject = f"case:{inquiry.case}"
        now = self._clock.now()
        self._audit.write(Entry(at=now, actor=actor.id, action=f"case_{action}", subject=subject, detail=told))


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise InputRejected("This must not be empty.", place="text", remedy="Fill it in.")
    if len(said) > LONGEST:
        raise InputRejected(f"This has more than {LONGEST} characters.", place="text", remedy="Shorten it.")
    return said

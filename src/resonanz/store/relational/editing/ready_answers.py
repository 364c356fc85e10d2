"""The company's own placeholders, and what becomes of a proposal: small edits around the answers library."""

from __future__ import annotations

from datetime import datetime

from resonanz.core.errors import InputRejected
from resonanz.core.ids import AnswerId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ready_answers import checked_name
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import edit, found, record, text
from resonanz.store.relational.selectors.ready_answers import proposal_row
from resonanz.store.relational.views.answering import ProposalRow

LONGEST = 300


def set_place(actor: Actor, name: str, german: str, english: str, at: datetime) -> None:
    """Say what a placeholder of the company's own stands for, in both languages."""
    require(actor, Action.MANAGE_DEPARTMENT)
    checked = checked_name(name.strip())
    values = {
        "german": text(german, place="german", longest=LONGEST),
        "english": text(english, place="english", longest=LONGEST),
    }
    if any("{" in value or "}" in value for value in values.values()):
        raise InputRejected("A placeholder cannot hold another one.", place="german", remedy="Write it without braces.")
    with edit():
        models.AnswerPlaceholder.objects.update_or_create(pk=checked, defaults=values)
        record(actor, "library_place", f"place:{checked}", at)


def drop_place(actor: Actor, name: str, at: datetime) -> None:
    """Remove a placeholder that no answer of the library needs any more."""
    require(actor, Action.MANAGE_DEPARTMENT)
    with edit():
        place = f"{{{name}}}"
        if models.KnownAnswer.objects.filter(folded__contains=place.casefold()).exists():
            raise InputRejected(
                "Answers of the library use this placeholder.", place="name", remedy="Change them first."
            )
        models.AnswerPlaceholder.objects.filter(pk=name).delete()
        record(actor, "library_unplace", f"place:{name}", at)


def settle_proposal(actor: Actor, proposal: int, at: datetime, *, answer: AnswerId | None) -> ProposalRow:
    """Say that a question has an answer now, or (None) needs none; raise InputRejected where that is said already."""
    with edit():
        row = found(models.AnswerProposal, proposal, "proposal")
        require(actor, Action.WORK_CASE, None if row.department_id is None else proposal_row(row).department)
        if row.state != "open":
            raise InputRejected("Somebody has decided this already.", place="proposal")
        row.state = "dismissed" if answer is None else "taken"
        row.answer_id = answer
        row.save()
        record(actor, f"library_proposal_{row.state}", f"proposal:{proposal}", at)
        return proposal_row(row)

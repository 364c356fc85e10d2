"""What every book of escalation promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from resonanz.core.case import CaseEvent
from resonanz.core.escalation import USUAL, Due, Reached, Step, Whom
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.ports import Casebook
from resonanz.core.ports.escalation import EscalationBook, Standing
from tests.store.contracts.making import NOON

SOON = NOON + timedelta(hours=1)


class EscalationBookContract:
    """Test what keeps ladders and steps.

    A subclass gives `book`, the `casebook` beside it, a `case` in which a first answer is owed at SOON, its
    `department`, and its `lead`. What is owed counts as worked out anew by `worked_out`.
    """

    def worked_out(self) -> None:
        """Work deadlines out again after the log went on."""
        raise NotImplementedError

    def only(self, book: EscalationBook, now: datetime = SOON) -> Standing:
        """Return the one case that is to be looked at."""
        (found,) = book.due(now, limit=5)
        return found

    def step(self, standing: Standing) -> tuple[Due, Reached]:
        """Return a step that reaches the lead."""
        return Due(standing.owed[0], Step(Whom.LEAD, 0)), Reached(Whom.LEAD, (UserId(1),))

    def test_what_is_owed_is_seen(self, book: EscalationBook, case: CaseId, department: DepartmentId) -> None:
        seen = self.only(book)
        assert (seen.case.id, seen.owned, seen.waits, seen.taken) == (case, False, False, frozenset())
        assert [(one.kind, one.department, one.due_at) for one in seen.owed] == [("first_answer", department, SOON)]

    def test_a_step_that_was_taken_is_remembered_and_told_in_the_history(
        self, book: EscalationBook, casebook: Casebook, case: CaseId
    ) -> None:
        seen = self.only(book)
        taken = self.step(seen)
        assert book.write(seen, [taken], at=SOON, next_at=SOON)
        self.worked_out()
        assert self.only(book).taken == {taken[0].mark}
        assert casebook.events(case)[-1].action == "escalate_lead"

    def test_what_is_looked_at_later_is_not_due_before(self, book: EscalationBook, case: CaseId) -> None:
        later = SOON + timedelta(hours=1)
        assert book.write(self.only(book), [], at=SOON, next_at=later)
        assert (book.due(SOON, limit=5), self.only(book, later).case.id) == ([], case)

    def test_a_finished_ladder_is_not_looked_at_any_more(self, book: EscalationBook, case: CaseId) -> None:
        assert book.write(self.only(book), [], at=SOON, next_at=None)
        assert book.due(SOON + timedelta(days=900), limit=5) == []

    def test_nothing_is_remembered_of_what_changed_meanwhile(
        self, book: EscalationBook, casebook: Casebook, case: CaseId, lead: UserId
    ) -> None:
        seen = self.only(book)
        taken = replace(seen.case, owner=lead)
        casebook.change(seen.case, taken, CaseEvent(case=case, at=NOON, action="assign", actor=None))
        assert not book.write(seen, [self.step(seen)], at=SOON, next_at=None)
        self.worked_out()
        assert self.only(book).taken == frozenset()

    def test_of_two_who_look_at_once_one_takes_the_step(self, book: EscalationBook) -> None:
        seen = self.only(book)
        assert book.write(seen, [self.step(seen)], at=SOON, next_at=SOON)
        self.worked_out()
        assert not book.write(seen, [self.step(seen)], at=SOON, next_at=SOON)

    @pytest.mark.parametrize("over", ["resume", "react"])
    def test_a_case_waits_from_when_that_is_said_until_the_author_speaks(
        self, book: EscalationBook, casebook: Casebook, case: CaseId, over: str
    ) -> None:
        waits = []
        for action in ("wait", over):
            casebook.note(CaseEvent(case=case, at=NOON, action=action, actor=None))
            self.worked_out()
            waits.append(self.only(book).waits)
        assert waits == [True, False]

    def test_who_decided_nothing_has_the_usual_ladder(self, book: EscalationBook, department: DepartmentId) -> None:
        ladder = book.ladder(department)
        assert (ladder.steps, ladder.changed_at) == (USUAL, None)

    def test_a_crew_is_who_works_there(self, book: EscalationBook, department: DepartmentId, lead: UserId) -> None:
        crew = book.crew(department, NOON)
        assert (crew.leads, crew.members, lead in crew.active) == ((lead,), (lead,), True)
        assert book.crew(DepartmentId(10**6), NOON).members == ()

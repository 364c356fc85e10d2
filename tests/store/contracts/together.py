"""What every keeper of drafts and of questions to departments promises."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resonanz.core.case import CaseEvent
from resonanz.core.draft import TypedDraft, TypedElsewhere
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, DepartmentId, InquiryId, ReplyId, UserId
from resonanz.core.inquiry import Inquiry, InquiryState
from resonanz.core.ports import Casebook, Drafts, Inquiries
from tests.store.contracts.making import NOON


def typed(case: CaseId, person: UserId, text: str = "We look.") -> TypedDraft:
    """Return what somebody typed at noon."""
    return TypedDraft(case=case, person=person, text=text, number=0, changed_at=NOON)


class DraftsContract:
    """Test what keeps drafts; a subclass gives `drafts`, `case`, `person` and `colleague`."""

    @pytest.fixture
    def drafts(self, casebook: Casebook) -> Drafts:
        """Return an empty keeper."""
        raise NotImplementedError

    def test_nothing_is_typed_at_first(self, drafts: Drafts, case: CaseId, person: UserId) -> None:
        assert drafts.of(case, person) is None
        assert drafts.of_case(case) == []

    def test_what_was_kept_is_found_again(self, drafts: Drafts, case: CaseId, person: UserId) -> None:
        kept = drafts.keep(typed(case, person), seen=0)
        assert drafts.of(case, person) == kept
        assert (kept.number, kept.text) == (1, "We look.")

    def test_each_change_counts_up(self, drafts: Drafts, case: CaseId, person: UserId) -> None:
        drafts.keep(typed(case, person), seen=0)
        assert drafts.keep(typed(case, person, "We look now."), seen=1).number == 2

    def test_what_another_window_did_not_see_is_not_overwritten(
        self, drafts: Drafts, case: CaseId, person: UserId
    ) -> None:
        drafts.keep(typed(case, person), seen=0)
        with pytest.raises(TypedElsewhere) as raised:
            drafts.keep(typed(case, person, "Other"), seen=0)
        assert raised.value.kept.text == "We look."

    def test_two_people_have_a_draft_each(
        self, drafts: Drafts, case: CaseId, person: UserId, colleague: UserId
    ) -> None:
        drafts.keep(typed(case, person, "Mine"), seen=0)
        drafts.keep(typed(case, colleague, "Yours"), seen=0)
        assert {one.text for one in drafts.of_case(case)} == {"Mine", "Yours"}

    def test_what_is_typed_into_an_answer_is_apart_from_a_new_one(
        self, drafts: Drafts, case: CaseId, person: UserId
    ) -> None:
        drafts.keep(typed(case, person, "New"), seen=0)
        change = drafts.keep(replace(typed(case, person, "Changed"), reply=ReplyId(7)), seen=0)
        assert drafts.of(case, person, ReplyId(7)) == change
        assert {one.text for one in drafts.of_case(case)} == {"New", "Changed"}
        assert [drafts.drop(case, person, ReplyId(7)), drafts.drop(case, person, ReplyId(7))] == [True, False]
        assert drafts.of(case, person) is not None

    def test_dropping_forgets(self, drafts: Drafts, case: CaseId, person: UserId) -> None:
        drafts.keep(typed(case, person), seen=0)
        assert [drafts.drop(case, person), drafts.drop(case, person)] == [True, False]
        assert drafts.of(case, person) is None

    def test_whoever_types_on_after_handing_in_begins_anew(self, drafts: Drafts, case: CaseId, person: UserId) -> None:
        drafts.keep(typed(case, person), seen=0)
        drafts.drop(case, person)
        assert drafts.keep(typed(case, person, "More"), seen=1).text == "More"

    def test_an_unknown_case_holds_no_draft(self, drafts: Drafts, person: UserId) -> None:
        with pytest.raises(NotFound):
            drafts.keep(typed(CaseId(99), person), seen=0)


class InquiriesContract:
    """Test what keeps questions; a subclass gives `inquiries`, `casebook`, `case`, `department` and `person`."""

    @pytest.fixture
    def inquiries(self, casebook: Casebook) -> Inquiries:
        """Return an empty keeper."""
        raise NotImplementedError

    @pytest.fixture
    def question(self, case: CaseId, department: DepartmentId, person: UserId) -> Inquiry:
        """Return a question."""
        return Inquiry(
            id=InquiryId(0), case=case, department=department, asked_by=person, asked_at=NOON, text="May we?"
        )

    @staticmethod
    def line(question: Inquiry, action: str = "ask") -> CaseEvent:
        """Return the line of the history that belongs to it."""
        return CaseEvent(case=question.case, at=NOON, action=action, actor=question.asked_by)

    def test_a_question_is_found_again(self, inquiries: Inquiries, question: Inquiry) -> None:
        made = inquiries.add(question, self.line(question))
        assert inquiries.load(made.id) == replace(question, id=made.id)
        assert inquiries.of_case(question.case) == [made]

    def test_a_question_is_in_the_history_under_its_number(
        self, inquiries: Inquiries, casebook: Casebook, question: Inquiry
    ) -> None:
        made = inquiries.add(question, self.line(question))
        assert [(one.action, one.key) for one in casebook.events(question.case)][-1] == ("ask", str(made.id))

    def test_an_unknown_question_is_not_found(self, inquiries: Inquiries) -> None:
        with pytest.raises(NotFound):
            inquiries.load(InquiryId(99))

    def test_a_question_of_an_unknown_case_is_not_kept(self, inquiries: Inquiries, question: Inquiry) -> None:
        lost = replace(question, case=CaseId(99))
        with pytest.raises(NotFound):
            inquiries.add(lost, self.line(lost))

    def test_of_two_who_settle_it_one_is_told_to_look_again(self, inquiries: Inquiries, question: Inquiry) -> None:
        made = inquiries.add(question, self.line(question))
        after = replace(made, state=InquiryState.ANSWERED, answer="Yes.", settled_by=made.asked_by, settled_at=NOON)
        inquiries.change(made, after, self.line(made, "tell"))
        with pytest.raises(Conflict):
            inquiries.change(made, replace(made, state=InquiryState.WITHDRAWN), self.line(made, "withdraw"))
        assert inquiries.load(made.id) == after

"""What every casebook promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.case import Case, CaseEvent, CaseState
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, DepartmentId, MentionId, UserId
from resonanz.core.mention import Mention, MentionType
from resonanz.core.ports import Casebook, Joining, Opening
from resonanz.core.understood import Priority, Understood
from tests.store.contracts.making import NOON, judged, mention

ROOT = MentionId("mastodon:1")


class CasebookContract:
    """Test what a casebook promises; a subclass gives `casebook` and, if need be, `department` and `person`."""

    @pytest.fixture
    def casebook(self) -> Casebook:
        """Return an empty casebook."""
        raise NotImplementedError

    @pytest.fixture
    def department(self) -> DepartmentId:
        """Return a department that may own cases."""
        return DepartmentId(1)

    @pytest.fixture
    def person(self) -> UserId:
        """Return a person who may work on cases."""
        return UserId(1)

    @pytest.fixture
    def opening(self, department: DepartmentId) -> Opening:
        """Return what opens a case in the thread of the first mention."""
        return Opening(
            mention=mention(1),
            understood=judged(kind="problem", lang="de"),
            department=department,
            priority=Priority.HIGH,
            route="problems",
        )

    @staticmethod
    def take(
        casebook: Casebook,
        *openings: Opening,
        joinings: tuple[Joining, ...] = (),
        seq: int = 1,
    ) -> list[CaseId]:
        """Take in a batch at noon."""
        return casebook.take_in(openings, joinings, follower="cases", seq=seq, at=NOON)

    @staticmethod
    def answer(number: int = 2) -> Mention:
        """Return a later mention of the same thread."""
        return mention(number, thread=ROOT, reply_to=ROOT)

    @pytest.fixture
    def case(self, casebook: Casebook, opening: Opening) -> Case:
        """Return a case that was just opened."""
        (opened,) = self.take(casebook, opening)
        return casebook.load(opened)

    def join(self, case: Case, number: int = 2, *, is_reaction: bool = False) -> Joining:
        """Return what puts a later mention into the case."""
        return Joining(case=case.id, mention=self.answer(number), understood=Understood(), is_reaction=is_reaction)

    def test_nothing_is_followed_at_first(self, casebook: Casebook) -> None:
        assert casebook.mark("cases") == 0
        assert casebook.cases_of([ROOT]) == {}
        assert casebook.watched(since=NOON, limit=5) == []

    def test_an_unknown_case_is_not_found(self, casebook: Casebook) -> None:
        with pytest.raises(NotFound):
            casebook.load(CaseId(99))

    def test_a_case_is_opened_as_asked(self, case: Case, department: DepartmentId) -> None:
        assert case == Case(
            id=case.id,
            department=department,
            state=CaseState.NEW,
            priority=Priority.HIGH,
            subject="Nummer 1 über die Lampe",
            channel="mastodon",
            thread=ROOT,
            kind="problem",
            lang="de",
            owner=None,
            opened_at=NOON,
            changed_at=NOON,
            mention_count=1,
        )

    def test_opening_is_in_the_history(self, casebook: Casebook, case: Case) -> None:
        (event,) = casebook.events(case.id)
        assert (event.action, event.mention, event.actor, event.at) == ("opened", ROOT, None, NOON)
        assert event.detail == "problems"
        assert casebook.mentions(case.id) == [ROOT]
        assert casebook.cases_of([ROOT, MentionId("mastodon:9")]) == {ROOT: case}

    def test_the_mark_moves_with_the_batch(self, casebook: Casebook, opening: Opening) -> None:
        self.take(casebook, opening, seq=17)
        assert casebook.mark("cases") == 17
        self.take(casebook, seq=23)
        assert casebook.mark("cases") == 23
        assert casebook.mark("somebody else") == 0

    def test_the_same_batch_again_changes_nothing(self, casebook: Casebook, opening: Opening, case: Case) -> None:
        assert self.take(casebook, opening) == []
        assert casebook.load(case.id) == case
        assert len(casebook.events(case.id)) == 1

    def test_one_thread_has_one_case(self, casebook: Casebook, opening: Opening) -> None:
        second = replace(opening, mention=self.answer())
        (opened,) = self.take(casebook, opening, second)
        assert casebook.mentions(opened) == [ROOT, "mastodon:2"]
        assert casebook.load(opened).mention_count == 2

    def test_a_mention_joins_once(self, casebook: Casebook, case: Case) -> None:
        for seq in (2, 3):
            self.take(casebook, joinings=(self.join(case),), seq=seq)
        assert casebook.mentions(case.id) == [ROOT, "mastodon:2"]
        assert casebook.load(case.id).mention_count == 2
        assert [event.action for event in casebook.events(case.id)] == ["opened", "joined"]

    def test_a_reaction_brings_the_case_back(self, casebook: Casebook, case: Case) -> None:
        answered = replace(case, state=CaseState.ANSWERED)
        event = CaseEvent(case=case.id, at=NOON, action="answer", actor=None)
        casebook.change(case, answered, event)
        self.take(casebook, joinings=(self.join(case, is_reaction=True),), seq=2)
        assert casebook.load(case.id).state is CaseState.REACTED
        assert [each.action for each in casebook.events(case.id)][-1] == "react"

    def test_a_case_that_nobody_looked_at_stays_new(self, casebook: Casebook, case: Case) -> None:
        self.take(casebook, joinings=(self.join(case, is_reaction=True),), seq=2)
        assert casebook.load(case.id).state is CaseState.NEW

    def test_our_own_word_in_the_thread_answers_the_case(self, casebook: Casebook, case: Case) -> None:
        self.take(casebook, joinings=(replace(self.join(case), is_answer=True),), seq=2)
        assert casebook.load(case.id).state is CaseState.ANSWERED
        assert [each.action for each in casebook.events(case.id)] == ["opened", "answer"]

    def test_a_thread_is_opened_answered_and_reacted_to_in_one_batch(
        self, casebook: Casebook, opening: Opening
    ) -> None:
        ours = replace(opening, mention=self.answer(2), is_answer=True)
        theirs = replace(opening, mention=self.answer(3), is_reaction=True)
        (opened,) = self.take(casebook, opening, ours, theirs)
        assert casebook.load(opened).state is CaseState.REACTED
        assert [each.action for each in casebook.events(opened)] == ["opened", "answer", "react"]

    def test_history_taken_in_later_keeps_its_times(self, casebook: Casebook, opening: Opening) -> None:
        earlier = NOON - timedelta(days=9)
        old = replace(opening, mention=replace(opening.mention, published_at=earlier, seen_at=earlier))
        (opened,) = self.take(casebook, old)
        assert casebook.load(opened).opened_at == casebook.load(opened).changed_at == earlier
        assert casebook.events(opened)[0].at == earlier

    def test_an_edit_is_in_the_history_once(self, casebook: Casebook, case: Case) -> None:
        self.take(casebook, joinings=(self.join(case),), seq=2)
        edited = replace(self.join(case), mention=replace(self.answer(), revision=3))
        for seq in (3, 4):
            self.take(casebook, joinings=(edited,), seq=seq)
        assert [each.action for each in casebook.events(case.id)] == ["opened", "joined", "edited"]
        assert casebook.load(case.id).mention_count == 2

    def test_a_case_is_called_by_the_words_as_they_are_now(
        self, casebook: Casebook, opening: Opening, case: Case
    ) -> None:
        edited = replace(opening.mention, text="Die Lampe brennt wieder", revision=3)
        joining = Joining(case=case.id, mention=edited, understood=Understood(), is_reaction=False)
        self.take(casebook, joinings=(joining,), seq=2)
        assert casebook.load(case.id).subject == "Die Lampe brennt wieder"

    @pytest.mark.parametrize(
        ("type_", "subject"), [(MentionType.COMMENT, "Does it come in blue?"), (MentionType.ARTICLE, "Our new bike")]
    )
    def test_a_comment_is_called_by_its_words_and_not_by_the_page_it_stands_below(
        self, casebook: Casebook, opening: Opening, type_: MentionType, subject: str
    ) -> None:
        said = replace(opening.mention, title="Our new bike", text="Does it come in blue?", type=type_)
        (opened,) = self.take(casebook, replace(opening, mention=said))
        assert casebook.load(opened).subject == subject

    def test_forgotten_words_do_not_come_back_with_an_edit(
        self, casebook: Casebook, opening: Opening, case: Case
    ) -> None:
        casebook.forget([ROOT], NOON)
        edited = replace(opening.mention, text="Die Lampe brennt wieder", revision=3)
        joining = Joining(case=case.id, mention=edited, understood=Understood(), is_reaction=False)
        self.take(casebook, joinings=(joining,), seq=2)
        assert casebook.load(case.id).subject == ""

    def test_a_change_is_stored_with_its_event(self, casebook: Casebook, case: Case, person: UserId) -> None:
        after = replace(case, state=CaseState.OPEN, owner=person, changed_at=NOON + timedelta(hours=1))
        event = CaseEvent(case=case.id, at=NOON + timedelta(hours=1), action="take", actor=person, detail="mine")
        casebook.change(case, after, event)
        assert casebook.load(case.id) == after
        assert casebook.events(case.id)[-1] == event

    def test_who_comes_second_is_told(self, casebook: Casebook, case: Case, person: UserId) -> None:
        event = CaseEvent(case=case.id, at=NOON, action="take", actor=person)
        casebook.change(case, replace(case, state=CaseState.OPEN, changed_at=NOON + timedelta(hours=1)), event)
        with pytest.raises(Conflict):
            casebook.change(case, replace(case, state=CaseState.CLOSED), event)
        assert casebook.load(case.id).state is CaseState.OPEN
        assert len(casebook.events(case.id)) == 2

    def test_a_note_changes_nothing_else(self, casebook: Casebook, case: Case, person: UserId) -> None:
        casebook.note(CaseEvent(case=case.id, at=NOON, action="note", actor=person, detail="wait for Tuesday"))
        assert casebook.load(case.id) == case
        assert casebook.events(case.id)[-1].detail == "wait for Tuesday"

    def test_forgetting_erases_the_words_and_keeps_the_case(self, casebook: Casebook, case: Case) -> None:
        later = NOON + timedelta(days=1)
        assert casebook.forget([ROOT, MentionId("mastodon:9")], later) == 1
        assert "Lampe" not in repr((casebook.load(case.id), casebook.events(case.id)))
        assert casebook.mentions(case.id) == [ROOT]
        last = casebook.events(case.id)[-1]
        assert (last.action, last.mention, last.at) == ("removed", ROOT, later)

    def test_forgetting_another_mention_keeps_the_subject(self, casebook: Casebook, case: Case) -> None:
        self.take(casebook, joinings=(self.join(case),), seq=2)
        assert casebook.forget([MentionId("mastodon:2")], NOON) == 1
        assert casebook.load(case.id).subject == case.subject

    def test_open_and_lately_answered_cases_are_watched(self, casebook: Casebook, opening: Opening) -> None:
        openings = [replace(opening, mention=mention(number)) for number in (1, 2, 3)]
        still_open, answered, closed = (casebook.load(each) for each in self.take(casebook, *openings))
        for case, when in ((answered, NOON), (closed, NOON - timedelta(days=9))):
            event = CaseEvent(case=case.id, at=when, action="answer", actor=None)
            casebook.change(case, replace(case, state=CaseState.CLOSED), event)
        watched = casebook.watched(since=NOON - timedelta(days=1), limit=5)
        assert {case.id for case in watched} == {still_open.id, answered.id}
        assert len(casebook.watched(since=NOON - timedelta(days=1), limit=1)) == 1

    def test_the_history_of_a_case_says_that_a_merge_made_it_more_urgent(
        self, casebook: Casebook, opening: Opening
    ) -> None:
        calm = replace(opening, mention=mention(2), priority=Priority.NORMAL)
        urgent, survivor = (casebook.load(one) for one in self.take(casebook, opening, calm))
        after = casebook.merge(survivor, urgent, actor=None, at=NOON)
        (told,) = [one for one in casebook.events(survivor.id) if one.action == "prioritise"]
        assert (after.priority, told.priority, told.detail) == (Priority.HIGH, Priority.HIGH, "high")
        assert casebook.events(survivor.id)[-1].action == "prioritise"

    def test_a_merge_that_makes_nothing_more_urgent_says_nothing_of_it(
        self, casebook: Casebook, opening: Opening
    ) -> None:
        calm = replace(opening, mention=mention(2), priority=Priority.NORMAL)
        survivor, other = (casebook.load(one) for one in self.take(casebook, opening, calm))
        casebook.merge(survivor, other, actor=None, at=NOON)
        assert "prioritise" not in [one.action for one in casebook.events(survivor.id)]

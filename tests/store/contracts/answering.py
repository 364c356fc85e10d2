"""What every Library, CriticismBook, Proposals and ReactionBook promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from resonanz.core.criticism import Criticism, CriticismEvent, CriticismState
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import AnswerId, CaseId, CriticismId, DepartmentId, MentionId, ReplyId, UserId
from resonanz.core.ports import CriticismBook, Library, Proposals, ReactionBook
from resonanz.core.reaction import WINDOW, Reaction
from resonanz.core.ready_answers import AnswerUse, Proposed, ReadyAnswer
from tests.store.contracts.making import NOON

ASKED = MentionId("mastodon:1")


class LibraryContract:
    """Hold for every Library. `library` is empty; `person`, `department` and `reply` exist."""

    @pytest.fixture
    def draft(self, person: UserId, department: DepartmentId) -> ReadyAnswer:
        return ReadyAnswer(
            id=AnswerId(0), department=department, title="Parcels", asked="Where is it?", german="Hallo",
            english="Hello", owner=person, confirm_by=date(2026, 6, 1), changed_at=NOON,
        )  # fmt: skip

    @pytest.fixture
    def made(self, library: Library, draft: ReadyAnswer, person: UserId) -> ReadyAnswer:
        return library.add(draft, person)

    def test_an_answer_comes_back_as_it_was(self, library: Library, draft: ReadyAnswer, made: ReadyAnswer) -> None:
        assert library.load(made.id) == made == replace(draft, id=made.id)
        assert library.offered() == [made]

    def test_every_value_changes(self, library: Library, made: ReadyAnswer, person: UserId) -> None:
        after = replace(
            made, department=None, title="Post", asked="", german="", english="Hi", owner=None, version=2,
            confirm_by=date(2027, 1, 1), confirmed_at=NOON, confirmed_by=person, retired=True,
            changed_at=NOON + timedelta(hours=1),
        )  # fmt: skip
        library.change(made, after, person)
        assert library.load(made.id) == after
        assert library.offered() == []

    def test_who_comes_second_is_told(self, library: Library, made: ReadyAnswer) -> None:
        library.change(made, replace(made, title="Post"), None)
        with pytest.raises(Conflict):
            library.change(made, replace(made, title="Mail"), None)

    def test_the_words_of_a_version_stay(self, library: Library, made: ReadyAnswer) -> None:
        library.change(made, replace(made, english="Hi", version=2), None)
        assert [library.version(made.id, number).english for number in (1, 2)] == ["Hello", "Hi"]

    @pytest.mark.parametrize("asked", ["load", "version", "change"])
    def test_what_is_not_there_is_not_found(self, library: Library, made: ReadyAnswer, asked: str) -> None:
        none = replace(made, id=AnswerId(999_999))
        with pytest.raises(NotFound):
            {
                "load": lambda: library.load(none.id),
                "version": lambda: library.version(made.id, 7),
                "change": lambda: library.change(none, none, None),
            }[asked]()

    def test_a_reply_uses_an_answer_once(
        self, library: Library, made: ReadyAnswer, person: UserId, reply: ReplyId
    ) -> None:
        use = AnswerUse(answer=made.id, version=1, reply=reply, mention=ASKED, at=NOON, by=person)
        assert [library.use(use) for _ in range(2)] == [True, False]
        assert library.examples([made.id]) == {made.id: [ASKED]}

    def test_the_latest_examples_come_first_and_each_once(self, library: Library, made: ReadyAnswer) -> None:
        library.learn(made.id, [MentionId(f"mastodon:{number}") for number in (1, 2, 3, 2)])
        assert library.examples([made.id], each=2) == {made.id: [MentionId("mastodon:3"), MentionId("mastodon:2")]}

    def test_nothing_was_answered_before_anything_was_sent(self, library: Library, reply: ReplyId) -> None:
        assert library.answered(limit=5) == []


class CriticismBookContract:
    """Hold for every CriticismBook. `book` is empty; `person`, `department`, `case`, `other` and `reply` exist."""

    @pytest.fixture
    def made(self, book: CriticismBook, case: CaseId, person: UserId, department: DepartmentId) -> Criticism:
        draft = Criticism(
            id=CriticismId(0), title="Price", department=department, state=CriticismState.ACCEPTED, owner=person,
            reason="True.", decided_by=person, decided_at=NOON, changed_at=NOON,
        )  # fmt: skip
        return book.add(draft, case, _event(CriticismId(0), "accept"))

    def test_a_criticism_comes_back_with_its_case(self, book: CriticismBook, made: Criticism, case: CaseId) -> None:
        assert book.load(made.id) == book.of_case(case) == made
        assert book.cases(made.id) == [case]

    def test_a_case_belongs_to_one(self, book: CriticismBook, made: Criticism, case: CaseId) -> None:
        with pytest.raises(Conflict):
            book.add(made, case, _event(CriticismId(0), "accept"))

    def test_every_value_changes_with_a_line_of_history(
        self, book: CriticismBook, made: Criticism, person: UserId
    ) -> None:
        after = replace(
            made, title="", department=None, state=CriticismState.DEFERRED, owner=None, reason="", change="Cheaper.",
            until=date(2026, 4, 1), decided_at=NOON + timedelta(hours=1), changed_at=NOON + timedelta(hours=1),
        )  # fmt: skip
        book.change(made, after, _event(made.id, "defer", "later"))
        assert book.load(made.id) == after
        assert [line.action for line in book.events(made.id)] == ["accept", "defer"]

    def test_who_comes_second_is_told(self, book: CriticismBook, made: Criticism) -> None:
        book.change(made, replace(made, title="A"), _event(made.id, "own"))
        with pytest.raises(Conflict):
            book.change(made, replace(made, title="B"), _event(made.id, "own"))

    def test_cases_come_and_go(self, book: CriticismBook, made: Criticism, case: CaseId, other: CaseId) -> None:
        book.put_case(other, _event(made.id, "add_case"), belongs=True)
        assert book.cases(made.id) == [case, other]
        book.put_case(other, _event(made.id, "remove_case"), belongs=False)
        assert book.of_case(other) is None

    def test_what_was_said_comes_with_its_case(self, book: CriticismBook, made: Criticism, case: CaseId) -> None:
        assert book.mentions(made.id) == [(case, ASKED)]

    def test_what_is_not_there_is_not_found(self, book: CriticismBook, made: Criticism) -> None:
        with pytest.raises(NotFound):
            book.put_case(CaseId(999_999), _event(made.id, "add_case"), belongs=True)
        with pytest.raises(NotFound):
            book.load(CriticismId(999_999))

    @pytest.mark.parametrize(("zone", "due"), [("UTC", False), ("Pacific/Auckland", True)])
    def test_what_is_deferred_is_due_on_the_companys_day(
        self, book: CriticismBook, made: Criticism, zone: str, due: bool
    ) -> None:
        later = replace(made, state=CriticismState.DEFERRED, until=date(2026, 3, 3))
        book.change(made, later, _event(made.id, "defer"))
        assert book.due(NOON, zone=zone) == ([later] if due else [])

    def test_a_line_of_history_changes_nothing_else(self, book: CriticismBook, made: Criticism) -> None:
        book.note(_event(made.id, "telling_draft"))
        assert ([one.action for one in book.events(made.id)], book.load(made.id)) == (["accept", "telling_draft"], made)
        with pytest.raises(NotFound):
            book.note(_event(CriticismId(999_999), "tell"))


class ProposalsContract:
    """Hold for every Proposals; `proposals` is empty, `decided` takes one of them up."""

    ONE = Proposed(words="battery", lang="en", department=None, people=3, mentions=(ASKED, MentionId("mastodon:2")))

    def test_nothing_is_settled_before_somebody_decides(self, proposals: Proposals) -> None:
        proposals.propose([self.ONE], NOON)
        assert proposals.settled([ASKED]) == frozenset()

    def test_a_new_look_replaces_what_nobody_decided_about(self, proposals: Proposals, numbers: object) -> None:
        for _ in range(2):
            proposals.propose([self.ONE], NOON)
        assert [proposals.mentions(number) for number in numbers()] == [[*self.ONE.mentions]]  # type: ignore[operator]


class ReactionBookContract:
    """Hold for every ReactionBook; `case` has an answer `reply`, sent at NOON."""

    def found(self, reply: ReplyId, **changes: object) -> Reaction:
        usual: dict[str, object] = {
            "settled": False, "asked": True, "came_back": False, "directly": False, "before": "neutral", "after": "",
            "asked_again": False, "others": 0,
        }  # fmt: skip
        return Reaction(reply=reply, **usual | changes)  # type: ignore[arg-type]

    def test_an_answer_that_nobody_looked_at_is_looked_at(self, reactions: ReactionBook, case: CaseId) -> None:
        assert reactions.unsettled(NOON, limit=5) == [case]

    def test_a_look_lasts_until_the_window_is_over(self, reactions: ReactionBook, case: CaseId, reply: ReplyId) -> None:
        reactions.keep(case, [self.found(reply)], NOON + timedelta(days=1))
        over = NOON + WINDOW
        assert [reactions.unsettled(at, limit=5) for at in (over - timedelta(seconds=1), over)] == [[], [case]]

    def test_what_is_settled_is_looked_at_no_more(self, reactions: ReactionBook, case: CaseId, reply: ReplyId) -> None:
        reactions.keep(case, [self.found(reply, settled=True)], NOON + WINDOW)
        assert reactions.unsettled(NOON + 2 * WINDOW, limit=5) == []

    def test_an_answer_of_which_nothing_can_be_told_is_looked_at_once(
        self, reactions: ReactionBook, case: CaseId
    ) -> None:
        reactions.keep(case, [], NOON)
        assert reactions.unsettled(NOON + 2 * WINDOW, limit=5) == []

    def test_the_answers_of_a_case_are_those_that_stand(
        self, reactions: ReactionBook, case: CaseId, reply: ReplyId
    ) -> None:
        assert [(one.reply, one.at, one.to) for one in reactions.sent(case)] == [(reply, NOON, ASKED)]


def _event(criticism: CriticismId, action: str, detail: str = "") -> CriticismEvent:
    return CriticismEvent(criticism=criticism, at=NOON, action=action, actor=None, detail=detail)

"""The tables of the library, of criticism and of reactions keep every promise of their ports."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resonanz.core.criticism import CriticismState
from resonanz.core.ids import CaseId, CriticismId, DepartmentId, MentionId, ReplyId, UserId
from resonanz.core.ports import CriticismBook, Library, Proposals, ReactionBook
from resonanz.core.reaction import Reaction
from resonanz.core.ready_answers import Proposed
from resonanz.core.reply import ReplyState
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredCasebook
from resonanz.store.relational.repositories.criticism import StoredCriticismBook
from resonanz.store.relational.repositories.proposals import StoredProposals
from resonanz.store.relational.repositories.reactions import StoredReactions
from resonanz.store.relational.repositories.ready_answers import StoredLibrary
from resonanz.store.relational.selectors.criticism import undecided
from resonanz.store.relational.selectors.reactions import Answered, Split, reaction_figures, reactions_by
from tests.store.contracts.answering import (
    ASKED,
    CriticismBookContract,
    LibraryContract,
    ProposalsContract,
    ReactionBookContract,
)
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_department, a_person, cases, opening

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> UserId:
    return a_person()


@pytest.fixture
def department() -> DepartmentId:
    return a_department()


@pytest.fixture
def case(department: DepartmentId) -> CaseId:
    return cases(opening(1, department))[0]


@pytest.fixture
def other(department: DepartmentId, case: CaseId) -> CaseId:
    return cases(opening(2, department))[0]


@pytest.fixture
def reply(case: CaseId, person: UserId) -> ReplyId:
    """Return a draft."""
    row = models.Reply.objects.create(
        key="k", case_id=case, reply_to=ASKED, text="Hello", author_id=person, needs_four_eyes=False, created_at=NOON
    )
    return ReplyId(row.pk)


class TestStoredLibrary(LibraryContract):
    @pytest.fixture
    def library(self) -> Library:
        return StoredLibrary()


class TestStoredCriticismBook(CriticismBookContract):
    @pytest.fixture
    def book(self) -> CriticismBook:
        return StoredCriticismBook()


class TestStoredProposals(ProposalsContract):
    @pytest.fixture
    def proposals(self) -> Proposals:
        return StoredProposals()

    @pytest.fixture
    def numbers(self) -> Callable[[], list[int]]:
        return lambda: list(models.AnswerProposal.objects.values_list("pk", flat=True))


class TestStoredReactions(ReactionBookContract):
    @pytest.fixture
    def reactions(self, reply: ReplyId) -> ReactionBook:
        models.Reply.objects.filter(pk=reply).update(state=ReplyState.SENT.value, sent_at=NOON, sent_id="mastodon:our")
        models.Case.objects.update(changed_at=NOON)
        return StoredReactions()

    def test_figures_are_counted_by_the_answer_of_the_library(
        self, reactions: ReactionBook, case: CaseId, reply: ReplyId, person: UserId
    ) -> None:
        answer = models.KnownAnswer.objects.create(title="Parcels", confirm_by=NOON.date(), changed_at=NOON)
        models.AnswerUsage.objects.create(answer=answer, version=1, reply_id=reply, at=NOON, by_id=person)
        found = Reaction(
            reply=reply, settled=True, asked=True, came_back=True, directly=True, before="negative", after="positive",
            asked_again=False, others=0,
        )  # fmt: skip
        reactions.keep(case, [found], NOON)
        asked = Answered(since=NOON, until=NOON.replace(hour=13))
        (row,) = reactions_by(Split.ANSWER, asked)
        assert (row.key, row.name, row.figures) == (str(answer.pk), "Parcels", reaction_figures(asked))
        assert (row.figures.better, row.figures.stopped, row.figures.settled) == (1, 1, 1)


def test_erasing_a_mention_takes_it_out_of_examples_and_proposals(case: CaseId) -> None:
    answer = models.KnownAnswer.objects.create(title="Parcels", confirm_by=NOON.date(), changed_at=NOON)
    StoredLibrary().learn(answer.pk, [ASKED])
    StoredProposals().propose(
        [Proposed(words="battery", lang="en", department=None, people=3, mentions=(ASKED,))], NOON
    )
    StoredCasebook().forget([ASKED], NOON)
    tables = (models.AnswerExample, models.AnswerAsked)
    assert [table.objects.filter(mention=MentionId(ASKED)).exists() for table in tables] == [False, False]


def _merge(other: CaseId, into: CaseId) -> None:
    casebook = StoredCasebook()
    casebook.merge(casebook.load(into), casebook.load(other), actor=None, at=NOON)


def _decided(case: CaseId) -> CriticismId:
    row = models.Criticism.objects.create(changed_at=NOON, state=CriticismState.ACCEPTED.value)
    models.CriticismCase.objects.create(criticism=row, case_id=case)
    return CriticismId(row.pk)


def test_criticism_that_nobody_decided_is_not_merged_away(case: CaseId, other: CaseId) -> None:
    models.Case.objects.filter(pk=other).update(kind="criticism")
    _merge(other, into=case)
    assert [row.case for row in undecided().items] == [case]
    assert [(one.action, one.kind) for one in StoredCasebook().events(case)][-1] == ("relabel", "criticism")


def test_what_was_decided_about_a_merged_case_holds_for_the_one_that_goes_on(case: CaseId, other: CaseId) -> None:
    models.Case.objects.filter(pk=other).update(kind="criticism")
    decided = _decided(other)
    _merge(other, into=case)
    found = StoredCriticismBook().of_case(case)
    assert found is not None
    assert found.id == decided
    assert undecided().items == ()


def test_those_who_criticised_in_a_merged_case_are_still_among_those_to_tell(case: CaseId, other: CaseId) -> None:
    models.Case.objects.filter(pk__in=[case, other]).update(kind="criticism")
    decided = _decided(other)
    _merge(other, into=case)
    assert StoredCriticismBook().mentions(decided) == [(case, MentionId("mastodon:2"))]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the plan is read in SQLite's words")
def test_answers_to_look_at_are_found_by_an_index_however_many_were_sent() -> None:
    with CaptureQueriesContext(connection) as statements:
        StoredReactions().unsettled(NOON, limit=5)
    with connection.cursor() as plan:
        for statement, index in zip(statements, ("reply_reaction", "reaction_goes_on"), strict=True):
            plan.execute("EXPLAIN QUERY PLAN " + statement["sql"])
            assert f"INDEX {index}" in " ".join(str(step[-1]) for step in plan.fetchall())

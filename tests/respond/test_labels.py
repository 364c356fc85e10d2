"""A person's word on a target or in a label set stands on the mention, is a lesson, and leaves an entry."""

from __future__ import annotations

import pytest

from resonanz.core.department import StandingQuery
from resonanz.core.errors import InputRejected
from resonanz.core.ids import QueryId
from resonanz.core.policy import SYSTEM
from resonanz.core.search import Filter
from resonanz.core.teaching import Drawn, LabelSet, towards
from resonanz.core.understood import Label, Towards, Understood
from resonanz.respond.labels import Correction, LabelDesk
from resonanz.store.memory import MemoryLessons
from tests.respond.conftest import Desk
from tests.store.contracts.making import heard

OURS, THEIRS, SUBJECT = QueryId(1), QueryId(2), QueryId(3)
SUSPECTED = (Towards("own", OURS, Label("positive", 0.55)), Towards("competitor", THEIRS, Label("negative", 0.55)))
ONE = heard(1).mention.id


class Teaching(Desk):
    """Hold a desk for labels with one mention that names two targets."""

    def __init__(self) -> None:
        super().__init__()
        abouts = (("Ours", "own"), ("Theirs", "competitor"), ("Subject", "topic"))
        self.rulebook.all_queries = [
            StandingQuery(id=QueryId(number), name=name, text=name, about=about)
            for number, (name, about) in enumerate(abouts, 1)
        ]
        self.lessons = MemoryLessons([LabelSet(slug="reason", name="Reason", values=("late", "price"))])
        self.labels = LabelDesk(
            archive=self.archive, casebook=self.casebook, rulebook=self.rulebook, lessons=self.lessons,
            audit=self.audit, clock=self.clock,
        )  # fmt: skip
        self.archive.keep([heard(1, Understood(sentiment=Label("neutral", 0.4), targets=SUSPECTED))])

    @property
    def understood(self) -> Understood:
        return self.archive.find([ONE])[ONE].understood


@pytest.fixture
def room() -> Teaching:
    return Teaching()


def test_one_target_is_corrected_and_the_other_stays(room: Teaching) -> None:
    room.labels.correct(SYSTEM, ONE, Correction(towards={OURS: "negative"}))
    assert room.understood.targets == (Towards("own", OURS, Label("negative", 1.0, "person:0")), SUSPECTED[1])
    assert room.understood.towards_us.value == "negative"


def test_a_corrected_target_is_a_lesson_with_what_stood_there(room: Teaching) -> None:
    room.labels.correct(SYSTEM, ONE, Correction(towards={OURS: "negative"}))
    (lesson,) = room.lessons.of(towards(OURS))
    assert (lesson.value, lesson.before, lesson.corrects) == ("negative", Label("positive", 0.55), True)


def test_what_stood_there_of_a_target_not_told_apart_is_what_the_text_says(room: Teaching) -> None:
    room.archive.keep([heard(2, Understood(sentiment=Label("positive", 0.6)))])
    room.labels.correct(SYSTEM, heard(2).mention.id, Correction(towards={THEIRS: "positive"}))
    (lesson,) = room.lessons.of(towards(THEIRS))
    assert lesson.confirms


def test_correcting_a_target_leaves_an_entry(room: Teaching) -> None:
    room.labels.correct(SYSTEM, ONE, Correction(towards={OURS: "negative"}))
    (entry,) = room.audit.entries
    assert (entry.action, entry.detail) == ("mention_correct", {"set": {towards(OURS): "negative"}})


def test_a_word_on_the_target_goes_before_a_word_on_the_text(room: Teaching) -> None:
    room.labels.correct(SYSTEM, ONE, Correction(towards={OURS: "negative"}))
    room.labels.correct(SYSTEM, ONE, Correction(sentiment="positive"))
    assert room.understood.towards_us.value == "negative"


@pytest.mark.parametrize(("query", "value"), [(SUBJECT, "negative"), (QueryId(9), "negative"), (OURS, "angry")])
def test_what_no_feeling_can_be_for_is_refused_and_changes_nothing(room: Teaching, query: QueryId, value: str) -> None:
    with pytest.raises(InputRejected):
        room.labels.correct(SYSTEM, ONE, Correction(towards={query: value}))
    assert (room.understood.targets, room.lessons.of(towards(query))) == (SUSPECTED, [])


def test_a_label_of_our_own_can_be_asked_for_as_soon_as_it_is_taught(room: Teaching) -> None:
    room.labels.teach(SYSTEM, ONE, "set:reason", "late", Drawn.ASKED)
    assert [one.mention.id for one in room.archive.page(Filter(query="label:reason/late")).items] == [ONE]


def test_a_label_of_our_own_that_is_taken_back_is_gone(room: Teaching) -> None:
    room.labels.teach(SYSTEM, ONE, "set:reason", "late", Drawn.ASKED)
    assert room.labels.take_back(SYSTEM, ONE, "set:reason")
    assert room.understood.labels == ()

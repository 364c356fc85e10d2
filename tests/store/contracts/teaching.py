"""What every store of lessons and of versions promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.errors import NotFound
from resonanz.core.ids import MentionId, UserId
from resonanz.core.ports import Lessons, Versions
from resonanz.core.teaching import Drawn, Lesson, Stage, Version, Wish
from resonanz.core.understood import Label
from tests.store.contracts.making import NOON

ONE, TWO = MentionId("mastodon:1"), MentionId("mastodon:2")
LATER = NOON + timedelta(minutes=1)


def lesson(mention: MentionId = ONE, value: str = "problem", **fields: object) -> Lesson:
    """Return what nobody in particular said of a mention's kind."""
    given = {"task": "kind", "mention": mention, "revision": 2, "value": value, "at": NOON, "lang": "de"}
    return Lesson(**{**given, **fields})  # type: ignore[arg-type]


def version(task: str = "kind", **fields: object) -> Version:
    """Return a version as it comes from learning."""
    given = {
        "task": task,
        "number": 0,
        "stage": Stage.CANDIDATE,
        "made_at": NOON,
        "examples": 40,
        "learned_until": NOON,
        "digest": "ab",
        "report": "{}",
    }
    return Version(**{**given, **fields})  # type: ignore[arg-type]


class LessonsContract:
    """Test what lessons promise; a subclass gives `lessons` and two people."""

    @pytest.fixture
    def lessons(self) -> Lessons:
        """Return a store without lessons."""
        raise NotImplementedError

    @pytest.fixture
    def people(self) -> tuple[UserId, UserId]:
        """Return two people who may label."""
        return UserId(1), UserId(2)

    def test_nothing_was_taught_at_first(self, lessons: Lessons) -> None:
        assert (lessons.of("kind"), lessons.about([ONE]), lessons.numbers(), lessons.sets()) == ([], [], {}, [])

    def test_a_lesson_comes_back_as_it_was_kept(self, lessons: Lessons, people: tuple[UserId, UserId]) -> None:
        said = lesson(by=people[0], before=Label("praise", 0.5, "model:kind-v1"), drawn=Drawn.CHANCE)
        lessons.keep([said])
        (kept,) = lessons.of("kind")
        assert replace(kept, id=0) == said
        assert kept.id > 0

    def test_what_one_person_says_again_replaces(self, lessons: Lessons, people: tuple[UserId, UserId]) -> None:
        lessons.keep([lesson(by=people[0]), lesson(by=people[0], value="praise", at=LATER)])
        assert [one.value for one in lessons.about([ONE])] == ["praise"]

    def test_what_nobody_in_particular_says_again_replaces(self, lessons: Lessons) -> None:
        lessons.keep([lesson()])
        lessons.keep([lesson(value="praise", at=LATER)])
        assert [one.value for one in lessons.about([ONE])] == ["praise"]

    def test_of_two_people_the_newest_word_counts(self, lessons: Lessons, people: tuple[UserId, UserId]) -> None:
        lessons.keep([lesson(by=people[0], value="praise", at=LATER), lesson(by=people[1])])
        assert [one.value for one in lessons.of("kind")] == ["praise"]
        assert len(lessons.about([ONE])) == 2

    def test_mentions_are_counted_once(self, lessons: Lessons, people: tuple[UserId, UserId]) -> None:
        lessons.keep([lesson(by=people[0]), lesson(by=people[1]), lesson(TWO), lesson(task="sentiment")])
        assert lessons.numbers() == {"kind": 2, "sentiment": 1}

    def test_a_lesson_can_be_taken_back(self, lessons: Lessons, people: tuple[UserId, UserId]) -> None:
        lessons.keep([lesson(by=people[0])])
        assert not lessons.drop("kind", ONE, people[1])
        assert lessons.drop("kind", ONE, people[0])
        assert lessons.of("kind") == []

    def test_what_is_erased_teaches_nothing(self, lessons: Lessons) -> None:
        lessons.keep([lesson(), lesson(task="sentiment"), lesson(TWO)])
        assert lessons.forget([ONE]) == 2
        assert [one.mention for one in lessons.of("kind")] == [TWO]


class VersionsContract:
    """Test what versions promise; a subclass gives `versions`."""

    @pytest.fixture
    def versions(self) -> Versions:
        """Return a store without versions."""
        raise NotImplementedError

    def test_rules_run_at_first(self, versions: Versions) -> None:
        assert versions.running() == {}
        assert versions.of("kind") == []

    def test_versions_are_numbered_within_their_task(self, versions: Versions) -> None:
        added = [versions.add(version(task)) for task in ("kind", "kind", "sentiment")]
        assert [one.number for one in added] == [1, 2, 1]
        assert [one.number for one in versions.of("kind")] == [2, 1]
        assert {one.stage for one in added} == {Stage.CANDIDATE}

    def test_promoting_retires_what_ran(self, versions: Versions) -> None:
        first, second = versions.add(version()), versions.add(version())
        versions.promote("kind", first.number, NOON)
        versions.promote("kind", second.number, LATER)
        assert [(one.number, one.stage) for one in versions.of("kind")] == [(2, Stage.RUNNING), (1, Stage.RETIRED)]
        assert versions.running()["kind"].promoted_at == LATER

    def test_the_rules_can_run_again(self, versions: Versions) -> None:
        versions.promote("kind", versions.add(version()).number, NOON)
        versions.promote("kind", 0, LATER)
        assert versions.running() == {}

    def test_promoting_twice_changes_nothing(self, versions: Versions) -> None:
        added = versions.add(version())
        versions.promote("kind", added.number, NOON)
        versions.promote("kind", added.number, LATER)
        assert versions.running()["kind"].promoted_at == NOON

    def test_what_was_never_learned_cannot_run(self, versions: Versions) -> None:
        with pytest.raises(NotFound):
            versions.promote("kind", 7, NOON)

    def test_the_stamp_moves_with_what_runs_and_what_is_asked(self, versions: Versions) -> None:
        stamps = [versions.stamp()]
        versions.promote("kind", versions.add(version()).number, NOON)
        stamps.append(versions.stamp())
        versions.ask(Wish(task="kind", accuracy=0.95))
        stamps.append(versions.stamp())
        assert len(set(stamps)) == 3

    def test_what_is_asked_comes_back(self, versions: Versions) -> None:
        assert versions.wish("kind") == Wish(task="kind")
        asked = Wish(task="kind", accuracy=0.95, learn_now=True, uses_service=True)
        versions.ask(asked)
        assert versions.wish("kind") == asked

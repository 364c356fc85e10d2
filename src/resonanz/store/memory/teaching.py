"""What people taught and what was learned from it, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from resonanz.core.errors import NotFound
from resonanz.core.ids import MentionId, UserId
from resonanz.core.teaching import LabelSet, Lesson, Stage, Version, Wish


class MemoryLessons:
    """Keep lessons in a dictionary."""

    def __init__(self, sets: Sequence[LabelSet] = ()) -> None:
        self._kept: dict[tuple[str, MentionId, UserId | None], Lesson] = {}
        self._sets = sorted(sets, key=lambda one: one.name)
        self._given = 0

    def keep(self, lessons: Sequence[Lesson]) -> None:
        """Store lessons; of one person about one mention and task the newest stays."""
        for lesson in lessons:
            key = (lesson.task, lesson.mention, lesson.by)
            before = self._kept.get(key)
            self._given += before is None
            self._kept[key] = replace(lesson, id=before.id if before else self._given)

    def drop(self, task: str, mention: MentionId, by: UserId | None) -> bool:
        """Take back what somebody said; tell whether there was anything."""
        return self._kept.pop((task, mention, by), None) is not None

    def of(self, task: str) -> list[Lesson]:
        """Return the newest word on each mention, oldest first."""
        newest: dict[MentionId, Lesson] = {}
        for lesson in self._in_order():
            if lesson.task == task:
                newest.pop(lesson.mention, None)
                newest[lesson.mention] = lesson
        return list(newest.values())

    def about(self, mentions: Sequence[MentionId]) -> list[Lesson]:
        """Return everything that was said about these mentions, oldest first."""
        wanted = set(mentions)
        return [lesson for lesson in self._in_order() if lesson.mention in wanted]

    def numbers(self) -> Mapping[str, int]:
        """Return how many mentions were labelled in each task that has any."""
        tasks = {lesson.task for lesson in self._kept.values()}
        return {task: len(self.of(task)) for task in tasks}

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Drop all lessons about these mentions; return how many there were."""
        gone = [key for key in self._kept if key[1] in set(ids)]
        for key in gone:
            del self._kept[key]
        return len(gone)

    def sets(self) -> list[LabelSet]:
        """Return the label sets of the company's own, by name."""
        return list(self._sets)

    def _in_order(self) -> list[Lesson]:
        return sorted(self._kept.values(), key=lambda lesson: (lesson.at, lesson.id))


class MemoryVersions:
    """Keep versions in a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], Version] = {}
        self._wishes: dict[str, Wish] = {}
        self._changes = 0

    def add(self, version: Version) -> Version:
        """Store a version that was learned; it gets the next number of its task and runs nowhere yet."""
        number = max((number for task, number in self._kept if task == version.task), default=0) + 1
        kept = replace(version, number=number, stage=Stage.CANDIDATE, promoted_at=None)
        self._kept[kept.task, number] = kept
        return kept

    def of(self, task: str) -> list[Version]:
        """Return the versions of a task, newest first."""
        found = [version for version in self._kept.values() if version.task == task]
        return sorted(found, key=lambda version: -version.number)

    def running(self) -> Mapping[str, Version]:
        """Return what runs, by task; a task that is not named is judged by rules."""
        return {version.task: version for version in self._kept.values() if version.stage is Stage.RUNNING}

    def promote(self, task: str, number: int, at: datetime) -> None:
        """Let a version run, 0 for the rules; what ran before retires. Raise NotFound."""
        if number and (task, number) not in self._kept:
            raise NotFound(f"The task {task} has no version {number}.")
        before = self.running().get(task)
        if before is not None and before.number != number:
            self._kept[task, before.number] = replace(before, stage=Stage.RETIRED)
        if number and (before is None or before.number != number):
            self._kept[task, number] = replace(self._kept[task, number], stage=Stage.RUNNING, promoted_at=at)
        self._changes += 1

    def wish(self, task: str) -> Wish:
        """Return what was asked of a task."""
        return self._wishes.get(task, Wish(task=task))

    def ask(self, wish: Wish) -> None:
        """Store what is asked of a task."""
        self._wishes[wish.task] = wish
        self._changes += 1

    def stamp(self) -> str:
        """Return a value that changes whenever what runs or what is asked changes."""
        return str(self._changes)

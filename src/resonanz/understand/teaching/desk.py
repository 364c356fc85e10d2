"""What people do with what is learned: look, let run, take back, ask for an accuracy, answer a session's questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Entry, Lessons, Rulebook, Versions
from resonanz.core.search import Filter
from resonanz.core.teaching import DEPARTMENT, FIXED, RELEVANT, TASKS, Version, Wish, fixed_values, standing, target_of
from resonanz.core.understood import NAMED, Label
from resonanz.understand.teaching.asking import Question, choose
from resonanz.understand.teaching.judges import Judges
from resonanz.understand.teaching.shelf import Shelf

POOL: Final = 400
"""Mentions among which a session chooses."""
PAGES: Final = 10
"""Most pages of the archive that are looked through for a pool."""
LOWEST: Final = 0.5
HIGHEST: Final = 0.99
"""Accuracies that can be asked for."""


class TeachingDesk:
    """Do what people do with what is learned."""

    def __init__(  # noqa: PLR0913  what it reads from and what it writes to
        self,
        *,
        archive: Archive,
        lessons: Lessons,
        versions: Versions,
        rulebook: Rulebook,
        judges: Judges,
        shelf: Shelf,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._lessons = lessons
        self._versions = versions
        self._rulebook = rulebook
        self._judges = judges
        self._shelf = shelf
        self._audit = audit
        self._clock = clock

    def tasks(self) -> list[str]:
        """Return every task: those that every company has, then its own, then the targets that people taught."""
        taught = sorted(task for task in self._lessons.numbers() if self._is_target(task))
        return [*TASKS, *(one.task for one in self._lessons.sets()), *taught]

    def _is_target(self, task: str) -> bool:
        query = target_of(task)
        return query is not None and any(one.id == query and one.about in NAMED for one in self._rulebook.queries())

    def values(self, task: str) -> list[str]:
        """Return what can be said in a task, departments by their number; raise NotFound for no task of ours."""
        if task in FIXED or self._is_target(task):
            return list(fixed_values(task))
        if task == DEPARTMENT:
            return [str(one.id) for one in self._rulebook.departments()]
        for one in self._lessons.sets():
            if one.task == task:
                return list(one.values)
        raise NotFound(f"There is no task {task!r}.")

    def promote(self, actor: Actor, task: str, number: int) -> None:
        """Let a version run, 0 for the rules; raise InputRejected when its file cannot be read."""
        require(actor, Action.MANAGE_UNDERSTANDING)
        if number:
            version = self.version(task, number)
            if version.digest:
                self._shelf.take(version)
        now = self._clock.now()
        self._versions.promote(task, number, now)
        self._write(actor, "model_promote", task, version=number)

    def version(self, task: str, number: int) -> Version:
        """Return a version; raise NotFound."""
        for version in self._versions.of(task):
            if version.number == number:
                return version
        raise NotFound(f"The task {task} has no version {number}.")

    def ask(self, actor: Actor, wish: Wish) -> None:
        """Say what is wanted of a task; raise InputRejected for an accuracy that nobody can mean."""
        require(actor, Action.MANAGE_UNDERSTANDING)
        self.values(wish.task)
        if not LOWEST <= wish.accuracy <= HIGHEST:
            raise InputRejected(
                "An accuracy lies between 50 % and 99 %.", place="accuracy", remedy="Write for example 90."
            )
        self._versions.ask(wish)
        self._write(actor, "model_ask", wish.task, accuracy=wish.accuracy, service=wish.uses_service)

    def learn_now(self, actor: Actor, task: str) -> None:
        """Ask that a task is learned without waiting for more labels."""
        self.ask(actor, replace(self._versions.wish(task), learn_now=True))

    def question(
        self, task: str, *, asked: int, recent: Sequence[MentionId] = (), skipped: Collection[MentionId] = ()
    ) -> Question | None:
        """Return what a session asks next; None when nothing is left to ask."""
        self.values(task)
        self._judges.refresh()
        known = {lesson.mention for lesson in self._lessons.of(task)} | set(skipped)
        pool = self._pool(task, known)
        there = self._archive.find(recent)
        return choose(task, pool, self.guesses(task, pool), asked=asked, recent=list(there.values()))

    def guesses(self, task: str, pool: Sequence[Heard]) -> list[Label | None]:
        """Return what stands there of each mention, or what was learned would say."""
        if fixed_values(task):
            return [standing(task, heard.understood) for heard in pool]
        return self._judges.ask(task, [heard.mention for heard in pool])

    def _pool(self, task: str, known: Collection[MentionId]) -> list[Heard]:
        named = target_of(task)
        wanted = Filter(
            include_own=False,
            include_duplicates=False,
            only_relevant=task != RELEVANT,
            queries=() if named is None else (named,),
        )
        pool: list[Heard] = []
        mark = None
        for _ in range(PAGES):
            page = self._archive.page(wanted, limit=POOL, after=mark)
            pool += [heard for heard in page.items if heard.mention.id not in known and not _told(task, heard)]
            mark = page.next
            if len(pool) >= POOL or mark is None:
                break
        return pool[:POOL]

    def _write(self, actor: Actor, action: str, task: str, **detail: object) -> None:
        now = self._clock.now()
        self._audit.write(Entry(at=now, actor=actor.id, action=action, subject=f"task:{task}", detail=detail))


def _told(task: str, heard: Heard) -> bool:
    """Tell whether a person has said it already."""
    if (query := target_of(task)) is not None:
        return any(one.query == query and one.feels.by_person for one in heard.understood.targets)
    stands = standing(task, heard.understood)
    return stands is not None and stands.by_person

"""What people taught and what was learned from it, as the use cases ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from resonanz.core.ids import MentionId, UserId
from resonanz.core.teaching import LabelSet, Lesson, Version, Wish


class Lessons(Protocol):
    """Keep what people said about mentions; nobody's words are kept, only what somebody called them."""

    def keep(self, lessons: Sequence[Lesson]) -> None:
        """Store lessons; of one person about one mention and task the newest stays."""
        ...

    def drop(self, task: str, mention: MentionId, by: UserId | None) -> bool:
        """Take back what somebody said; tell whether there was anything."""
        ...

    def of(self, task: str) -> list[Lesson]:
        """Return the newest word on each mention, oldest first."""
        ...

    def about(self, mentions: Sequence[MentionId]) -> list[Lesson]:
        """Return everything that was said about these mentions, oldest first."""
        ...

    def numbers(self) -> Mapping[str, int]:
        """Return how many mentions were labelled in each task that has any."""
        ...

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Drop all lessons about these mentions; return how many there were."""
        ...

    def sets(self) -> list[LabelSet]:
        """Return the label sets of the company's own, by name."""
        ...


class Versions(Protocol):
    """Keep which models were learned, which one runs in each task, and what was asked of it."""

    def add(self, version: Version) -> Version:
        """Store a version that was learned; it gets the next number of its task and runs nowhere yet."""
        ...

    def of(self, task: str) -> list[Version]:
        """Return the versions of a task, newest first."""
        ...

    def running(self) -> Mapping[str, Version]:
        """Return what runs, by task; a task that is not named is judged by rules."""
        ...

    def promote(self, task: str, number: int, at: datetime) -> None:
        """Let a version run, 0 for the rules; what ran before retires. Raise NotFound."""
        ...

    def wish(self, task: str) -> Wish:
        """Return what was asked of a task."""
        ...

    def ask(self, wish: Wish) -> None:
        """Store what is asked of a task."""
        ...

    def stamp(self) -> str:
        """Return a value that changes whenever what runs or what is asked changes; cheap."""
        ...

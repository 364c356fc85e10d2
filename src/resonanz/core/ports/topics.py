"""What people talk about, as the use cases ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from resonanz.core.ids import MentionId
from resonanz.core.topic import Example, Growth, Member, Topic, TopicEvent, TopicKey, TopicWork


class TopicBook(Protocol):
    """Keep topics, what teaches them, and their history; no text of a mention."""

    def all(self) -> list[Topic]:
        """Return every topic there is or was, by name."""
        ...

    def load(self, key: TopicKey) -> Topic:
        """Return one topic; raise NotFound."""
        ...

    def add(self, topic: Topic, event: TopicEvent) -> None:
        """Store a new topic with the beginning of its history; raise Conflict when its key is taken."""
        ...

    def change(self, before: Topic, after: Topic, event: TopicEvent) -> None:
        """Store a changed topic with the line about it; raise Conflict if name, state or signpost are not as `before`.

        Words and growth are not changed by this: see `describe`.
        """
        ...

    def note(self, event: TopicEvent) -> None:
        """Add a line to a topic's history that changes nothing else."""
        ...

    def drop(self, keys: Sequence[TopicKey]) -> None:
        """Give up proposals that nobody named and that have no texts any more; others stay."""
        ...

    def events(self, key: TopicKey) -> list[TopicEvent]:
        """Return a topic's history, newest first."""
        ...

    def describe(self, words: Mapping[TopicKey, tuple[str, ...]], growth: Mapping[TopicKey, Growth]) -> None:
        """Store what was found out about topics; what is not named stays."""
        ...

    def examples(self) -> list[Example]:
        """Return every example of every topic, oldest first."""
        ...

    def teach(self, examples: Sequence[Example]) -> None:
        """Store examples; of one mention and topic the last word stays."""
        ...

    def unteach(self, topic: TopicKey, mentions: Sequence[MentionId]) -> None:
        """Take examples back, whatever they said."""
        ...

    def members(self) -> list[Member]:
        """Return what the system counts to its proposals."""
        ...

    def regroup(self, members: Sequence[Member], *, until: int) -> None:
        """Replace all members; mentions up to the place `until` in the archive's log have been looked at."""
        ...

    def work(self) -> TopicWork:
        """Return how far the work in the background has come, without what was learned."""
        ...

    def keep_work(self, work: TopicWork) -> None:
        """Store how far it has come; what was learned stays."""
        ...

    def learned(self) -> bytes | None:
        """Return what was learned, None before the first time and where there was nothing to learn."""
        ...

    def keep_learned(self, packed: bytes | None, work: TopicWork) -> None:
        """Store what was learned and how far the work has come in one transaction."""
        ...

    def taught(self) -> str:
        """Return a value that changes whenever topics or their examples do; one look at one row."""
        ...

    def stamp(self) -> str:
        """Return a value that changes whenever topics, examples or what was learned do."""
        ...

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Drop examples and members that are these mentions; return how many there were."""
        ...

"""Topics in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import MentionId
from resonanz.core.topic import Example, Growth, Member, Topic, TopicEvent, TopicKey, TopicState, TopicWork


class MemoryTopicBook:
    """Keep topics in dictionaries."""

    def __init__(self) -> None:
        self._topics: dict[TopicKey, Topic] = {}
        self._events: list[TopicEvent] = []
        self._examples: dict[tuple[TopicKey, MentionId], Example] = {}
        self._members: list[Member] = []
        self._work = TopicWork()
        self._learned: bytes | None = None
        self._taught = self._kept = 0

    def all(self) -> list[Topic]:
        """Return every topic there is or was, by name."""
        return sorted(self._topics.values(), key=lambda topic: (topic.name.lower(), topic.key))

    def load(self, key: TopicKey) -> Topic:
        """Return one topic; raise NotFound."""
        if key not in self._topics:
            raise NotFound(f"There is no topic {key!r}.")
        return self._topics[key]

    def add(self, topic: Topic, event: TopicEvent) -> None:
        """Store a new topic; raise Conflict when its key is taken."""
        if topic.key in self._topics:
            raise Conflict(f"The key {topic.key!r} is taken.")
        self._topics[topic.key] = topic
        self.note(event)
        self._taught += 1

    def change(self, before: Topic, after: Topic, event: TopicEvent) -> None:
        """Store a changed topic; raise Conflict if name, state or signpost are not as `before`."""
        now = self.load(before.key)
        if (now.name, now.state, now.into) != (before.name, before.state, before.into):
            raise Conflict(f"The topic {before.name!r} was changed in the meantime.")
        self._topics[before.key] = replace(now, name=after.name, state=after.state, into=after.into)
        self.note(event)
        self._taught += 1

    def note(self, event: TopicEvent) -> None:
        """Add a line to a topic's history."""
        self._events.append(event)

    def drop(self, keys: Sequence[TopicKey]) -> None:
        """Give up proposals that nobody named."""
        for key in keys:
            if key in self._topics and self._topics[key].state is TopicState.PROPOSED:
                del self._topics[key]
                self._events = [event for event in self._events if event.topic != key]
                self._members = [member for member in self._members if member.topic != key]

    def events(self, key: TopicKey) -> list[TopicEvent]:
        """Return a topic's history, newest first."""
        return [event for event in reversed(self._events) if event.topic == key]

    def describe(self, words: Mapping[TopicKey, tuple[str, ...]], growth: Mapping[TopicKey, Growth]) -> None:
        """Store what was found out about topics."""
        for key, topic in self._topics.items():
            self._topics[key] = replace(topic, words=words.get(key, topic.words), growth=growth.get(key, topic.growth))

    def examples(self) -> list[Example]:
        """Return every example of every topic, oldest first."""
        return list(self._examples.values())

    def teach(self, examples: Sequence[Example]) -> None:
        """Store examples; of one mention and topic the last word stays."""
        self._examples |= {(example.topic, example.mention): example for example in examples}
        self._taught += bool(examples)

    def unteach(self, topic: TopicKey, mentions: Sequence[MentionId]) -> None:
        """Take examples back."""
        for mention in mentions:
            self._taught += self._examples.pop((topic, mention), None) is not None

    def members(self) -> list[Member]:
        """Return what the system counts to its proposals."""
        return list(self._members)

    def regroup(self, members: Sequence[Member], *, until: int) -> None:
        """Replace all members."""
        self._members = list(members)
        self._work = replace(self._work, looked_until=until)

    def work(self) -> TopicWork:
        """Return how far the work in the background has come."""
        return self._work

    def keep_work(self, work: TopicWork) -> None:
        """Store how far it has come."""
        self._work = work

    def learned(self) -> bytes | None:
        """Return what was learned."""
        return self._learned

    def keep_learned(self, packed: bytes | None, work: TopicWork) -> None:
        """Store what was learned and how far the work has come."""
        self._learned, self._work = packed, work
        self._kept += 1

    def taught(self) -> str:
        """Return a value that changes whenever topics or their examples do."""
        return str(self._taught)

    def stamp(self) -> str:
        """Return a value that changes whenever topics, examples or what was learned do."""
        return f"{self._taught}-{self._kept}"

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Drop examples and members that are these mentions; return how many there were."""
        gone = frozenset(ids)
        examples = {place: one for place, one in self._examples.items() if one.mention not in gone}
        members = [member for member in self._members if member.mention not in gone]
        number = len(self._examples) - len(examples) + len(self._members) - len(members)
        self._taught += len(examples) != len(self._examples)
        self._examples, self._members = examples, members
        return number

"""The topics that mentions get right now: what was learned, what people said, and what became of each topic since.

A named topic's mentions carry its key and the keys of all topics that were merged into it, so that an old query or
link finds them still. A hidden topic is given to nothing, but what belongs to it counts as known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from resonanz.core.ids import MentionId
from resonanz.core.ports import TopicBook
from resonanz.core.topic import Example, Topic, TopicKey, TopicState
from resonanz.understand.plain import Plain
from resonanz.understand.topic_file import unpacked
from resonanz.understand.topics import Topics


class TopicJudge:
    """Give topics to mentions; `refresh` takes up what changed."""

    def __init__(self, book: TopicBook) -> None:
        self._book = book
        self._stamp = ""
        self._topics = Topics()
        self._carried: Mapping[str, tuple[str, ...]] = {}

    def refresh(self) -> None:
        """Take up what people or the work in the background changed; one look where nothing did."""
        stamp = self._book.stamp()
        if stamp == self._stamp:
            return
        topics = {topic.key: topic for topic in self._book.all()}
        body = self._book.learned()
        self._topics = Topics(unpacked(body) if body else None, resolved_examples(topics, self._book.examples()))
        self._carried = carried(topics)
        self._stamp = stamp

    def given(self, ids: Sequence[MentionId], texts: Sequence[Plain]) -> list[tuple[str, ...]]:
        """Return the keys that each mention carries, the surest topic first."""
        if not self._topics:
            return [()] * len(texts)
        return [self._carry(found) if found else () for found in self._topics.of(ids, texts)]

    def known(self, ids: Sequence[MentionId], texts: Sequence[Plain]) -> list[bool]:
        """Tell which mentions belong to a topic that somebody decided about, hidden ones included."""
        return [bool(found) for found in self._topics.of(ids, texts)]

    def _carry(self, found: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for topic in found for key in self._carried.get(topic, ())))


def final(topics: Mapping[TopicKey, Topic], key: TopicKey) -> Topic | None:
    """Return the topic that a key means now, at the end of all mergers; None where there is none (any more)."""
    topic = topics.get(key)
    for _ in range(len(topics)):  # a circle cannot be made, and would end here
        if topic is None or topic.into is None:
            break
        topic = topics.get(topic.into)
    return topic


def carried(topics: Mapping[TopicKey, Topic]) -> dict[str, tuple[str, ...]]:
    """Return what a mention carries for each key that was learned: the topic it means now, and what went into that."""
    into: defaultdict[TopicKey, list[TopicKey]] = defaultdict(list)
    ends: dict[TopicKey, TopicKey] = {}
    for key in topics:
        end = final(topics, key)
        if end is not None and end.state is TopicState.NAMED:
            ends[key] = end.key
            if end.key != key:
                into[end.key].append(key)
    return {key: (end, *sorted(into[end])) for key, end in ends.items()}


def resolved_examples(topics: Mapping[TopicKey, Topic], examples: Sequence[Example]) -> list[Example]:
    """Return the examples of topics that somebody decided about, each under the topic that its key means now."""
    found = []
    for one in examples:
        topic = final(topics, one.topic)
        if topic is not None and topic.state in {TopicState.NAMED, TopicState.HIDDEN}:
            found.append(replace(one, topic=topic.key))
    return found

"""What people do with topics: name, rename, hide, merge, split, and say what belongs to one.

Nothing is moved and nothing is lost: a merger is a signpost that can be taken down again, a split takes examples to a
new topic, and every step stands in the history of the topics it concerns. The one thing a reader would get wrong: what
is decided here holds for new mentions within seconds; older ones follow in the background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import MentionId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Entry, TopicBook
from resonanz.core.search import Change, Filter
from resonanz.core.topic import Example, Topic, TopicEvent, TopicKey, TopicState, free_key
from resonanz.understand.topic_judge import carried, final

LONGEST_NAME: Final = 120
TAKEN_OVER: Final = 40
"""Texts of a proposal that become examples when it is named, the newest of them."""
SPLIT_READ: Final = 500
"""Mentions of a topic among which words are looked for when it is split."""
SPLIT_TAKEN: Final = 40
DECIDED: Final = frozenset({TopicState.NAMED, TopicState.HIDDEN})


class TopicDesk:
    """Do what people do with topics; every step needs a permission and leaves a line in the audit trail."""

    def __init__(self, *, archive: Archive, book: TopicBook, audit: Audit, clock: Clock) -> None:
        self._archive = archive
        self._book = book
        self._audit = audit
        self._clock = clock

    def begin(self, actor: Actor, name: str, mentions: Sequence[MentionId] = ()) -> Topic:
        """Name a new topic, with examples if there are any; raise InputRejected, NotFound or NotAllowed."""
        require(actor, Action.MANAGE_QUERIES)
        topic = Topic(key=self._free_key(name), name=self._checked_name(name))
        self._known(mentions)
        self._book.add(topic, self._event(actor, topic.key, "named"))
        self._book.teach([Example(topic.key, mention) for mention in mentions])
        self._carry(topic.key, mentions)
        self._write(actor, "topic_name", topic.key, name=topic.name)
        return topic

    def name(self, actor: Actor, key: TopicKey, name: str) -> Topic:
        """Name a proposal (its texts become examples), or rename a topic; raise InputRejected."""
        require(actor, Action.MANAGE_QUERIES)
        before = self._standing(key)
        after = replace(before, name=self._checked_name(name, of=key), state=TopicState.NAMED)
        if after == before:
            return before
        proposed = before.state is TopicState.PROPOSED
        examples = self._members_of(key) if proposed else []
        self._book.change(before, after, self._event(actor, key, "named" if proposed else "renamed"))
        self._book.teach([Example(key, mention) for mention in examples])
        self._carry(key, examples)
        self._write(actor, "topic_name", key, name=after.name)
        return after

    def hide(self, actor: Actor, key: TopicKey) -> Topic:
        """Do not show a topic any more; what belongs to it is not proposed again."""
        require(actor, Action.MANAGE_QUERIES)
        before = self._standing(key)
        if before.state is TopicState.HIDDEN:
            return before
        examples = self._members_of(key) if before.state is TopicState.PROPOSED else []
        after = replace(before, state=TopicState.HIDDEN)
        self._book.change(before, after, self._event(actor, key, "hidden"))
        self._book.teach([Example(key, mention) for mention in examples])
        self._write(actor, "topic_hide", key)
        return after

    def show(self, actor: Actor, key: TopicKey) -> Topic:
        """Show a hidden topic again, or take a merger back."""
        require(actor, Action.MANAGE_QUERIES)
        before = self._book.load(key)
        if before.state in {TopicState.NAMED, TopicState.PROPOSED}:
            return before
        after = replace(before, name=self._checked_name(before.name, of=key), state=TopicState.NAMED, into=None)
        self._book.change(before, after, self._event(actor, key, "shown", before.into))
        self._write(actor, "topic_show", key)
        return after

    def merge(self, actor: Actor, key: TopicKey, into: TopicKey) -> Topic:
        """Let a topic or a proposal go into another; raise InputRejected where that would be a circle."""
        require(actor, Action.MANAGE_QUERIES)
        before, target = self._standing(key), self._standing(into)
        if target.state is not TopicState.NAMED or before.key == target.key:
            raise InputRejected(
                "A topic goes into another one that has a name.", place="into", remedy="Choose another topic."
            )
        if before.state is TopicState.PROPOSED:  # nobody can have written its key down yet
            self._book.teach([Example(target.key, mention) for mention in self._members_of(key)])
            self._carry(target.key, self._members_of(key))
            self._book.drop([key])
        else:
            after = replace(before, state=TopicState.MERGED, into=target.key)
            self._book.change(before, after, self._event(actor, key, "merged", target.key))
        self._book.note(self._event(actor, target.key, "merged", key))
        self._write(actor, "topic_merge", key, into=into)
        return target

    def split(
        self, actor: Actor, key: TopicKey, name: str, *, words: str = "", mentions: Sequence[MentionId] = ()
    ) -> Topic:
        """Take some of a topic to a new one: what is named in `mentions`, or what holds `words` (a query).

        Raise InputRejected where nothing would go, or nothing would stay.
        """
        require(actor, Action.MANAGE_QUERIES)
        before = self._standing(key)
        if before.state is not TopicState.NAMED:
            raise InputRejected("Only a named topic can be split.", place="topic", remedy="Name it first.")
        new = Topic(key=self._free_key(name), name=self._checked_name(name))
        taken = list(mentions) or self._holding(key, words)
        if not taken:
            raise InputRejected(
                "No mention of the topic holds that.", place="words", remedy="Write words that stand in some of them."
            )
        self._book.add(new, self._event(actor, new.key, "split", key))
        self._book.note(self._event(actor, key, "split", new.key))
        self._book.teach(
            [one for mention in taken for one in (Example(new.key, mention), Example(key, mention, fits=False))]
        )
        self._carry(key, taken, fits=False)
        self._carry(new.key, taken)
        self._write(actor, "topic_split", key, into=new.key)
        return new

    def say(self, actor: Actor, key: TopicKey, mention: MentionId, *, fits: bool) -> None:
        """Say that a mention belongs to a topic, or does not; raise NotFound."""
        require(actor, Action.LABEL)
        topic = self._standing(key)
        self._known([mention])
        self._book.teach([Example(topic.key, mention, fits)])
        self._book.note(self._event(actor, topic.key, "example_added" if fits else "example_removed"))
        self._carry(topic.key, [mention], fits=fits)
        self._write(actor, "topic_say", topic.key, fits=fits)

    def take_back(self, actor: Actor, key: TopicKey, mention: MentionId) -> None:
        """Take back what was said of a mention; from then on its words decide."""
        require(actor, Action.LABEL)
        self._book.unteach(key, [mention])
        self._write(actor, "topic_take_back", key)

    def _standing(self, key: TopicKey) -> Topic:
        """Return the topic that a key means now; raise NotFound."""
        topics = {topic.key: topic for topic in self._book.all()}
        topic = final(topics, key)
        if topic is None:
            raise NotFound(f"There is no topic {key!r}.")
        return topic

    def _checked_name(self, name: str, *, of: TopicKey | None = None) -> str:
        cleaned = " ".join(name.replace("\0", "").split())
        if not cleaned or len(cleaned) > LONGEST_NAME:
            raise InputRejected(
                f"A topic has a name of at most {LONGEST_NAME} characters.", place="name", remedy="Write a shorter one."
            )
        others = (one for one in self._book.all() if one.key != of and one.state is TopicState.NAMED)
        if any(one.name.casefold() == cleaned.casefold() for one in others):
            raise InputRejected(f"There is a topic named {cleaned!r} already.", place="name", remedy="Merge them.")
        return cleaned

    def _free_key(self, name: str) -> TopicKey:
        return free_key(name, frozenset(topic.key for topic in self._book.all()))

    def _members_of(self, key: TopicKey) -> list[MentionId]:
        return [one.mention for one in self._book.members() if one.topic == key][-TAKEN_OVER:]

    def _known(self, mentions: Sequence[MentionId]) -> None:
        if absent := set(mentions) - set(self._archive.known(list(mentions))):
            raise NotFound(f"{sorted(absent)[0]!r} is not there: it was taken back, erased, or never heard.")

    def _holding(self, key: TopicKey, words: str) -> list[MentionId]:
        if not words.strip():
            return []
        page = self._archive.page(Filter(query=words, topics=(key,)), limit=SPLIT_READ)
        return [one.mention.id for one in page.items][:SPLIT_TAKEN]

    def _carry(self, key: TopicKey, mentions: Sequence[MentionId], *, fits: bool = True) -> None:
        """Let mentions carry a topic at once, or carry it no more."""
        keys = carried({topic.key: topic for topic in self._book.all()}).get(key, ())
        changes = []
        for id_, heard in self._archive.find(list(mentions)).items():
            without = tuple(one for one in heard.understood.topics if one not in keys)
            changes.append(Change(id=id_, labels={"topics": (*keys, *without) if fits else without}))
        if changes:
            self._archive.relabel(changes)

    def _event(self, actor: Actor, key: TopicKey, action: str, other: TopicKey | None = None) -> TopicEvent:
        return TopicEvent(topic=key, at=self._clock.now(), action=action, other=other, actor=actor.name)

    def _write(self, actor: Actor, action: str, key: TopicKey, **detail: object) -> None:
        entry = Entry(at=self._clock.now(), actor=actor.id, action=action, subject=f"topic:{key}", detail=detail)
        self._audit.write(entry)

"""Topics, what teaches them, and their history, on the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import MentionId
from resonanz.core.search import Mark
from resonanz.core.topic import Example, Growth, Member, Topic, TopicEvent, TopicKey, TopicState, TopicWork, Trend
from resonanz.store.relational import models, watch
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.text import storable

TAUGHT: Final = "topics"
LEARNED: Final = "topic-model"
ONLY: Final = 1
"""Key of the row that says how far the work has come."""


class StoredTopicBook:
    """Keep topics."""

    @reachable()
    def all(self) -> list[Topic]:
        """Return every topic there is or was, by name."""
        rows = map(_topic_of, models.Topic.objects.all())
        return sorted(rows, key=lambda topic: (topic.name.lower(), topic.key))

    @reachable()
    def load(self, key: TopicKey) -> Topic:
        """Return one topic; raise NotFound."""
        return _topic_of(_row(key))

    @reachable()
    def add(self, topic: Topic, event: TopicEvent) -> None:
        """Store a new topic with the beginning of its history; raise Conflict when its key is taken."""
        try:
            with transaction.atomic():
                row = models.Topic(key=topic.key, words=_lines(topic.words), **_growth_columns(topic.growth))
                _fill(row, topic)
                row.save(force_insert=True)
                _note(row, event)
                watch.touch(TAUGHT)
        except IntegrityError as taken:
            raise Conflict(f"The key {topic.key!r} is taken.") from taken

    @reachable()
    def change(self, before: Topic, after: Topic, event: TopicEvent) -> None:
        """Store a changed topic; raise Conflict if name, state or signpost are not as `before`."""
        with transaction.atomic():
            row = _row(before.key, lock=True)
            if (row.name, row.state, row.into) != (before.name, before.state.value, before.into or ""):
                raise Conflict(f"The topic {before.name!r} was changed in the meantime.")
            _fill(row, after)
            row.save(update_fields=["name", "state", "into"])
            _note(row, event)
            watch.touch(TAUGHT)

    @reachable()
    def note(self, event: TopicEvent) -> None:
        """Add a line to a topic's history that changes nothing else."""
        _note(_row(event.topic), event)

    @reachable()
    def drop(self, keys: Sequence[TopicKey]) -> None:
        """Give up proposals that nobody named."""
        for some in pieces(keys):
            models.Topic.objects.filter(key__in=some, state=TopicState.PROPOSED.value).delete()

    @reachable()
    def events(self, key: TopicKey) -> list[TopicEvent]:
        """Return a topic's history, newest first."""
        return [_event_of(row, key) for row in models.TopicEvent.objects.filter(topic__key=key).order_by("-pk")]

    @reachable()
    def describe(self, words: Mapping[TopicKey, tuple[str, ...]], growth: Mapping[TopicKey, Growth]) -> None:
        """Store what was found out about topics."""
        with transaction.atomic():
            for key in {*words, *growth}:
                columns: dict[str, Any] = {"words": _lines(words[key])} if key in words else {}
                columns |= _growth_columns(growth[key]) if key in growth else {}
                models.Topic.objects.filter(key=key).update(**columns)

    @reachable()
    def examples(self) -> list[Example]:
        """Return every example of every topic, oldest first."""
        rows = models.TopicExample.objects.order_by("pk").values_list("topic__key", "mention", "fits")
        return [Example(TopicKey(key), MentionId(mention), fits) for key, mention, fits in rows]

    @reachable()
    def teach(self, examples: Sequence[Example]) -> None:
        """Store examples; of one mention and topic the last word stays."""
        if not examples:
            return
        with transaction.atomic():
            rows = {key: _row(key) for key in {one.topic for one in examples}}
            for one in examples:
                models.TopicExample.objects.update_or_create(
                    topic=rows[one.topic], mention=one.mention, defaults={"fits": one.fits}
                )
            watch.touch(TAUGHT)

    @reachable()
    def unteach(self, topic: TopicKey, mentions: Sequence[MentionId]) -> None:
        """Take examples back."""
        with transaction.atomic():
            of_topic = models.TopicExample.objects.filter(topic__key=topic)
            gone = sum(of_topic.filter(mention__in=some).delete()[0] for some in pieces(mentions))
            if gone:
                watch.touch(TAUGHT)

    @reachable()
    def members(self) -> list[Member]:
        """Return what the system counts to its proposals."""
        rows = models.TopicMember.objects.order_by("pk").values_list("topic__key", "mention")
        return [Member(TopicKey(key), MentionId(mention)) for key, mention in rows]

    @reachable()
    def regroup(self, members: Sequence[Member], *, until: int) -> None:
        """Replace all members; an erased mention that comes back here is forgotten by whoever erases it."""
        with transaction.atomic():
            numbers = dict(models.Topic.objects.values_list("key", "pk"))
            models.TopicMember.objects.all().delete()
            models.TopicMember.objects.bulk_create(
                models.TopicMember(topic_id=numbers[one.topic], mention=one.mention)
                for one in members
                if one.topic in numbers
            )
            models.TopicWork.objects.update_or_create(pk=ONLY, defaults={"looked_until": until})

    @reachable()
    def work(self) -> TopicWork:
        """Return how far the work in the background has come."""
        row = models.TopicWork.objects.filter(pk=ONLY).defer("learned").first()
        return _work_of(row) if row is not None else TopicWork()

    @reachable()
    def keep_work(self, work: TopicWork) -> None:
        """Store how far it has come; what was learned stays."""
        models.TopicWork.objects.update_or_create(pk=ONLY, defaults=_work_columns(work))

    @reachable()
    def learned(self) -> bytes | None:
        """Return what was learned."""
        packed = models.TopicWork.objects.filter(pk=ONLY).values_list("learned", flat=True).first()
        return bytes(packed) if packed is not None else None

    @reachable()
    def keep_learned(self, packed: bytes | None, work: TopicWork) -> None:
        """Store what was learned and how far the work has come in one transaction."""
        with transaction.atomic():
            columns = {**_work_columns(work), "learned": packed}
            models.TopicWork.objects.update_or_create(pk=ONLY, defaults=columns)
            watch.touch(LEARNED)

    @reachable()
    def taught(self) -> str:
        """Return a value that changes whenever topics or their examples do."""
        return str(watch.stamp(TAUGHT))

    @reachable()
    def stamp(self) -> str:
        """Return a value that changes whenever topics, examples or what was learned do."""
        found = dict(models.Stamp.objects.filter(name__in=(TAUGHT, LEARNED)).values_list("name", "number"))
        return f"{found.get(TAUGHT, 0)}-{found.get(LEARNED, 0)}"

    @reachable()
    def forget(self, ids: Sequence[MentionId]) -> int:
        """Drop examples and members that are these mentions; return how many there were."""
        with transaction.atomic():
            examples = sum(models.TopicExample.objects.filter(mention__in=some).delete()[0] for some in pieces(ids))
            members = sum(models.TopicMember.objects.filter(mention__in=some).delete()[0] for some in pieces(ids))
            if examples:
                watch.touch(TAUGHT)
        return examples + members


def _row(key: TopicKey, *, lock: bool = False) -> models.Topic:
    rows = models.Topic.objects.select_for_update() if lock else models.Topic.objects
    row = rows.filter(key=key).first()
    if row is None:
        raise NotFound(f"There is no topic {key!r}.")
    return row


def _fill(row: models.Topic, topic: Topic) -> None:
    row.name, row.state, row.into = storable(topic.name), topic.state.value, topic.into or ""


def _note(row: models.Topic, event: TopicEvent) -> None:
    models.TopicEvent.objects.create(
        topic=row, at=event.at, action=event.action, other=event.other or "", actor=event.actor
    )


def _lines(words: tuple[str, ...]) -> str:
    return storable("\n".join(words))


def _growth_columns(growth: Growth) -> dict[str, Any]:
    return {
        "trend": growth.trend.value,
        "people": growth.people,
        "usual": growth.usual,
        "low": growth.low,
        "high": growth.high,
    }


def _topic_of(row: models.Topic) -> Topic:
    return Topic(
        key=TopicKey(row.key),
        name=row.name,
        state=TopicState(row.state),
        words=tuple(row.words.split("\n")) if row.words else (),
        into=TopicKey(row.into) if row.into else None,
        growth=Growth(trend=Trend(row.trend), people=row.people, usual=row.usual, low=row.low, high=row.high),
    )


def _event_of(row: models.TopicEvent, key: TopicKey) -> TopicEvent:
    return TopicEvent(
        topic=key, at=row.at, action=row.action, other=TopicKey(row.other) if row.other else None, actor=row.actor
    )


def _work_of(row: models.TopicWork) -> TopicWork:
    return TopicWork(
        taught=row.taught,
        learned_at=row.learned_at,
        looked_until=row.looked_until,
        looked_at=row.looked_at,
        reached=Mark(row.reached_at, row.reached_seq) if row.reached_at is not None else None,
        given=row.given,
    )


def _work_columns(work: TopicWork) -> dict[str, Any]:
    return {
        "taught": work.taught,
        "learned_at": work.learned_at,
        "looked_until": work.looked_until,
        "looked_at": work.looked_at,
        "reached_at": work.reached.published_at if work.reached else None,
        "reached_seq": work.reached.seq if work.reached else 0,
        "given": work.given,
    }

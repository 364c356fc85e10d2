"""Topics: what people talk about, proposals included, and what belongs to each."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.ids import MentionId
from resonanz.core.topic import Topic, TopicKey

router = Router()


class GrowthOut(Schema):
    """How a topic goes; `people` counts a person once a day."""

    trend: str
    people: int
    usual: float
    low: float
    high: float


class TopicOut(Schema):
    """A topic; `state` is proposed, named, hidden or merged, `into` the topic that a merged one went into."""

    key: str
    name: str
    state: str
    words: list[str]
    into: str | None
    growth: GrowthOut

    @classmethod
    def of(cls, topic: Topic) -> TopicOut:
        """Return what is told of a topic."""
        growth = topic.growth
        return cls(
            key=topic.key,
            name=topic.name,
            state=topic.state.value,
            words=list(topic.words),
            into=topic.into,
            growth=GrowthOut(
                trend=growth.trend.value, people=growth.people, usual=growth.usual, low=growth.low, high=growth.high
            ),
        )


class TopicEventOut(Schema):
    """One line of a topic's history."""

    at: datetime
    action: str
    other: str | None
    actor: str


class TopicIn(Schema):
    """A topic to name, with the ids of mentions that belong to it."""

    name: str
    mentions: list[str] = Field(default_factory=list)


class NameIn(Schema):
    """A name."""

    name: str


class IntoIn(Schema):
    """The key of another topic."""

    into: str


class SplitIn(Schema):
    """What goes to a new topic: the mentions, or what holds the words."""

    name: str
    words: str = ""
    mentions: list[str] = Field(default_factory=list)


class SaidIn(Schema):
    """Whether a mention belongs to a topic."""

    mention: str
    fits: bool = True


@router.get("", response=list[TopicOut], summary="Every topic there is or was, and what is proposed")
def list_(request: HttpRequest) -> list[TopicOut]:
    """Return every topic by name."""
    actor(request)
    return [TopicOut.of(topic) for topic in house().topics.all()]


@router.post("", response=TopicOut, summary="Name a new topic")
def begin(request: HttpRequest, given: TopicIn) -> TopicOut:
    """Name a topic; from three examples on it is learned."""
    mentions = [MentionId(one) for one in given.mentions]
    return TopicOut.of(house().topic_desk.begin(actor(request), given.name, mentions))


@router.get("/{topic}", response=TopicOut, summary="One topic")
def one(request: HttpRequest, topic: str) -> TopicOut:
    """Return one topic."""
    actor(request)
    return TopicOut.of(house().topics.load(TopicKey(topic)))


@router.get("/{topic}/events", response=list[TopicEventOut], summary="The history of a topic, newest first")
def events(request: HttpRequest, topic: str) -> list[TopicEventOut]:
    """Return what happened to a topic."""
    actor(request)
    book = house().topics
    key = book.load(TopicKey(topic)).key
    return [TopicEventOut.model_validate(event, from_attributes=True) for event in book.events(key)]


@router.put("/{topic}/name", response=TopicOut, summary="Name a proposal, or rename a topic")
def name(request: HttpRequest, topic: str, given: NameIn) -> TopicOut:
    """Name a topic; its key stays."""
    return TopicOut.of(house().topic_desk.name(actor(request), TopicKey(topic), given.name))


@router.post("/{topic}/hide", response=TopicOut, summary="Hide a topic or a proposal")
def hide(request: HttpRequest, topic: str) -> TopicOut:
    """Hide a topic; what belongs to it is not proposed again."""
    return TopicOut.of(house().topic_desk.hide(actor(request), TopicKey(topic)))


@router.post("/{topic}/show", response=TopicOut, summary="Show a hidden topic again, or take a merger back")
def show(request: HttpRequest, topic: str) -> TopicOut:
    """Show a topic again."""
    return TopicOut.of(house().topic_desk.show(actor(request), TopicKey(topic)))


@router.post("/{topic}/merge", response=TopicOut, summary="Merge a topic or a proposal into another topic")
def merge(request: HttpRequest, topic: str, given: IntoIn) -> TopicOut:
    """Merge a topic into another one, which is returned."""
    return TopicOut.of(house().topic_desk.merge(actor(request), TopicKey(topic), TopicKey(given.into)))


@router.post("/{topic}/split", response=TopicOut, summary="Take part of a topic to a new one")
def split(request: HttpRequest, topic: str, given: SplitIn) -> TopicOut:
    """Split a topic; return the new one."""
    mentions = [MentionId(one) for one in given.mentions]
    made = house().topic_desk.split(actor(request), TopicKey(topic), given.name, words=given.words, mentions=mentions)
    return TopicOut.of(made)


@router.post("/{topic}/examples", response={204: None}, summary="Say whether a mention belongs to a topic")
def say(request: HttpRequest, topic: str, said: SaidIn) -> Status[None]:
    """Put a mention in or take it out; the last word stays."""
    house().topic_desk.say(actor(request), TopicKey(topic), MentionId(said.mention), fits=said.fits)
    return Status(204, None)

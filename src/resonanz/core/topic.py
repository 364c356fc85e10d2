"""What people talk about: topics that people name, and those that the system proposes.

A topic is called by its `key` wherever it is written down (in mentions, queries, addresses), and the key never
changes; its name may. The one thing a reader would get wrong: nothing is ever dealt anew. A topic that was merged stays
as a signpost to the one it went into, so that an old query or link still says what it meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from resonanz.core.ids import MentionId
from resonanz.core.search import Mark

TopicKey = NewType("TopicKey", str)
"""Lower-case letters, digits and hyphens."""

LONGEST_KEY: Final = 60
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o"})


class TopicState(StrEnum):
    """Where a topic is in its life."""

    PROPOSED = "proposed"
    """Found by the system; mentions do not carry it yet."""
    NAMED = "named"
    HIDDEN = "hidden"
    """A person did not want to see it; what belongs to it is not proposed again."""
    MERGED = "merged"
    """Went into another topic."""


class Trend(StrEnum):
    """How a topic goes, tested against its own past."""

    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    FADING = "fading"
    UNKNOWN = "unknown"
    """Not tested yet, or too few people to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Hold how many people spoke of a topic lately, and how that compares with before."""

    trend: Trend = Trend.UNKNOWN
    people: int = 0
    """Voices of the last week: a person counts once a day, however often they speak."""
    usual: float = 0.0
    """Voices a week in the four weeks before that."""
    low: float = 0.0
    high: float = 0.0
    """Bounds of `people / usual`, 90 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Hold one topic."""

    key: TopicKey
    name: str
    state: TopicState = TopicState.NAMED
    words: tuple[str, ...] = ()
    """What sets it apart, most telling first."""
    into: TopicKey | None = None
    """Which topic it was merged into."""
    growth: Growth = Growth()


@dataclass(frozen=True, slots=True)
class Example:
    """Say that a mention belongs to a topic, or (a person took it out) that it does not."""

    topic: TopicKey
    mention: MentionId
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """Say that the system counts a mention to a topic that it proposes."""

    topic: TopicKey
    mention: MentionId


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicEvent:
    """Hold one line of a topic's history."""

    topic: TopicKey
    at: datetime
    action: str
    """proposed, named, renamed, hidden, shown, merged, split, example_added, example_removed."""
    other: TopicKey | None = None
    """The other topic of a merger or a split."""
    actor: str = ""
    """Name of the person; empty when the system did it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicWork:
    """Say how far the work in the background has come."""

    taught: str = ""
    """`TopicBook.taught` of what was learned last."""
    learned_at: datetime | None = None
    looked_until: int = 0
    """Place in the archive's log up to which mentions were looked at for proposals."""
    looked_at: datetime | None = None
    reached: Mark | None = None
    """Where giving topics to older mentions goes on, newest first; None at the beginning."""
    given: bool = True
    """Whether older mentions have the topics that were learned."""


def key_for(name: str) -> TopicKey:
    """Return the key that a topic of this name gets when none else has it; `topic` when no letter can be kept."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    return TopicKey(_BETWEEN.sub("-", plain).strip("-")[:LONGEST_KEY].strip("-") or "topic")


def free_key(name: str, taken: frozenset[TopicKey]) -> TopicKey:
    """Return a key for a name that no other topic has or had."""
    key, number = key_for(name), 2
    while key in taken:
        key, number = TopicKey(f"{key_for(name)[: LONGEST_KEY - 5]}-{number}"), number + 1
    return key

"""A need or a question of the market: what people ask for, who owns it, and what became of it.

It is counted in people, not in posts. The one thing a reader would get wrong: `told_back` is a state of its own and
the last one. A need that is done and nobody heard of it is not finished for those who asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from resonanz.core.ids import DepartmentId, MentionId, NeedId, UserId
from resonanz.core.lifecycle import Lifecycle
from resonanz.core.mention import Mention


class NeedKind(StrEnum):
    """What is asked: that something changes, or an answer."""

    NEED = "need"
    QUESTION = "question"


class NeedState(StrEnum):
    """Where a need stands."""

    HEARD = "heard"
    CONSIDERED = "considered"
    PLANNED = "planned"
    """With a day until which it will be done."""
    DONE = "done"
    """Also: answered, where it is a question."""
    DECLINED = "declined"
    """With a reason that can be told."""
    TOLD_BACK = "told_back"
    """Everybody who could be told what became of it was."""
    MERGED = "merged"
    """Went into another one and stays as a signpost to it."""


OPEN: Final = frozenset({NeedState.HEARD, NeedState.CONSIDERED, NeedState.PLANNED})
DECIDED: Final = frozenset({NeedState.DONE, NeedState.DECLINED})
_ALIVE: Final = OPEN | DECIDED | {NeedState.TOLD_BACK}

NEED = Lifecycle(
    name="need",
    start=NeedState.HEARD,
    moves={
        "consider": (frozenset({NeedState.HEARD}), NeedState.CONSIDERED),
        "plan": (OPEN, NeedState.PLANNED),
        "finish": (OPEN, NeedState.DONE),
        "decline": (OPEN, NeedState.DECLINED),
        "tell": (DECIDED, NeedState.TOLD_BACK),
        "reopen": (DECIDED | {NeedState.TOLD_BACK}, NeedState.CONSIDERED),
        "merge": (_ALIVE, NeedState.MERGED),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Hold one need or question."""

    id: NeedId
    title: str
    asked: str = ""
    """What is asked, in the people's words, as somebody of ours put it."""
    kind: NeedKind = NeedKind.NEED
    department: DepartmentId | None = None
    """Who owns it; None: nobody yet."""
    owner: UserId | None = None
    state: NeedState = NeedState.HEARD
    planned_for: date | None = None
    reason: str = ""
    """Why it was declined, or what was done or answered: what people may be told."""
    into: NeedId | None = None
    """Which one it was merged into."""
    created_at: datetime
    changed_at: datetime
    decided_at: datetime | None = None
    """When it was done or declined; None while it is open."""
    outcome: NeedState | None = None
    """Done or declined, kept while people are told; None while it is open."""
    erased: int = 0
    """How many mentions of its evidence were erased since; nothing else is known of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEvent:
    """Hold one line of a need's history; it is only added to."""

    need: NeedId
    at: datetime
    action: str
    """written, edit, own, signpost_added, signpost_removed, evidence_added, evidence_removed, absorbed, split, part,
    telling_*, or a move of the life-cycle."""
    actor: UserId | None
    """None: the system."""
    detail: str = ""
    """Why, in our own words."""
    other: NeedId | None = None
    """The other need of a merger or a split."""


class Standing(StrEnum):
    """What is said of a mention as evidence of a need."""

    IN = "in"
    OUT = "out"
    """A person took it out or refused it: it does not come back by itself."""
    PROPOSED = "proposed"
    """It is similar to what is in; a person decides."""


class How(StrEnum):
    """By which way a mention came to a need."""

    HAND = "hand"
    TOPIC = "topic"
    QUERY = "query"
    LIKENESS = "likeness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Say that a mention speaks for a need; the text stays in the archive."""

    need: NeedId
    mention: MentionId
    person: str = ""
    """Who said it, as `person_of` names them; empty where the channel does not tell. A store keeps a keyed hash."""
    channel: str
    lang: str
    kind: str
    topics: tuple[str, ...] = ()
    said_at: datetime
    how: How
    standing: Standing = Standing.IN
    likeness: float = 0.0
    """0 to 1, of what is proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """Say that whatever carries a topic or matches a standing query is evidence of a need."""

    need: NeedId
    how: How
    """Topic or query."""
    value: str
    """A topic's key, a query's number."""
    looked_at: datetime | None = None
    """When the archive was last looked through for it; None: never."""
    whole_at: datetime | None = None
    """When all of the archive was."""


def person_of(mention: Mention) -> str:
    """Return who spoke, within one channel: the channel's id, else the handle; empty where it tells neither.

    The same person on two channels is two people here: nobody can know better.
    """
    name = mention.author.id or (mention.author.handle or "").lstrip("@").lower()
    return f"{mention.channel}:{name}" if name else ""


def voice_of(one: Evidence) -> str:
    """Return whom a piece of evidence counts for: its person, else the mention itself."""
    return one.person or f"?{one.mention}"


def people_in(evidence: Iterable[Evidence]) -> int:
    """Return how many people speak in the evidence; those whom a channel does not name count once a mention."""
    return len({voice_of(one) for one in evidence if one.standing is Standing.IN})

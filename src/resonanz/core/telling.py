"""Telling people what became of what they said: one reviewed text, each person once, where they said it.

draft -> submitted -> running <-> paused -> finished | stopped. People are told of a need or of a criticism, by one way.
A person is in the list of either once, for ever: over several rounds, mergers and dead processes. What goes
out is a `Reply` in the case of the thread, so the outbox sends it once and only once, and a reaction comes back to the
department.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.ids import CriticismId, DepartmentId, MentionId, NeedId, ReplyId, UserId
from resonanz.core.lifecycle import Lifecycle
from resonanz.core.mention import Author
from resonanz.core.reply import ReplyState


class Matter(StrEnum):
    """What people can be told of."""

    NEED = "need"
    CRITICISM = "criticism"


@dataclass(frozen=True, slots=True)
class About:
    """Name one need or one criticism."""

    matter: Matter
    number: int

    def __str__(self) -> str:
        return f"{self.matter}:{self.number}"


def of_need(need: NeedId) -> About:
    """Return a need as what people are told of."""
    return About(Matter.NEED, int(need))


def of_criticism(criticism: CriticismId) -> About:
    """Return a criticism as what people are told of."""
    return About(Matter.CRITICISM, int(criticism))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Hold what telling people has to know of a need or a criticism."""

    about: About
    title: str
    department: DepartmentId | None
    """Whose text it is; None: nobody's, and nobody could answer for it."""
    is_decided: bool
    """Whether there is anything to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Say that somebody asked for a need, or criticised: the text stays in the archive."""

    mention: MentionId
    person: str
    """As `person_of` names them, or as a store keeps them; beginning with ? where the channel does not tell."""
    channel: str
    lang: str


class TellingState(StrEnum):
    """Where a round of telling stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    """Waits for another person's approval."""
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


_UNDER_WAY: Final = frozenset({TellingState.RUNNING, TellingState.PAUSED})
NOT_BEGUN: Final = frozenset({TellingState.DRAFT, TellingState.SUBMITTED})
ALIVE: Final = NOT_BEGUN | _UNDER_WAY

TELLING = Lifecycle(
    name="telling",
    start=TellingState.DRAFT,
    moves={
        "edit": (NOT_BEGUN, TellingState.DRAFT),
        "submit": (frozenset({TellingState.DRAFT}), TellingState.SUBMITTED),
        "approve": (NOT_BEGUN, TellingState.RUNNING),
        "pause": (frozenset({TellingState.RUNNING}), TellingState.PAUSED),
        "resume": (frozenset({TellingState.PAUSED}), TellingState.RUNNING),
        "finish": (frozenset({TellingState.RUNNING}), TellingState.FINISHED),
        "stop": (ALIVE, TellingState.STOPPED),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Hold one round of telling people of one need or criticism."""

    id: int
    about: About
    texts: Mapping[str, str]
    """Language -> text with placeholders; the first one is for whoever speaks another language."""
    state: TellingState = TellingState.DRAFT
    author: UserId
    approved_by: UserId | None = None
    needs_four_eyes: bool = False
    created_at: datetime
    changed_at: datetime


class PersonState(StrEnum):
    """What became of telling one person."""

    WAITING = "waiting"
    HANDED = "handed"
    """An answer is on its way through the outbox, or waits for its own approval."""
    TOLD = "told"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    CANNOT = "cannot"
    """They cannot be told; `why` says why."""
    LEFT = "left"
    """The round was stopped before their turn."""


SAYS: Final = {
    ReplyState.SENT: PersonState.TOLD,
    ReplyState.REFUSED: PersonState.REFUSED,
    ReplyState.UNCERTAIN: PersonState.UNCERTAIN,
    ReplyState.DISCARDED: PersonState.CANNOT,
    ReplyState.DRAFT: PersonState.HANDED,
    ReplyState.SUBMITTED: PersonState.HANDED,
    ReplyState.APPROVED: PersonState.HANDED,
    ReplyState.SENDING: PersonState.HANDED,
}
"""What a reply's state says of whom it is for."""


class Why(StrEnum):
    """Why somebody cannot be told."""

    NEVER_HERE = "never_here"
    """The channel takes no answers, or its rules forbid them."""
    NOT_ADDRESSED = "not_addressed"
    """The channel lets us answer only who spoke to us."""
    NO_SOURCE = "no_source"
    """No configured account can answer there."""
    TOO_LONG = "too_long"
    UNNAMED = "unnamed"
    """The channel does not say who it was, so nobody could say that they are told once."""
    NOT_WANTED = "not_wanted"
    """They asked not to be told."""
    ERASED = "erased"
    """What they said was taken back or erased."""
    DISCARDED = "discarded"
    """A person of ours gave the answer up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Hold one person of the list of a need or a criticism."""

    id: int = 0
    about: About
    telling: int
    """The round that they were last planned in."""
    person: str
    """As `person_of` names them; a store keeps and returns a keyed hash."""
    mention: MentionId | None
    """What is answered; None once it was erased."""
    channel: str
    lang: str
    key: str
    """The reply's idempotency key, made once."""
    state: PersonState = PersonState.WAITING
    why: Why | None = None
    reply: ReplyId | None = None
    handed_at: datetime | None = None
    settled_at: datetime | None = None
    trouble: str = ""


class Manner(StrEnum):
    """How people may be told in a channel."""

    BY_ITSELF = "by_itself"
    """The reviewed text goes to each of them, at its pace."""
    EACH_APPROVED = "each_approved"
    """A person approves each single answer."""
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """Say how people may be told in one channel, why, and where that is written."""

    channel: str
    manner: Manner
    reason: str
    source: str = ""
    """Where the platform says so."""
    only_addressed: bool = False
    """Only those who spoke to us: wrote to us, answered us or named our account."""
    per_hour: int = 30
    """Most answers an hour, whatever the installation allows."""


_RULES: Final = (
    ChannelRule(
        channel="bluesky", manner=Manner.EACH_APPROVED, per_hour=20,
        reason="Automated interactions that notify many people are not allowed: a person approves each answer.",
        source="https://docs.bsky.app/docs/support/developer-guidelines",
    ),
    ChannelRule(
        channel="mastodon", manner=Manner.BY_ITSELF, per_hour=20,
        reason="Allowed where the server's own rules allow it: as an unlisted reply, never wider than what it answers.",
        source="https://docs.joinmastodon.org/user/posting/",
    ),
    ChannelRule(
        channel="x", manner=Manner.BY_ITSELF, only_addressed=True, per_hour=15,
        reason="Automated replies may only go to people who addressed us, one for each time they did.",
        source="https://help.x.com/en/rules-and-policies/x-automation",
    ),
    ChannelRule(
        channel="reddit", manner=Manner.EACH_APPROVED, per_hour=6,
        reason="Communities see repeated answers as spam: a person approves each answer.",
        source="https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki",
    ),
    ChannelRule(
        channel="email", manner=Manner.BY_ITSELF, per_hour=30,
        reason="Who wrote to us is answered in the same thread; it must stay an answer and no advertisement.",
        source="https://www.gesetze-im-internet.de/uwg_2004/__7.html",
    ),
    ChannelRule(
        channel="wordpress", manner=Manner.BY_ITSELF, per_hour=30,
        reason="The comments are our own: an answer stands below the comment.",
    ),
    ChannelRule(
        channel="whatsapp", manner=Manner.NEVER,
        reason="Outside 24 hours after their last word only approved templates may be sent.",
        source="https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages",
    ),
    ChannelRule(
        channel="hackernews", manner=Manner.NEVER, reason="Nothing can be answered there from here.",
        source="https://github.com/HackerNews/API",
    ),
    ChannelRule(channel="rss", manner=Manner.NEVER, reason="A feed takes no answers."),
    ChannelRule(channel="file", manner=Manner.NEVER, reason="A file takes no answers."),
)  # fmt: skip
RULES: Final[Mapping[str, ChannelRule]] = {rule.channel: rule for rule in _RULES}


def rule_for(channel: str) -> ChannelRule:
    """Return a channel's rule; where none is written down, a person approves each answer to who addressed us."""
    return RULES.get(channel) or ChannelRule(
        channel=channel,
        manner=Manner.EACH_APPROVED,
        only_addressed=True,
        per_hour=6,
        reason="This channel's rules are not known here: a person approves each answer.",
    )


PLACEHOLDERS: Final = ("name", "need")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def check_text(text: str, place: str) -> str:
    """Return a text without space around it; raise InputRejected where it is empty or names what is not known."""
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned:
        raise InputRejected("The text is empty.", place=place, remedy="Write something.")
    for name in _PLACEHOLDER.findall(cleaned):
        if name not in PLACEHOLDERS:
            raise InputRejected("This placeholder is not known.", place=place, remedy="There are {name} and {need}.")
    return cleaned


def filled(text: str, author: Author | None, title: str) -> str:
    """Return a text with its placeholders filled; nobody's name is an ellipsis, as in what an erasure leaves.

    What is put in is never read for placeholders again: a stranger's name may hold anything.
    """
    name = " ".join((author.name or author.handle or "").split()) if author else ""
    given = {"name": name[:80] or "…", "need": title}
    return _PLACEHOLDER.sub(lambda found: given.get(found.group(1), found.group(0)), text)


def text_for(texts: Mapping[str, str], lang: str) -> tuple[str, str]:
    """Return the language and the text for somebody who speaks `lang`."""
    chosen = lang if lang in texts else next(iter(texts))
    return chosen, texts[chosen]

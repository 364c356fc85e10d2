"""How seriously something is meant: who owns it, what for, with how much time, what is promised, who stands behind it.

A charter may be incomplete, and is then said to be: what is not decided must not look decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from resonanz.core.errors import InputRejected
from resonanz.core.ids import UserId


class SubjectKind(StrEnum):
    """What can have a charter."""

    CHANNEL = "channel"
    """All sources of one channel together: `channel:mastodon`."""
    INITIATIVE = "initiative"
    PLACE = "place"
    """A new place that is tried for a while."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Name what a charter is for."""

    kind: SubjectKind
    key: str
    """A channel's name, else a number."""

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.key}"

    @classmethod
    def read(cls, text: str) -> Subject:
        """Return the subject that a text names; raise InputRejected."""
        kind, _colon, key = text.partition(":")
        known = kind in set(SubjectKind) and 0 < len(key) <= 40
        if not known or (kind != SubjectKind.CHANNEL and not (key.isascii() and key.isdigit())):
            raise InputRejected(
                "There is nothing of that name.", place="subject", remedy="Write channel:mastodon or initiative:5."
            )
        return cls(SubjectKind(kind), key)


@dataclass(frozen=True, slots=True)
class AnswerPromise:
    """Hold what is promised: this share of first answers within so many minutes of working time."""

    minutes: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """Hold one charter; None and empty: not decided."""

    subject: Subject
    owner: UserId | None = None
    goal: str = ""
    hours_a_week: float | None = None
    """Of people's time that is there for it."""
    promise: AnswerPromise | None = None
    handle_minutes: float | None = None
    """How long one case takes; None: as it was measured."""
    backing: UserId | None = None
    """Who stands behind it when it costs something; never the owner."""
    review_on: date | None = None
    """When it is looked at again."""
    ends_on: date | None = None
    """When a trial is over, whatever came of it."""
    changed_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.backing is not None and self.backing == self.owner:
            raise InputRejected("Nobody backs themselves.", place="backing", remedy="Name somebody else.")
        if self.hours_a_week is not None and not 0 <= self.hours_a_week <= 10_000:
            raise InputRejected(
                "These are no hours of a week.", place="hours_a_week", remedy="Give a number such as 6."
            )
        if self.handle_minutes is not None and not 0 < self.handle_minutes <= 10_000:
            raise InputRejected("This is no handling time.", place="handle_minutes", remedy="Give minutes such as 12.")
        if self.promise is not None and not (0 < self.promise.share < 1 and 0 < self.promise.minutes <= 100_000):
            raise InputRejected(
                "This is no promise.", place="promise", remedy="Give minutes, and a share below 100 %, such as 90 %."
            )


class Lack(StrEnum):
    """What is done so lala; the order is that of the page."""

    OWNER_GONE = "owner_gone"
    NO_OWNER = "no_owner"
    SOURCE_FAILS = "source_fails"
    NOT_LISTENING = "not_listening"
    PROMISE_BROKEN = "promise_broken"
    ABOVE_CAPACITY = "above_capacity"
    NOBODY_LOOKED = "nobody_looked"
    OVER = "over"
    REVIEW_OVERDUE = "review_overdue"
    OWNER_AWAY = "owner_away"
    NO_GOAL = "no_goal"
    NO_HOURS = "no_hours"
    NO_PROMISE = "no_promise"
    NO_BACKING = "no_backing"
    NO_REVIEW = "no_review"

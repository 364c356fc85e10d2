"""One thing somebody said, in the same shape for every channel.

`id` and `revision` together are the idempotency key: hearing the same revision again changes nothing,
a higher revision replaces the lower one. Text is plain text, never HTML; every time is aware and UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from resonanz.core.ids import MentionId, mention_id

MAX_TEXT = 100_000
"""Longest text kept, in characters; longer ones are cut where they are normalised, with a count."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing on the web was said before; an older date is a source's mistake."""


class MentionType(StrEnum):
    """What form the mention has at its source."""

    POST = "post"
    COMMENT = "comment"
    REVIEW = "review"
    MESSAGE = "message"
    ARTICLE = "article"
    NOTICE = "notice"
    """The channel itself says something about an answer of ours, for example that nobody received it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Say who spoke, as far as the channel tells."""

    id: str | None = None
    """The channel's stable id (DID, account id); the key for erasure."""
    handle: str | None = None
    name: str | None = None
    url: str | None = None
    bio: str | None = None
    followers: int | None = None
    """None when unknown, never 0 for unknown."""
    is_own: bool = False
    """Our own account: never a voice of the market."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """Count what others did with it; None when unknown."""

    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Link something shown with it; we link, we do not copy."""

    url: str
    alt: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Describe a file that came with it; the file stays at its source and is fetched from there when it is opened."""

    number: int
    """Names it towards its source, within the mention."""
    name: str
    """Empty when it has none."""
    type: str
    """Media type by its first bytes, not by what was claimed."""
    size: int
    """Bytes."""
    refused: str = ""
    """Why it is not offered (`program`, `macros`, `page`, `too_large`, `empty`); empty when it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Hold one post, comment, review, message or article."""

    id: MentionId
    channel: str
    source: str
    """Name of the configured connection that heard it."""
    type: MentionType = MentionType.POST
    url: str | None = None
    published_at: datetime
    seen_at: datetime
    author: Author = Author()
    text: str
    title: str | None = None
    lang_hint: str | None = None
    reply_to: MentionId | None = None
    thread: MentionId
    """Id of the thread's root; its own id when it starts one."""
    engagement: Engagement = Engagement()
    rating: float | None = None
    """1..5, or None."""
    media: tuple[Media, ...] = ()
    links: tuple[str, ...] = ()
    """Web addresses that the text links to, as far as the channel tells them apart from the text."""
    attachments: tuple[Attachment, ...] = ()
    revision: int = 0
    """Grows with every edit at the source: the edit's epoch seconds, 0 for a first version."""

    def __post_init__(self) -> None:
        if not self.id.startswith(self.channel + ":"):
            raise ValueError(f"id {self.id!r} does not belong to channel {self.channel!r}")
        for name in ("published_at", "seen_at"):
            if getattr(self, name).tzinfo is not UTC:
                raise ValueError(f"{name} must be aware and in UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Say that the source took a mention back; it is honoured in every store."""

    id: MentionId
    at: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    """Say that a raw item is no mention, by a reason that is counted and shown."""

    reason: str
    """snake_case, from a small fixed set a connector documents."""
    detail: str = field(default="", compare=False)


def believable_time(claimed: datetime | None, *, seen_at: datetime) -> datetime:
    """Return when something was published, as far as the claim can be believed.

    A missing date, one without a zone and one before the web become `seen_at`; so does one in the future,
    because nothing can be published after it was seen.
    """
    if claimed is None or claimed.tzinfo is None:
        return seen_at
    if claimed < EARLIEST or claimed > seen_at:
        return seen_at
    return claimed.astimezone(UTC)


__all__ = [
    "EARLIEST",
    "MAX_TEXT",
    "Attachment",
    "Author",
    "Engagement",
    "Media",
    "Mention",
    "MentionType",
    "Removed",
    "Skip",
    "believable_time",
    "mention_id",
]

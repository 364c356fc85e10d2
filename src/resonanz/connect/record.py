"""One record of the import format to a mention: the field names of a mention, nested or flat, checked once and quickly.

The one thing a reader would get wrong: a date that cannot be believed. A connector takes the moment of hearing
instead; an import must not, because a year of history would all have been said today. So the record is rejected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from resonanz.connect.payload import web_address
from resonanz.connect.text import clean_line, clean_text
from resonanz.connect.times import parse_time
from resonanz.core.errors import InputRejected
from resonanz.core.ids import MentionId, mention_id
from resonanz.core.mention import EARLIEST, Author, Engagement, Media, Mention, MentionType

REQUIRED: Final = ("channel", "native_id", "text", "published_at")

_REMEDIES: Final = {
    "channel": "Give where it was said, in lower case, for example mastodon.",
    "native_id": "Give the id it has in its channel.",
    "id": "Write it as <channel>:<native id>, or leave it out.",
    "text": "Give what was said.",
    "published_at": "Write it as 2026-03-05T08:30:00Z or with a zone, 2026-03-05T09:30:00+01:00.",
    "type": f"Use one of {', '.join(MentionType)}.",
    "rating": "Give a number from 1 to 5.",
}
_COUNTED: Final = "Give a whole number from 0, or leave it out."

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Id: TypeAlias = str | int


class AuthorPart(msgspec.Struct):
    """Hold the author of a record."""

    id: Id | None = None
    handle: str | None = None
    name: str | None = None
    url: str | None = None
    bio: str | None = None
    followers: Count | None = None
    is_own: bool | None = None


class EngagementPart(msgspec.Struct):
    """Hold the engagement of a record."""

    likes: Count | None = None
    reposts: Count | None = None
    replies: Count | None = None
    views: Count | None = None


class MediaPart(msgspec.Struct):
    """Hold one medium of a record."""

    url: str
    alt: str | None = None
    licence: str | None = None


class RecordFields(msgspec.Struct):
    """Hold a record as it was written; fields we do not know are passed over."""

    text: str
    published_at: str | int | float
    channel: str = ""
    native_id: Id = ""
    id: str = ""
    type: MentionType = MentionType.POST
    url: str | None = None
    seen_at: str | int | float | None = None
    author: AuthorPart | None = None
    title: str | None = None
    lang_hint: str | None = None
    reply_to: Id | None = None
    thread: Id | None = None
    engagement: EngagementPart | None = None
    rating: Annotated[float, msgspec.Meta(ge=1, le=5)] | None = None
    media: list[MediaPart] | MediaPart | None = None
    links: list[str] | str | None = None
    revision: Count = 0


_NESTED: Final = {
    f"{outer}{joint}{inner}": (outer, inner)
    for outer, part in (("author", AuthorPart), ("engagement", EngagementPart), ("media", MediaPart))
    for inner in part.__struct_fields__
    for joint in "._"
}
_FLAT: Final = frozenset(_NESTED)
_CHANNEL = re.compile(r"[a-z][a-z0-9_.-]{0,39}").fullmatch
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]{1,20})?").fullmatch
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
_MISSING = re.compile(r"missing required field `(\w+)`")
_LONGEST_ID: Final = 1_000
_MAX_LINKS: Final = 50
_NOBODY: Final = Author()
_UNCOUNTED: Final = Engagement()


def mention_from_record(record: Mapping[str, object], *, source: str, seen_at: datetime) -> Mention:
    """Return the mention that a record holds; raise InputRejected naming the field and the remedy."""
    fields = _fields(record)
    channel, id_ = _identity(fields)
    text = clean_text(fields.text).strip()
    if not text:
        raise _rejected("text", "is empty.")
    published_at = _moment(fields.published_at, seen_at)
    reply_to = _other(fields.reply_to, channel)
    thread = _other(fields.thread, channel)
    return Mention(
        id=id_,
        channel=channel,
        source=source,
        type=fields.type,
        url=web_address(fields.url),
        published_at=published_at,
        seen_at=_seen(fields.seen_at, published_at, seen_at),
        author=_author(fields.author) if fields.author is not None else _NOBODY,
        text=text,
        title=_line(fields.title),
        lang_hint=_language(fields.lang_hint),
        reply_to=reply_to,
        thread=thread or reply_to or id_,
        engagement=_engagement(fields.engagement) if fields.engagement is not None else _UNCOUNTED,
        rating=fields.rating,
        media=_media(fields.media) if fields.media else (),
        links=_links(fields.links) if fields.links else (),
        revision=fields.revision,
    )


def id_from_record(record: Mapping[str, object]) -> MentionId:
    """Return the id of the mention that a record names; raise InputRejected naming the field and the remedy."""
    named = {name: record.get(name) for name in ("channel", "native_id", "id") if record.get(name) is not None}
    return _identity(_fields({**named, "text": "", "published_at": 0}))[1]


def _fields(record: Mapping[str, object]) -> RecordFields:
    told = record if _FLAT.isdisjoint(record) else _nested(record)
    try:
        return msgspec.convert(told, RecordFields, strict=False)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from None
    except (RecursionError, OverflowError, ValueError):
        raise InputRejected("The record cannot be read.", remedy="Write it as one flat or nested object.") from None


def _nested(record: Mapping[str, object]) -> dict[str, Any]:
    """Return a record in which flat names such as `author.handle` or `author_handle` are nested."""
    told: dict[str, Any] = {}
    for name, value in record.items():
        if name not in _NESTED:
            told.setdefault(name, value)
            continue
        outer, inner = _NESTED[name]
        part = told.get(outer)
        told[outer] = {**part, inner: value} if isinstance(part, dict) else {inner: value}
    return told


def _identity(fields: RecordFields) -> tuple[str, MentionId]:
    channel, native = fields.channel, str(fields.native_id)
    if fields.id:
        stated, _, rest = fields.id.partition(":")
        if (channel and channel != stated) or (native and native != rest):
            raise _rejected("id", "does not agree with channel and native_id.")
        channel, native = stated, rest
    if not channel:
        raise _rejected("channel", "is missing.")
    if not _CHANNEL(channel):
        raise _rejected("channel", "is no channel's name.")
    if not native.strip():
        raise _rejected("native_id", "is missing.")
    if len(native) > _LONGEST_ID:
        raise _rejected("native_id", "is too long.")
    return channel, mention_id(channel, clean_line(native, limit=_LONGEST_ID))


def _moment(said: str | float, seen_at: datetime) -> datetime:
    moment = parse_time(said)
    if moment is None:
        raise _rejected("published_at", "is no date.")
    if moment.tzinfo is None:
        raise _rejected("published_at", "has no time zone.")
    if moment < EARLIEST:
        raise _rejected("published_at", "lies before the web began.")
    if moment > seen_at + timedelta(days=1):
        raise _rejected("published_at", "lies in the future.")
    return min(moment, seen_at)


def _seen(said: str | float | None, published_at: datetime, now: datetime) -> datetime:
    moment = None if said is None else parse_time(said)
    if moment is None or moment.tzinfo is None or not published_at <= moment <= now:
        return now
    return moment


def _other(said: Id | None, channel: str) -> MentionId | None:
    """Return the id of another mention, of the same channel unless it says so itself."""
    name = clean_line(str(said), limit=_LONGEST_ID) if said is not None else ""
    if not name:
        return None
    return MentionId(name) if name.startswith(channel + ":") else mention_id(channel, name)


def _author(part: AuthorPart) -> Author:
    return Author(
        id=None if part.id is None else _line(str(part.id)),
        handle=_line(part.handle),
        name=_line(part.name),
        url=web_address(part.url),
        bio=None if part.bio is None else clean_text(part.bio, limit=5_000) or None,
        followers=part.followers,
        is_own=bool(part.is_own),
    )


def _engagement(part: EngagementPart) -> Engagement:
    return Engagement(likes=part.likes, reposts=part.reposts, replies=part.replies, views=part.views)


def _media(said: list[MediaPart] | MediaPart) -> tuple[Media, ...]:
    parts = said if isinstance(said, list) else [said]
    return tuple(
        Media(url=address, alt=_line(part.alt), licence=_line(part.licence))
        for part in parts[:_MAX_LINKS]
        if (address := web_address(part.url)) is not None
    )


def _links(said: list[str] | str) -> tuple[str, ...]:
    found = (web_address(link) for link in (said.split() if isinstance(said, str) else said)[:_MAX_LINKS])
    return tuple(dict.fromkeys(link for link in found if link is not None))


def _line(said: str | None) -> str | None:
    return None if said is None else clean_line(said) or None


def _language(said: str | None) -> str | None:
    found = _LANGUAGE(said.strip()) if said else None
    return found[1].lower() if found else None


def _explained(trouble: str) -> InputRejected:
    """Return a rejection for what the decoder says, which names a path in its own way."""
    if missing := _MISSING.search(trouble):
        return _rejected(missing[1], "is missing.")
    place = _PLACE.search(trouble)
    said = trouble[: place.start()].replace("`", "") if place else trouble
    return _rejected(place[1] if place else "", f"{said[:200].rstrip('.')}.")


def _rejected(place: str, message: str) -> InputRejected:
    remedy = _REMEDIES.get(place, _COUNTED if place.startswith(("engagement.", "author.followers")) else "")
    return InputRejected(message, place=place, remedy=remedy)


__all__ = ["REQUIRED", "mention_from_record"]

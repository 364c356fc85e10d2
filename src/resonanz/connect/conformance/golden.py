"""What came out of normalising, as JSON to compare and as a mention to be held to what every mention must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum

from resonanz.connect.contract import Json, Mention, Normalised, PayloadChanged
from resonanz.connect.payload import web_address
from resonanz.core.mention import MAX_TEXT

_LONGEST_ID = 1_200


def written(outcome: Normalised | PayloadChanged) -> Json:
    """Return an outcome as JSON; what is empty is left out."""
    if isinstance(outcome, PayloadChanged):
        return {"PayloadChanged": str(outcome)}
    return {type(outcome).__name__: _plain(outcome)}


def _plain(value: object) -> Json:
    if is_dataclass(value) and not isinstance(value, type):
        members = {field.name: (_plain(getattr(value, field.name)), field.default) for field in fields(value)}
        return {name: member for name, (member, usual) in members.items() if not _is_empty(member, usual)}
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(member) for member in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a mention")


def _is_empty(member: Json, usual: object) -> bool:
    # A count of 0 is knowledge and stays; only a field that is 0 or false by default may be left out as such.
    return member is None or member in ([], {}, "") or (member in (0, False) and member == usual)


def faults_of(mention: Mention, *, channel: str, source: str) -> list[str]:
    """Return in words what is wrong with a mention; an empty list when it is as every mention must be."""
    return list(_faults(mention, channel, source))


def _faults(mention: Mention, channel: str, source: str) -> Iterator[str]:
    wrong = {
        f"its channel is {mention.channel!r}": mention.channel != channel,
        f"its source is {mention.source!r}": mention.source != source,
        f"its text has {len(mention.text)} characters": len(mention.text) > MAX_TEXT,
        "its id is empty or endless": not 0 < len(mention.id.partition(":")[2]) <= _LONGEST_ID,
        "it was published after it was seen": mention.published_at > mention.seen_at,
        f"its revision is {mention.revision}": not 0 <= mention.revision < 2**53,
        f"its rating is {mention.rating}": mention.rating is not None and not 1 <= mention.rating <= 5,
    }
    yield from (fault for fault, holds in wrong.items() if holds)
    addresses = [mention.url, mention.author.url, *mention.links, *(media.url for media in mention.media)]
    if any(address is not None and web_address(address) is None for address in addresses):
        yield "it holds an address that is none of the web"
    if any(number is not None and not 0 <= number <= 2**53 for number in _numbers(mention)):
        yield "it counts something absurd"
    if any("\x00" in said or not _is_unicode(said) for said in _texts(_plain(mention))):
        yield "it holds NUL or half a character"


def _numbers(mention: Mention) -> tuple[int | None, ...]:
    engagement = mention.engagement
    return (
        engagement.likes, engagement.reposts, engagement.replies, engagement.views, mention.author.followers,
    )  # fmt: skip


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)


def _is_unicode(said: str) -> bool:
    try:
        said.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


__all__ = ["faults_of", "written"]

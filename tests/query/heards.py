"""Mentions for the tests of queries: short to write, every field open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Author, Engagement, Mention, MentionType
from resonanz.core.understood import Understood

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def heard(text: str = "", **fields: Any) -> Heard:
    """Return a mention with this text; fields of author, engagement and understanding may be given by name."""
    author: dict[str, Any] = {
        name: fields.pop(name) for name in ("handle", "name", "bio", "followers", "is_own") if name in fields
    }
    numbers = {name: fields.pop(name) for name in ("likes", "reposts", "replies", "views") if name in fields}
    understood = {name: fields.pop(name) for name in Understood.__dataclass_fields__ if name in fields}
    if "id_of_author" in fields:
        author["id"] = fields.pop("id_of_author")
    channel, parent = fields.pop("channel", "rss"), fields.pop("parent", "")
    known: dict[str, Any] = {
        "source": "press",
        "type": MentionType.POST,
        "published_at": NOON,
        "seen_at": NOON,
        "thread": MentionId(f"{channel}:1"),
        **fields,
    }
    mention = Mention(
        id=MentionId(f"{channel}:1"),
        channel=channel,
        text=text,
        author=Author(**author),
        engagement=Engagement(**numbers),
        **known,
    )
    return Heard(mention, Understood(**understood), parent=parent)

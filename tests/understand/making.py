"""Mentions for the tests of understanding."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def mention(text: str, *, native_id: str = "1", channel: str = "mastodon", **fields: Any) -> Mention:
    """Return a mention that says `text`."""
    whole = MentionId(f"{channel}:{native_id}")
    return Mention(
        id=whole, channel=channel, source="test", published_at=NOON, seen_at=NOON, text=text, thread=whole, **fields
    )


def mentions(*texts: str) -> list[Mention]:
    """Return one mention for each text, with ids 0, 1, 2, ..."""
    return [mention(text, native_id=str(number)) for number, text in enumerate(texts)]

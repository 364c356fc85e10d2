"""Mentions, cases and sources for tests, with every value that does not matter filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from resonanz.core.heard import Heard
from resonanz.core.ids import mention_id
from resonanz.core.mention import Author, Mention
from resonanz.core.understood import Label, Understood

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def mention(native_id: str = "1", text: str = "Where is my parcel?", **values: object) -> Mention:
    """Return a mention on the channel `mastodon` unless told otherwise."""
    channel = str(values.pop("channel", "mastodon"))
    id_ = mention_id(channel, native_id)
    defaults: dict[str, object] = {
        "source": "fediverse",
        "published_at": NOON,
        "seen_at": NOON,
        "thread": id_,
        "author": Author(id="a1", handle="ada"),
    }
    return Mention(id=id_, channel=channel, text=text, **{**defaults, **values})  # type: ignore[arg-type]


def heard(native_id: str = "1", *, kind: str = "question", **values: object) -> Heard:
    """Return a mention with its kind understood; other fields of `Understood` by name."""
    names = set(Understood.__dataclass_fields__)
    understood = {name: values.pop(name) for name in list(values) if name in names}
    said = mention(native_id, **values)  # type: ignore[arg-type]
    meant = Understood(kind=Label(kind, 0.9), relevant=Label("yes", 0.9))
    return Heard(said, replace(meant, **understood))

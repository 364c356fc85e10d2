"""Mentions to test with: everything a channel may give, and the least."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, QueryId, RouteId
from resonanz.core.mention import Attachment, Author, Engagement, Media, Mention, MentionType
from resonanz.core.understood import Label, OwnLabel, Priority, Towards, Understood, Voice

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def mention(number: int = 1, **changes: Any) -> Mention:
    """Return a small mention; higher numbers are published later."""
    channel = changes.pop("channel", "mastodon")
    name = MentionId(changes.pop("id", f"{channel}:{number}"))
    said: dict[str, Any] = {
        "id": name,
        "channel": channel,
        "source": "brand",
        "published_at": NOON + timedelta(minutes=number),
        "seen_at": NOON + timedelta(days=1),
        "text": f"Nummer {number} über die Lampe",
        "thread": name,
    }
    return Mention(**(said | changes))


def heard(number: int = 1, understood: Understood | None = None, **changes: Any) -> Heard:
    """Return a mention with what is understood of it."""
    return Heard(mention(number, **changes), understood or Understood())


def complete(number: int = 1) -> Heard:
    """Return a mention in which nothing is left out."""
    said = mention(
        number,
        type=MentionType.REVIEW,
        url="https://social.example/@anna/1",
        published_at=datetime(2026, 3, 29, 1, 59, 59, 123456, tzinfo=UTC),
        author=Author(
            id="did:plc:abc",
            handle="Anna@social.example",
            name="Anna 🌈",
            url="https://social.example/@anna",
            bio="Licht und Ton",
            followers=12,
            is_own=True,
        ),
        text="Die Lampe \x00 flackert 😀\n\u202eund\tbrummt. ünïcödé ß",
        title="Lampe",
        lang_hint="de",
        reply_to=MentionId("mastodon:0"),
        thread=MentionId("mastodon:0"),
        engagement=Engagement(likes=1, reposts=0, replies=None, views=2**40),
        rating=4.5,
        media=(Media(url="https://cdn.example/1.png", alt="eine Lampe", licence="CC0"),),
        attachments=(Attachment(number=2, name="Lampe.pdf", type="application/pdf", size=12, refused=""),),
        links=("https://lampe.example/a?b=c#d",),
        revision=1_772_000_000,
    )
    return Heard(
        said,
        Understood(
            lang=Label("de", 0.1 + 0.2),
            relevant=Label("no", 1.0, "model:relevance@3"),
            sentiment=Label("negative", 0.61),
            targets=(
                Towards("own", QueryId(1), Label("positive", 0.55)),
                Towards("competitor", QueryId(22), Label("negative", 0.5, "model:target@1")),
            ),
            kind=Label("criticism", 0.9, "person:7"),
            labels=(OwnLabel("reason", Label("late delivery", 0.4, "model:set:reason-v1")),),
            voice=Voice.OWN,
            topics=("licht", "ton"),
            queries=(QueryId(1), QueryId(22)),
            duplicate_of=MentionId("rss:9"),
            department=DepartmentId(3),
            route=RouteId(4),
            priority=Priority.URGENT,
            opens_case=True,
        ),
    )


def judged(**labels: str) -> Understood:
    """Return an understanding with these label values, each sure."""
    return Understood(**{name: Label(value, 0.9) for name, value in labels.items()})


def ids_of(batch: Any) -> list[str]:
    """Return the ids in their order."""
    return [str(each.mention.id) for each in batch]

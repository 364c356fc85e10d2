"""Shapes of telling people what became of what they asked for or criticised."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema

from resonanz.core.telling import Telling
from resonanz.respond.reaching import Preview
from resonanz.store.relational.views.needs import ToldRow


class TextsIn(Schema):
    """Language -> text; the first is for whoever speaks another one. {name} and {need} are replaced."""

    texts: dict[str, str] = Field(default_factory=dict)


class TellingMoveIn(Schema):
    """Where to: submit, pause, resume or stop."""

    action: str


class TellingOut(Schema):
    """A round of telling people back, with how many people are in which state."""

    id: int
    state: str
    texts: dict[str, str]
    author: int
    approved_by: int | None
    needs_four_eyes: bool
    created_at: datetime
    people: dict[str, int]

    @classmethod
    def of(cls, telling: Telling, people: dict[str, int]) -> TellingOut:
        """Return a round as the API says it."""
        return cls(
            id=telling.id,
            state=telling.state.value,
            texts=dict(telling.texts),
            author=telling.author,
            approved_by=telling.approved_by,
            needs_four_eyes=telling.needs_four_eyes,
            created_at=telling.created_at,
            people=people,
        )


class PreviewOut(Schema):
    """What telling would do in one channel; a sample is the longest text of its language."""

    channel: str
    manner: str
    reason: str
    source: str
    limit: int | None
    reached: int
    cannot: dict[str, int]
    samples: list[dict[str, str | int]]

    @classmethod
    def of(cls, preview: Preview) -> PreviewOut:
        """Return a preview as the API says it."""
        rule = preview.rule
        return cls(
            channel=rule.channel,
            manner=rule.manner.value,
            reason=rule.reason,
            source=rule.source,
            limit=preview.limit,
            reached=preview.reached,
            cannot={why.value: many for why, many in preview.cannot.items()},
            samples=[{"lang": lang, "text": text, "length": length} for lang, text, length in preview.samples],
        )


class PersonOut(Schema):
    """One person of a list: where they asked, and what became of telling them."""

    id: int
    mention: str | None
    channel: str
    lang: str
    state: str
    why: str | None
    reply: int | None
    case: int | None
    settled_at: datetime | None
    trouble: str

    @classmethod
    def of(cls, row: ToldRow) -> PersonOut:
        """Return a person as the API says it."""
        told = row.told
        same = {name: getattr(told, name) for name in ("id", "mention", "channel", "lang", "reply", "settled_at")}
        why = told.why.value if told.why else None
        return cls(**same, state=told.state.value, why=why, case=row.case, trouble=told.trouble)

"""Shapes of needs, their evidence, and the figures over them."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema

from resonanz.core.coverage import Share
from resonanz.store.relational.views.needs import NeedRow


class NeedOut(Schema):
    """A need; counted in people within one channel, the same person on two channels is two."""

    id: int
    title: str
    asked: str
    kind: str
    department: int | None
    owner: int | None
    state: str
    planned_for: date | None
    reason: str
    into: int | None
    created_at: datetime
    decided_at: datetime | None
    outcome: str | None
    people: int
    mentions: int
    proposed: int
    recent: int
    growth: int
    told: int
    cannot: int
    erased: int

    @classmethod
    def of(cls, row: NeedRow) -> NeedOut:
        """Return a need as the API says it."""
        numbers = {"people", "mentions", "proposed", "recent", "growth", "told", "cannot"}
        said = {name: getattr(row.need, name) for name in cls.model_fields if name not in numbers}
        said |= {name: getattr(row, name) for name in numbers}
        outcome = row.need.outcome.value if row.need.outcome else None
        return cls(**said | {"kind": row.need.kind.value, "state": row.need.state.value, "outcome": outcome})


class NeedIn(Schema):
    """What is written down; `kind` is need or question."""

    title: str
    asked: str = ""
    kind: str = "need"
    department: int | None = None


class NeedEventOut(Schema):
    """One line of a need's history."""

    at: datetime
    action: str
    actor_name: str
    detail: str
    other: int | None


class NeedOwnerIn(Schema):
    """Which department and which person own it; null: nobody."""

    department: int | None = None
    owner: int | None = None


class NeedMoveIn(Schema):
    """Where to: consider, plan (with planned_for), finish or decline (with reason), reopen (with reason)."""

    action: str
    reason: str = ""
    planned_for: date | None = None


class EvidenceOut(Schema):
    """A mention that speaks for a need; `how` is hand, topic, query or likeness."""

    mention: str
    channel: str
    lang: str
    kind: str
    topics: list[str]
    said_at: datetime
    how: str
    likeness: float


class EvidenceIn(Schema):
    """Mentions, and whether they belong to the need."""

    mentions: list[str]
    belongs: bool = True


class SignpostIn(Schema):
    """What leads to a need: `how` is topic (value: its key) or query (value: its number)."""

    how: str
    value: str


class NeedIntoIn(Schema):
    """The need that stays."""

    into: int


class NeedSplitIn(Schema):
    """What the new need is called, and the mentions that go to it."""

    title: str
    mentions: list[str]


class ShareOut(Schema):
    """A part of a whole; `value` is null where there is nothing to be a share of."""

    number: int
    of: int
    value: float | None

    @classmethod
    def said(cls, share: Share) -> ShareOut:
        """Return a share as the API says it."""
        return cls(number=share.number, of=share.of, value=share.value)


class StepOut(Schema):
    """One step from heard to told."""

    name: str
    needs: ShareOut
    people: ShareOut


class FiguresOut(Schema):
    """The told-back rate with both denominators, and how far needs come."""

    told_of_reachable: ShareOut
    told_of_all: ShareOut
    coverage: list[StepOut]

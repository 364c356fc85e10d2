"""Telling other systems what happened: subscriptions, deliveries, and when a delivery is tried again.

The one thing a reader would get wrong: a delivery is not a message but the promise of one. It names what it tells of,
and the words are read when it is sent, so what was erased meanwhile is told to nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from resonanz.core.ids import QueryId
from resonanz.core.lifecycle import Lifecycle

SubscriptionId = NewType("SubscriptionId", int)
DeliveryId = NewType("DeliveryId", int)


class Event(StrEnum):
    """What can be told."""

    MENTION_HEARD = "mention.heard"
    CASE_OPENED = "case.opened"
    CASE_CHANGED = "case.changed"
    REPLY_SENT = "reply.sent"
    SURGE_BEGUN = "surge.begun"
    SURGE_ENDED = "surge.ended"
    TEST = "test"
    """Somebody tries the address; no subscription asks for it."""


OFFERED: Final = tuple(event for event in Event if event is not Event.TEST)


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"
    """What it would tell of was erased."""


_OVER: Final = frozenset(DeliveryState) - {DeliveryState.WAITING}
DELIVERY: Final = Lifecycle(
    name="delivery",
    start=DeliveryState.WAITING,
    moves={
        "confirm": (frozenset({DeliveryState.WAITING}), DeliveryState.DELIVERED),
        "postpone": (frozenset({DeliveryState.WAITING}), DeliveryState.WAITING),
        "give_up": (frozenset({DeliveryState.WAITING}), DeliveryState.GIVEN_UP),
        "drop": (frozenset({DeliveryState.WAITING}), DeliveryState.DROPPED),
        "send_again": (_OVER, DeliveryState.WAITING),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Say who is told of what."""

    id: SubscriptionId
    name: str
    url: str
    events: tuple[Event, ...]
    query: QueryId | None
    """Of what is heard, only what this query finds; None: everything."""
    enabled: bool
    created_at: datetime
    failing_since: datetime | None = None
    """Since when every try failed; None while it works."""
    trouble: str = ""
    """What the last failure was, or why it was switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Hold one telling."""

    id: DeliveryId
    subscription: SubscriptionId
    message: str
    """The same on every try: who receives it twice knows it by this."""
    event: Event
    subject: str
    """Kind and id: mention:mastodon:1, event:12, surge:4."""
    happened_at: datetime
    state: DeliveryState
    tries: int
    next_try_at: datetime
    tried_at: datetime | None = None
    status: int | None = None
    milliseconds: int | None = None
    excerpt: str = ""
    """Beginning of what the receiver answered."""
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Say that something happened that somebody may want to be told of."""

    event: Event
    subject: str
    at: datetime
    queries: frozenset[QueryId] = frozenset()
    """Of a mention: which queries found it."""

    @property
    def message(self) -> str:
        """Return the name of what is told; the same happening has the same, however often it is come across."""
        return f"msg_{hashlib.sha256(f'{self.event} {self.subject}'.encode()).hexdigest()[:32]}"


WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Between the tries, as Standard Webhooks recommends; ten tries in about three days."""

DISABLED_AFTER: Final = timedelta(days=5)
"""How long every try must have failed until a subscription is switched off."""


def wait_after(tries: int, message: str) -> timedelta | None:
    """Return how long to wait after so many tries, None when it is over.

    Up to a tenth is added, by the message: what failed together is not tried again in the same moment.
    """
    if tries > len(WAITS):
        return None
    share = hashlib.sha256(f"{message} {tries}".encode()).digest()[0] / 255
    return WAITS[tries - 1] * (1 + share / 10)


def wants(subscription: Subscription, happening: Happening) -> bool:
    """Tell whether a subscription asks for a happening: of this kind, after it was made, found by its query."""
    if not subscription.enabled or happening.event not in subscription.events:
        return False
    if happening.at < subscription.created_at:
        return False
    return (
        happening.event is not Event.MENTION_HEARD
        or subscription.query is None
        or subscription.query in happening.queries
    )

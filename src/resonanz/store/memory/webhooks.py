"""Webhooks in memory: the same promises as the tables, for tests and for trying things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import MentionId, SourceId
from resonanz.core.webhook import Delivery, DeliveryId, DeliveryState, Happening, Subscription, SubscriptionId


class MemoryWebhookInbox:
    """Remember requests that were taken in."""

    def __init__(self) -> None:
        self._seen: dict[tuple[SourceId, str], datetime] = {}

    def knows(self, source: SourceId, message: str) -> bool:
        """Tell whether a request of that id was taken in."""
        return (source, message) in self._seen

    def remember(self, source: SourceId, message: str, at: datetime) -> None:
        """Keep that it was taken in."""
        self._seen.setdefault((source, message), at)

    def expire(self, *, before: datetime) -> int:
        """Forget requests taken in before a moment."""
        old = [key for key, at in self._seen.items() if at < before]
        for key in old:
            del self._seen[key]
        return len(old)


class MemoryWebhookBook:
    """Keep subscriptions and deliveries; `add` and `remove` stand for what people do."""

    def __init__(self) -> None:
        self.deliveries: dict[DeliveryId, Delivery] = {}
        self._subscriptions: dict[SubscriptionId, Subscription] = {}
        self._secrets: dict[SubscriptionId, tuple[str, ...]] = {}
        self._marks: dict[str, int] = {}

    def add(self, subscription: Subscription, *secrets: str) -> Subscription:
        """Make a subscription."""
        self._subscriptions[subscription.id] = subscription
        self._secrets[subscription.id] = secrets
        return subscription

    def remove(self, subscription: SubscriptionId) -> None:
        """Remove a subscription with its deliveries."""
        del self._subscriptions[subscription], self._secrets[subscription]
        self.deliveries = {id_: one for id_, one in self.deliveries.items() if one.subscription != subscription}

    def subscriptions(self) -> list[Subscription]:
        """Return the subscriptions."""
        return list(self._subscriptions.values())

    def secrets(self, subscription: SubscriptionId) -> Sequence[str]:
        """Return the secrets to sign with."""
        if subscription not in self._secrets:
            raise NotFound(f"There is no webhook {subscription}.")
        return self._secrets[subscription]

    def seal(self, secrets: Sequence[str]) -> bytes:
        """Return secrets as bytes; what is in memory needs no lock."""
        return "\n".join(secrets).encode()

    def mark(self, follower: str) -> int:
        """Return up to which place of its log a follower has come."""
        return self._marks.get(follower, 0)

    def announce(
        self, told: Sequence[tuple[SubscriptionId, Happening]], *, follower: str, mark: int, at: datetime
    ) -> int:
        """Add deliveries, each once, and move the follower's mark."""
        known = {(one.subscription, one.message) for one in self.deliveries.values()}
        before = len(self.deliveries)
        for subscription, happening in told:
            if (subscription, happening.message) in known:
                continue
            known.add((subscription, happening.message))
            id_ = DeliveryId(max(self.deliveries, default=0) + 1)
            self.deliveries[id_] = Delivery(
                id=id_,
                subscription=subscription,
                message=happening.message,
                event=happening.event,
                subject=happening.subject,
                happened_at=happening.at,
                state=DeliveryState.WAITING,
                tries=0,
                next_try_at=at,
            )
        self._marks[follower] = max(mark, self.mark(follower))
        return len(self.deliveries) - before

    def due(self, now: datetime, *, limit: int = 100) -> list[Delivery]:
        """Return deliveries whose next try is due."""
        on = {one.id for one in self._subscriptions.values() if one.enabled}
        waiting = [one for one in self.deliveries.values() if one.state is DeliveryState.WAITING]
        found = [one for one in waiting if one.subscription in on and one.next_try_at <= now]
        return sorted(found, key=lambda one: (one.next_try_at, one.id))[:limit]

    def settle(self, before: Delivery, after: Delivery) -> None:
        """Store what became of a try."""
        stored = self.deliveries.get(before.id)
        if stored is None:
            return
        if (stored.state, stored.tries) != (before.state, before.tries):
            raise Conflict("The delivery was changed meanwhile.")
        self.deliveries[before.id] = after

    def report(self, subscription: Subscription) -> None:
        """Store how a subscription does."""
        stored = self._subscriptions.get(subscription.id)
        if stored is not None:
            self._subscriptions[subscription.id] = replace(
                stored,
                enabled=stored.enabled and subscription.enabled,
                failing_since=subscription.failing_since,
                trouble=subscription.trouble,
            )

    def expire(self, *, before: datetime) -> int:
        """Remove deliveries that are over and tell of what happened before a moment."""
        old = [
            id_
            for id_, one in self.deliveries.items()
            if one.state is not DeliveryState.WAITING and one.happened_at < before
        ]
        for id_ in old:
            del self.deliveries[id_]
        return len(old)

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase what receivers answered to tellings of these mentions."""
        subjects = {f"mention:{one}" for one in ids}
        told = {id_: one for id_, one in self.deliveries.items() if one.subject in subjects and one.excerpt}
        self.deliveries |= {id_: replace(one, excerpt="") for id_, one in told.items()}
        return len(told)

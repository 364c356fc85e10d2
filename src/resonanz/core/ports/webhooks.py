"""Webhooks: which requests were taken in, who is told of what, and what became of each telling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from resonanz.core.ids import MentionId, SourceId
from resonanz.core.webhook import Delivery, Happening, Subscription, SubscriptionId


class WebhookInbox(Protocol):
    """Remember requests that were taken in, so that none is played again."""

    def knows(self, source: SourceId, message: str) -> bool:
        """Tell whether a request of that id was taken in."""
        ...

    def remember(self, source: SourceId, message: str, at: datetime) -> None:
        """Keep that it was taken in; doing it again changes nothing."""
        ...

    def expire(self, *, before: datetime) -> int:
        """Forget requests taken in before a moment."""
        ...


class WebhookBook(Protocol):
    """Keep subscriptions and deliveries."""

    def subscriptions(self) -> list[Subscription]:
        """Return the subscriptions, those that are switched off as well."""
        ...

    def secrets(self, subscription: SubscriptionId) -> Sequence[str]:
        """Return the secrets to sign with, the newest first; raise NotFound."""
        ...

    def seal(self, secrets: Sequence[str]) -> bytes:
        """Return secrets as they may be stored: only this book can open them."""
        ...

    def mark(self, follower: str) -> int:
        """Return up to which place of its log a follower has come."""
        ...

    def announce(
        self, told: Sequence[tuple[SubscriptionId, Happening]], *, follower: str, mark: int, at: datetime
    ) -> int:
        """Add deliveries, each once, and move the follower's mark, in one transaction; return how many were new."""
        ...

    def due(self, now: datetime, *, limit: int = 100) -> list[Delivery]:
        """Return deliveries whose next try is due, of subscriptions that are switched on, the longest due first."""
        ...

    def settle(self, before: Delivery, after: Delivery) -> None:
        """Store what became of a try; raise Conflict if the delivery is no longer in the state and tries of `before`.

        Gone with its subscription: nothing happens.
        """
        ...

    def report(self, subscription: Subscription) -> None:
        """Store how a subscription does: `failing_since` and `trouble`; it may be switched off by this, never on."""
        ...

    def expire(self, *, before: datetime) -> int:
        """Remove deliveries that are over and tell of what happened before a moment."""
        ...

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase what receivers answered to tellings of these mentions."""
        ...


class Happenings(Protocol):
    """Say what happened, from the logs in which it stands."""

    def of_cases(self, after: int, *, limit: int = 1_000) -> list[tuple[int, Happening | None]]:
        """Return the lines of the cases' histories after a place, oldest first; None for what nobody is told of."""
        ...

    def of_surges(self, since: datetime) -> list[Happening]:
        """Return which surges began or ended after a moment."""
        ...


__all__ = ["Happenings", "WebhookBook", "WebhookInbox"]

"""Webhooks in the tables.

Rows of the cases' log become visible in the order of their commits, which on PostgreSQL need not be the order of their
numbers. So a follower is handed the last lines before its mark again; what it announces twice is stored once.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from django.db import transaction
from django.db.models import Q

from resonanz.core.errors import Conflict, Misconfigured, NotFound
from resonanz.core.ids import MentionId, QueryId, SourceId
from resonanz.core.webhook import (
    Delivery,
    DeliveryId,
    DeliveryState,
    Event,
    Happening,
    Subscription,
    SubscriptionId,
)
from resonanz.store.keys import WEBHOOKS, derive
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.text import split, storable

READ_AGAIN: Final = 200
"""Lines before its mark that a follower of the cases' log sees again."""
TOLD_OF: Final = {"opened": Event.CASE_OPENED, "reply_confirm": Event.REPLY_SENT}
"""Actions that are something else than a change of the case."""
NOT_TOLD: Final = ("reply_", "mention_", "note")
"""Beginnings of actions that nobody is told of."""


class StoredWebhookInbox:
    """Remember requests that were taken in."""

    @reachable()
    def knows(self, source: SourceId, message: str) -> bool:
        """Tell whether a request of that id was taken in."""
        return models.WebhookSeen.objects.filter(source=source, message=message).exists()

    @reachable()
    def remember(self, source: SourceId, message: str, at: datetime) -> None:
        """Keep that it was taken in."""
        row = models.WebhookSeen(source_id=source, message=message, at=at)
        models.WebhookSeen.objects.bulk_create([row], ignore_conflicts=True)

    @reachable()
    def expire(self, *, before: datetime) -> int:
        """Forget requests taken in before a moment."""
        return models.WebhookSeen.objects.filter(at__lt=before).delete()[0]


class StoredWebhookBook:
    """Keep subscriptions and deliveries; secrets are sealed (Fernet)."""

    def __init__(self, secret: str) -> None:
        self._box = Fernet(base64.urlsafe_b64encode(derive(secret, WEBHOOKS)))

    @reachable()
    def subscriptions(self) -> list[Subscription]:
        """Return the subscriptions."""
        return [subscription_of(row) for row in models.WebhookSubscription.objects.order_by("pk")]

    @reachable()
    def secrets(self, subscription: SubscriptionId) -> Sequence[str]:
        """Return the secrets to sign with, the newest first."""
        sealed = models.WebhookSubscription.objects.filter(pk=subscription).values_list("sealed", flat=True).first()
        if sealed is None:
            raise NotFound(f"There is no webhook {subscription}.")
        try:
            opened: list[str] = json.loads(self._box.decrypt(bytes(sealed)))
        except InvalidToken:
            raise Misconfigured("The webhook's secret was encrypted with another key. Make a new one.") from None
        return opened

    def seal(self, secrets: Sequence[str]) -> bytes:
        """Return secrets as they are stored."""
        return self._box.encrypt(json.dumps(list(secrets)).encode())

    @reachable()
    def mark(self, follower: str) -> int:
        """Return up to which place of its log a follower has come."""
        return models.FollowerMark.objects.filter(pk=follower).values_list("seq", flat=True).first() or 0

    @reachable()
    def announce(
        self, told: Sequence[tuple[SubscriptionId, Happening]], *, follower: str, mark: int, at: datetime
    ) -> int:
        """Add deliveries, each once, and move the follower's mark."""
        rows = {(subscription, happening.message): (subscription, happening) for subscription, happening in told}
        with transaction.atomic():
            known = _known([happening for _, happening in rows.values()])
            fresh = [_row(*pair, at) for key, pair in rows.items() if key not in known]
            models.WebhookDelivery.objects.bulk_create(fresh, ignore_conflicts=True)
            moved = models.FollowerMark.objects.filter(pk=follower)
            if not moved.filter(seq__gte=mark).exists() and not moved.update(seq=mark):
                models.FollowerMark.objects.bulk_create([models.FollowerMark(follower=follower, seq=mark)])
        return len(fresh)

    @reachable()
    def due(self, now: datetime, *, limit: int = 100) -> list[Delivery]:
        """Return deliveries whose next try is due."""
        rows = models.WebhookDelivery.objects.filter(
            state=DeliveryState.WAITING.value, next_try_at__lte=now, subscription__enabled=True
        )
        return [delivery_of(row) for row in rows.order_by("next_try_at", "pk")[:limit]]

    @reachable()
    def settle(self, before: Delivery, after: Delivery) -> None:
        """Store what became of a try."""
        row = models.WebhookDelivery.objects.filter(pk=before.id)
        changed = row.filter(state=before.state.value, tries=before.tries).update(
            state=after.state.value,
            tries=after.tries,
            next_try_at=after.next_try_at,
            tried_at=after.tried_at,
            status=after.status,
            milliseconds=after.milliseconds,
            excerpt=storable(after.excerpt),
            trouble=storable(after.trouble),
        )
        if not changed and row.exists():
            raise Conflict("The delivery was changed meanwhile.")

    @reachable()
    def report(self, subscription: Subscription) -> None:
        """Store how a subscription does."""
        off = {} if subscription.enabled else {"enabled": False}
        models.WebhookSubscription.objects.filter(pk=subscription.id).update(
            failing_since=subscription.failing_since, trouble=storable(subscription.trouble)[:500], **off
        )

    @reachable()
    def expire(self, *, before: datetime) -> int:
        """Remove deliveries that are over and tell of what happened before a moment."""
        over = models.WebhookDelivery.objects.exclude(state=DeliveryState.WAITING.value)
        return over.filter(happened_at__lt=before).delete()[0]

    @reachable()
    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase what receivers answered to tellings of these mentions, and of the cases that they are in."""
        told = models.WebhookDelivery.objects.exclude(excerpt="")
        subjects = [f"mention:{one}" for one in ids]
        for piece in pieces(ids):
            cases = models.CaseMention.objects.filter(mention__in=piece).values("case")
            lines = models.CaseEvent.objects.filter(case__in=cases).values_list("pk", flat=True)
            subjects += [f"event:{number}" for number in lines]
        return sum(told.filter(subject__in=piece).update(excerpt="") for piece in pieces(subjects))


class StoredHappenings:
    """Read what happened from the cases' log and the surges."""

    @reachable()
    def of_cases(self, after: int, *, limit: int = 1_000) -> list[tuple[int, Happening | None]]:
        """Return the lines of the cases' histories after a place, and some before it."""
        rows = models.CaseEvent.objects.filter(pk__gt=after - READ_AGAIN).order_by("pk")
        found = rows.values_list("pk", "action", "at")[: limit + READ_AGAIN]
        return [(number, _happening(number, action, at)) for number, action, at in found]

    @reachable()
    def of_surges(self, since: datetime) -> list[Happening]:
        """Return which surges began or ended after a moment."""
        rows = models.Surge.objects.filter(Q(started_at__gte=since) | Q(ended_at__gte=since)).order_by("pk")
        found = []
        for number, started_at, ended_at in rows.values_list("pk", "started_at", "ended_at"):
            found.append(Happening(event=Event.SURGE_BEGUN, subject=f"surge:{number}", at=started_at))
            if ended_at is not None:
                found.append(Happening(event=Event.SURGE_ENDED, subject=f"surge:{number}", at=ended_at))
        return [one for one in found if one.at >= since]


def _happening(number: int, action: str, at: datetime) -> Happening | None:
    event = TOLD_OF.get(action)
    if event is None and action.startswith(NOT_TOLD):
        return None
    return Happening(event=event or Event.CASE_CHANGED, subject=f"event:{number}", at=at)


def _known(happenings: Sequence[Happening]) -> set[tuple[int, str]]:
    return {
        pair
        for piece in pieces([one.message for one in happenings])
        for pair in models.WebhookDelivery.objects.filter(message__in=piece).values_list("subscription_id", "message")
    }


def _row(subscription: SubscriptionId, happening: Happening, at: datetime) -> models.WebhookDelivery:
    return models.WebhookDelivery(
        subscription_id=subscription,
        message=happening.message,
        event=happening.event.value,
        subject=happening.subject,
        happened_at=happening.at,
        next_try_at=at,
    )


def subscription_of(row: models.WebhookSubscription) -> Subscription:
    """Return a row as a subscription."""
    return Subscription(
        id=SubscriptionId(row.pk),
        name=row.name,
        url=row.url,
        events=tuple(Event(one) for one in split(row.events)),
        query=None if row.query is None else QueryId(row.query),
        enabled=row.enabled,
        created_at=row.created_at,
        failing_since=row.failing_since,
        trouble=row.trouble,
    )


def delivery_of(row: models.WebhookDelivery) -> Delivery:
    """Return a row as a delivery."""
    return Delivery(
        id=DeliveryId(row.pk),
        subscription=SubscriptionId(row.subscription_id),
        message=row.message,
        event=Event(row.event),
        subject=row.subject,
        happened_at=row.happened_at,
        state=DeliveryState(row.state),
        tries=row.tries,
        next_try_at=row.next_try_at,
        tried_at=row.tried_at,
        status=row.status,
        milliseconds=row.milliseconds,
        excerpt=row.excerpt,
        trouble=row.trouble,
    )


__all__ = ["StoredHappenings", "StoredWebhookBook", "StoredWebhookInbox", "delivery_of", "subscription_of"]

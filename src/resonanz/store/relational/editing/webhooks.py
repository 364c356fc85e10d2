"""Configuring who is told of what by webhook. A secret is handed out once, when it is made."""

from __future__ import annotations

import secrets as chance
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from resonanz.connect.payload import web_address
from resonanz.connect.signing import SECRET_BYTES, new_secret
from resonanz.core.errors import InputRejected
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import WebhookBook
from resonanz.core.webhook import (
    DELIVERY,
    OFFERED,
    DeliveryId,
    DeliveryState,
    Event,
    Happening,
    Subscription,
    SubscriptionId,
)
from resonanz.store.relational import models
from resonanz.store.relational.editing.recording import among, edit, found, record, text
from resonanz.store.relational.repositories.webhooks import subscription_of
from resonanz.store.relational.text import joined

MOST_SECRETS: Final = 2
LONGEST_URL: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Hold what a person says about a webhook."""

    name: str
    url: str
    events: Sequence[str]
    query: QueryId | None = None
    enabled: bool = True


def create_webhook(actor: Actor, book: WebhookBook, wanted: Wanted, at: datetime) -> tuple[Subscription, str]:
    """Make a webhook that is told of what happens from now on; return it with its secret, which is shown once."""
    require(actor, Action.MANAGE_SETTINGS)
    secret = new_secret(chance.token_bytes(SECRET_BYTES))
    with edit():
        row = models.WebhookSubscription(created_at=at, sealed=book.seal([secret]))
        _fill(row, wanted)
        record(actor, "webhook_create", f"webhook:{row.pk}", at, name=row.name, events=row.events)
    return subscription_of(row), secret


def update_webhook(actor: Actor, webhook: SubscriptionId, wanted: Wanted, at: datetime) -> Subscription:
    """Change a webhook; switched on again, it is told of what waits as well."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.WebhookSubscription, webhook, "webhook")
        if wanted.enabled and not row.enabled:
            row.failing_since, row.trouble = None, ""
        _fill(row, wanted)
        record(actor, "webhook_update", f"webhook:{row.pk}", at, events=row.events, enabled=row.enabled)
    return subscription_of(row)


def delete_webhook(actor: Actor, webhook: SubscriptionId, at: datetime) -> None:
    """Remove a webhook with its log; what waits is told to nobody."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.WebhookSubscription, webhook, "webhook")
        record(actor, "webhook_delete", f"webhook:{row.pk}", at, name=row.name)
        row.delete()


def renew_secret(actor: Actor, book: WebhookBook, webhook: SubscriptionId, at: datetime) -> str:
    """Make a new secret and return it; what is sent is signed with the former one too, until that is ended."""
    require(actor, Action.MANAGE_SETTINGS)
    secret = new_secret(chance.token_bytes(SECRET_BYTES))
    with edit():
        row = found(models.WebhookSubscription, webhook, "webhook")
        row.sealed = book.seal([secret, *book.secrets(webhook)][:MOST_SECRETS])
        row.save(update_fields=["sealed"])
        record(actor, "webhook_secret", f"webhook:{row.pk}", at)
    return secret


def end_former_secret(actor: Actor, book: WebhookBook, webhook: SubscriptionId, at: datetime) -> None:
    """Sign with the newest secret alone."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.WebhookSubscription, webhook, "webhook")
        row.sealed = book.seal(list(book.secrets(webhook))[:1])
        row.save(update_fields=["sealed"])
        record(actor, "webhook_secret_end", f"webhook:{row.pk}", at)


def send_again(actor: Actor, webhook: SubscriptionId, delivery: DeliveryId, at: datetime) -> None:
    """Try a delivery now, whatever became of it; it keeps its id."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.WebhookDelivery, delivery, "delivery")
        if row.subscription_id != webhook:
            raise InputRejected("This delivery belongs to another webhook.", place="delivery")
        if row.state != DeliveryState.WAITING.value:
            row.state, row.tries = DELIVERY.after(DeliveryState(row.state), "send_again").value, 0
        row.next_try_at = at
        row.save(update_fields=["state", "tries", "next_try_at"])
        record(actor, "webhook_again", f"webhook:{webhook}", at, message=row.message)


def try_webhook(actor: Actor, webhook: SubscriptionId, at: datetime) -> None:
    """Send a test event."""
    require(actor, Action.MANAGE_SETTINGS)
    with edit():
        row = found(models.WebhookSubscription, webhook, "webhook")
        happening = Happening(event=Event.TEST, subject=f"webhook:{row.pk} {at.isoformat()}", at=at)
        models.WebhookDelivery.objects.create(
            subscription=row,
            message=happening.message,
            event=happening.event.value,
            subject=f"webhook:{row.pk}",
            happened_at=at,
            next_try_at=at,
        )
        record(actor, "webhook_try", f"webhook:{row.pk}", at)


def _fill(row: models.WebhookSubscription, wanted: Wanted) -> None:
    url = web_address(wanted.url.strip())
    if url is None or len(url) > LONGEST_URL:
        raise InputRejected(
            "This is no address to send to.", place="url", remedy="Write for example https://desk.example/hooks."
        )
    events = [among(one, OFFERED, place="events") for one in dict.fromkeys(wanted.events)]
    if not events:
        raise InputRejected("Nothing is chosen that could be told.", place="events", remedy="Choose at least one.")
    row.name, row.url, row.events = text(wanted.name, place="name"), url, joined(tuple(events))
    row.query, row.enabled = wanted.query, wanted.enabled
    row.save()

"""Webhooks: who is told of what, and the log; a secret is handed out once, when it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.tokens import actor
from resonanz.api.words import chosen
from resonanz.app.wiring import house
from resonanz.core.ids import QueryId
from resonanz.core.policy import Action
from resonanz.core.webhook import Delivery, DeliveryId, DeliveryState, SubscriptionId
from resonanz.store.relational.editing import webhooks as editing
from resonanz.store.relational.selectors import webhooks as selector
from resonanz.store.relational.views import WebhookRow

router = Router()


class WebhookIn(Schema):
    """Say who is told of what."""

    name: str
    url: str
    events: list[str]
    query: int | None = None
    enabled: bool = True


class WebhookOut(WebhookIn):
    """A webhook and how it goes; its secret is not among it."""

    id: int
    created_at: datetime
    failing_since: datetime | None
    trouble: str
    waits: int
    given_up: int


class WebhookMade(WebhookOut):
    """A webhook that was just made, with its secret."""

    secret: str


class SecretOut(Schema):
    """A secret that was just made."""

    secret: str


class DeliveryOut(Schema):
    """One line of a webhook's log."""

    id: int
    message: str
    event: str
    subject: str
    happened_at: datetime
    state: str
    tries: int
    next_try_at: datetime | None
    tried_at: datetime | None
    status: int | None
    milliseconds: int | None
    excerpt: str
    trouble: str


@router.get("", response=list[WebhookOut], summary="Every webhook and how it goes")
def list_(request: HttpRequest) -> list[WebhookOut]:
    """Return every webhook, by name."""
    actor(request, Action.MANAGE_SETTINGS)
    return [WebhookOut(**_out(row)) for row in selector.webhooks()]


@router.post("", response={201: WebhookMade}, summary="Add a webhook; its secret is told once")
def add(request: HttpRequest, wanted: WebhookIn) -> Status[WebhookMade]:
    """Add a webhook; it is told of what happens from now on."""
    asking, home = actor(request, Action.MANAGE_SETTINGS), house()
    made, secret = editing.create_webhook(asking, home.webhook_book, _wanted(wanted), home.clock.now())
    return Status(201, WebhookMade(**_out(selector.webhook(made.id)), secret=secret))


@router.get("/{int:webhook}", response=WebhookOut, summary="One webhook")
def one(request: HttpRequest, webhook: int) -> WebhookOut:
    """Return one webhook."""
    actor(request, Action.MANAGE_SETTINGS)
    return WebhookOut(**_out(selector.webhook(SubscriptionId(webhook))))


@router.put("/{int:webhook}", response=WebhookOut, summary="Change a webhook")
def change(request: HttpRequest, webhook: int, wanted: WebhookIn) -> WebhookOut:
    """Change a webhook; switched on again, it is sent what waits."""
    asking = actor(request, Action.MANAGE_SETTINGS)
    editing.update_webhook(asking, SubscriptionId(webhook), _wanted(wanted), house().clock.now())
    return WebhookOut(**_out(selector.webhook(SubscriptionId(webhook))))


@router.delete("/{int:webhook}", response={204: None}, summary="Remove a webhook with its log")
def remove(request: HttpRequest, webhook: int) -> Status[None]:
    """Remove a webhook."""
    editing.delete_webhook(actor(request, Action.MANAGE_SETTINGS), SubscriptionId(webhook), house().clock.now())
    return Status(204, None)


@router.post("/{int:webhook}/secret", response=SecretOut, summary="Make a new secret; the former one signs too")
def renew(request: HttpRequest, webhook: int) -> SecretOut:
    """Make a new secret; both sign until the former one is ended."""
    asking, home = actor(request, Action.MANAGE_SETTINGS), house()
    secret = editing.renew_secret(asking, home.webhook_book, SubscriptionId(webhook), home.clock.now())
    return SecretOut(secret=secret)


@router.delete("/{int:webhook}/secret", response={204: None}, summary="End the former secret")
def end(request: HttpRequest, webhook: int) -> Status[None]:
    """Sign with the newest secret alone."""
    asking, home = actor(request, Action.MANAGE_SETTINGS), house()
    editing.end_former_secret(asking, home.webhook_book, SubscriptionId(webhook), home.clock.now())
    return Status(204, None)


@router.post("/{int:webhook}/test", response={204: None}, summary="Send a test event")
def test(request: HttpRequest, webhook: int) -> Status[None]:
    """Send a test event; the log says what came of it."""
    editing.try_webhook(actor(request, Action.MANAGE_SETTINGS), SubscriptionId(webhook), house().clock.now())
    return Status(204, None)


@router.get("/{int:webhook}/deliveries", response=Page[DeliveryOut], summary="What was sent, newest first")
def deliveries(
    request: HttpRequest, webhook: int, state: str = "", cursor: str | None = None, limit: int = 50
) -> Page[DeliveryOut]:
    """Return a page of a webhook's log."""
    actor(request, Action.MANAGE_SETTINGS)
    number = selector.webhook(SubscriptionId(webhook)).subscription.id
    rows = selector.deliveries(
        number,
        state=chosen(DeliveryState, state, "state") if state else None,
        after=cursor or None,
        limit=max(1, min(limit, LARGEST_PAGE)),
    )
    return Page[DeliveryOut](items=[_line(one) for one in rows.items], next=rows.next)


@router.post("/{int:webhook}/deliveries/{int:delivery}/again", response={204: None}, summary="Send it again")
def again(request: HttpRequest, webhook: int, delivery: int) -> Status[None]:
    """Send a delivery again, under the same id."""
    asking = actor(request, Action.MANAGE_SETTINGS)
    editing.send_again(asking, SubscriptionId(webhook), DeliveryId(delivery), house().clock.now())
    return Status(204, None)


def _wanted(wanted: WebhookIn) -> editing.Wanted:
    return editing.Wanted(
        name=wanted.name,
        url=wanted.url,
        events=wanted.events,
        query=None if wanted.query is None else QueryId(wanted.query),
        enabled=wanted.enabled,
    )


def _out(row: WebhookRow) -> dict[str, Any]:
    told = row.subscription
    return {
        "id": told.id,
        "name": told.name,
        "url": told.url,
        "events": [event.value for event in told.events],
        "query": told.query,
        "enabled": told.enabled,
        "created_at": told.created_at,
        "failing_since": told.failing_since,
        "trouble": told.trouble,
        "waits": row.waits,
        "given_up": row.given_up,
    }


def _line(told: Delivery) -> DeliveryOut:
    waits = told.state is DeliveryState.WAITING
    return DeliveryOut(
        id=told.id,
        message=told.message,
        event=told.event.value,
        subject=told.subject,
        happened_at=told.happened_at,
        state=told.state.value,
        tries=told.tries,
        next_try_at=told.next_try_at if waits else None,
        tried_at=told.tried_at,
        status=told.status,
        milliseconds=told.milliseconds,
        excerpt=told.excerpt,
        trouble=told.trouble,
    )

"""Webhooks: which requests came in already, who is told of what, and what became of each telling.

No stranger's words stand here. A delivery names what it tells of, and its body is made when it is sent; so what was
erased meanwhile is not told. The one exception is an excerpt of the receiver's answer, which goes with its row.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from resonanz.core.webhook import DeliveryState


class WebhookSeen(models.Model):
    """Remember that a request was taken in, as long as its signature is believed."""

    source = models.ForeignKey("relational.Source", on_delete=models.CASCADE, related_name="+")
    message = models.CharField(max_length=200)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "message"], name="webhook_seen_once")]

    def __str__(self) -> str:
        return f"{self.message} at {self.at:%Y-%m-%d %H:%M}"


class WebhookSubscription(models.Model):
    """Hold who is told of what."""

    name = models.CharField(max_length=200)
    url = models.CharField(max_length=2000)
    events = models.CharField(max_length=400)
    """With commas between them."""
    query = models.BigIntegerField(null=True)
    """Of what is heard, only what this query finds; None: everything. A number: a removed query finds nothing more."""
    sealed = models.BinaryField()
    """The secrets, encrypted."""
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """Hold one telling: what of, how often it was tried, and what the receiver said to the last try."""

    subscription = models.ForeignKey(WebhookSubscription, on_delete=models.CASCADE, related_name="deliveries")
    message = models.CharField(max_length=64)
    """Its `webhook-id`, the same on every try."""
    event = models.CharField(max_length=40)
    subject = models.CharField(max_length=1100)
    """Kind and id of what it tells of: mention:…, event:12, surge:4."""
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=DeliveryState.WAITING.value)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveIntegerField(null=True)
    milliseconds = models.PositiveIntegerField(null=True)
    excerpt = models.CharField(max_length=500, blank=True, default="")
    trouble = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "message"], name="webhook_delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_try_at"], name="webhook_delivery_due"),
            models.Index(fields=["happened_at"], name="webhook_delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.message}"

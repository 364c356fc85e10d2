"""What the pages of webhooks read."""

from __future__ import annotations

from dataclasses import dataclass

from resonanz.core.webhook import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRow:
    """Hold one webhook and how it goes."""

    subscription: Subscription
    waits: int
    """Deliveries that are still to be tried."""
    given_up: int
    """Deliveries that failed for good and are still in the log."""

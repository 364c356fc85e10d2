"""Sending what somebody is to be told: signed, again and again with growing pauses, until it arrives or is given up.

At least once: a process that dies between the sending and the note about it sends again, with the same id. Nothing
waits for a receiver that does not answer: after one failure the rest of what it is to be told waits for the next round.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from resonanz.connect.answers import retry_after
from resonanz.connect.contract import Answer, Http
from resonanz.connect.signing import signed_headers
from resonanz.connect.text import clean_line
from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, NotFound, SourceTrouble
from resonanz.core.ports import Notice, Notices, WebhookBook
from resonanz.core.webhook import (
    DELIVERY,
    DISABLED_AFTER,
    Delivery,
    Subscription,
    wait_after,
)

AT_ONCE: Final = 100
SHOWN: Final = 300
"""Characters of a receiver's answer that are kept."""
ANY_STATUS: Final = range(100, 600)
GONE: Final = 410

Tell = Callable[[Delivery], Mapping[str, object] | None]
"""Makes the body of a delivery; None where there is nothing left to tell."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """Hold what came of one try."""

    status: int | None
    milliseconds: int
    excerpt: str = ""
    trouble: str = ""
    asked_to_wait: timedelta | None = None

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Courier:
    """Carry deliveries to their receivers."""

    def __init__(self, *, book: WebhookBook, http: Http, tell: Tell, notices: Notices, clock: Clock) -> None:
        self._book = book
        self._http = http
        self._tell = tell
        self._notices = notices
        self._clock = clock

    def run(self) -> int:
        """Try what is due; return how many deliveries were tried."""
        subscriptions = {one.id: one for one in self._book.subscriptions()}
        tried = 0
        for delivery in self._book.due(self._clock.now(), limit=AT_ONCE):
            subscription = subscriptions.get(delivery.subscription)
            if subscription is None:
                continue
            tried += 1
            if not self._try(subscription, delivery):
                del subscriptions[delivery.subscription]
        return tried

    def _try(self, subscription: Subscription, delivery: Delivery) -> bool:
        """Try one delivery; return whether its receiver may be tried further in this round."""
        told = self._tell(delivery)
        if told is None:
            self._settle(delivery, replace(delivery, tries=delivery.tries + 1), "drop")
            return True
        tried = self._sent(subscription, delivery, told)
        after = replace(
            delivery,
            tries=delivery.tries + 1,
            tried_at=self._clock.now(),
            status=tried.status,
            milliseconds=tried.milliseconds,
            excerpt=tried.excerpt,
            trouble=tried.trouble,
        )
        if tried.arrived:
            self._works(subscription)
            self._settle(delivery, after, "confirm")
            return True
        self._fails(subscription, tried)
        wait = None if tried.status == GONE else wait_after(after.tries, after.message)
        if wait is None:
            self._settle(delivery, after, "give_up")
        else:
            pause = max(wait, tried.asked_to_wait or timedelta())
            self._settle(delivery, replace(after, next_try_at=self._clock.now() + pause), "postpone")
        return False

    def _sent(self, subscription: Subscription, delivery: Delivery, told: Mapping[str, object]) -> _Tried:
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        begun = self._clock.monotonic()
        try:
            secrets = self._book.secrets(subscription.id)
            headers = signed_headers(secrets, delivery.message, self._clock.now(), body)
            answer = self._http.post(
                subscription.url,
                body=body,
                headers={**headers, "Content-Type": "application/json"},
                accept=ANY_STATUS,
            )
        except (SourceTrouble, NotFound) as trouble:
            return _Tried(None, self._since(begun), trouble=str(trouble)[:SHOWN])
        return self._judged(answer, self._since(begun))

    def _judged(self, answer: Answer, milliseconds: int) -> _Tried:
        excerpt = clean_line(answer.body[: 4 * SHOWN].decode("utf-8", "replace"), limit=SHOWN)
        tried = _Tried(answer.status, milliseconds, excerpt)
        if tried.arrived:
            return tried
        asked = retry_after(answer.headers, self._clock.now())
        return replace(
            tried,
            trouble=f"The receiver answered with the status {answer.status}.",
            asked_to_wait=None if asked is None else timedelta(seconds=asked),
        )

    def _since(self, begun: float) -> int:
        return int((self._clock.monotonic() - begun) * 1000)

    def _works(self, subscription: Subscription) -> None:
        if subscription.failing_since is not None or subscription.trouble:
            self._book.report(replace(subscription, failing_since=None, trouble=""))

    def _fails(self, subscription: Subscription, tried: _Tried) -> None:
        now = self._clock.now()
        since = subscription.failing_since or now
        after = replace(subscription, failing_since=since, trouble=tried.trouble)
        if tried.status == GONE:
            after = replace(after, enabled=False, trouble="The receiver says that this address is gone for good.")
        elif now - since >= DISABLED_AFTER:
            after = replace(after, enabled=False, trouble=f"Every try failed for five days. {tried.trouble}")
        self._book.report(after)
        if not after.enabled:
            notice = Notice(at=now, event="webhook_disabled", subject=f"webhook:{subscription.id}", urgent=True)
            self._notices.tell(notice)

    def _settle(self, before: Delivery, after: Delivery, action: str) -> None:
        # Somebody may have asked to send it again in this moment: then that holds.
        with contextlib.suppress(Conflict):
            self._book.settle(before, replace(after, state=DELIVERY.after(before.state, action)))


__all__ = ["Courier", "Tell"]

"""Carrying messages to people: each marked before it leaves, tried again with growing pauses, never sent twice.

The one thing a reader would get wrong: a message whose sending was cut is not tried again by itself, because it may
have arrived. It is called uncertain, and whoever looks at the log may send it again; what it said stands on the page.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, NeedsOperator, PublishRefused, PublishUncertain, SourceTrouble
from resonanz.core.notice import WAITS, Message
from resonanz.core.ports import Carriers, MessageBook

AT_ONCE: Final = 50
STUCK: Final = timedelta(minutes=10)
"""After which a sending that never ended is uncertain; far longer than any way's own time-out."""


class Postman:
    """Send what waits."""

    def __init__(
        self, *, book: MessageBook, carriers: Carriers, clock: Clock, log: Callable[[str, str], None] | None = None
    ) -> None:
        """Make it; `log` is told the receiver's number and what went wrong."""
        self._book = book
        self._carriers = carriers
        self._clock = clock
        self._log = log

    def run(self) -> int:
        """Queue digests and send what is due; return how many messages were tried."""
        now = self._clock.now()
        self._book.recover(before=now - STUCK)
        for person in self._book.digests(now):
            self._book.queue_digest(person, now)
        begun = (self._book.begin(one, self._clock.now()) for one in self._book.due(now, limit=AT_ONCE))
        tried = 0
        for message in begun:
            if message is not None:
                self._send(message)
                tried += 1
        return tried

    def _send(self, message: Message) -> None:
        trouble = ""
        try:
            action = "confirm" if self._carriers.carry(message) else "drop"
        except PublishUncertain as unsure:
            action, trouble = "doubt", str(unsure)
        except (NeedsOperator, PublishRefused) as refused:
            action, trouble = "give_up", str(refused)
        except SourceTrouble as failed:
            action, trouble = "give_up" if message.tries > len(WAITS) else "postpone", str(failed)
        except Exception as defect:  # noqa: BLE001  it may have happened after the handing over
            action, trouble = "doubt", f"{type(defect).__name__}"
        if trouble and self._log is not None:
            self._log(str(message.id), trouble)
        now = self._clock.now()
        with contextlib.suppress(Conflict):  # it took so long that it was called uncertain
            wait = WAITS[min(message.tries, len(WAITS)) - 1]
            self._book.settle(message, action, wait_until=now + wait, trouble=trouble)
        if message.target is not None:
            self._book.report(message.target, trouble, now)

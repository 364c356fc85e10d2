"""Putting a case out of sight until a moment, or until its author speaks.

The one thing a reader would get wrong: nothing about the author's deadlines changes. A snooze hides a case from lists,
and what is overdue is shown all the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from resonanz.core.case import ENDED, Case, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected
from resonanz.core.ids import CaseId
from resonanz.core.policy import SYSTEM, Action, Actor, require
from resonanz.core.ports import Audit, Casebook, Entry

UNTIL_SPOKEN: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""Stands for "until the author speaks"."""
LONGEST: Final = timedelta(days=3 * 366)
BATCH: Final = 200


class SnoozeDesk:
    """Let cases sleep, and wake them."""

    def __init__(self, *, casebook: Casebook, audit: Audit, clock: Clock) -> None:
        self._casebook = casebook
        self._audit = audit
        self._clock = clock

    def snooze(self, actor: Actor, case: CaseId, until: datetime | None = None) -> Case:
        """Put the case out of sight until a moment; None: until its author speaks, who ends any snooze."""
        before = self._permitted(actor, case)
        if before.state in ENDED:
            raise Conflict(f"A case that is {before.state} cannot snooze.")
        if until is not None and until <= self._clock.now():
            raise InputRejected("This moment is over.", place="until", remedy="Choose a later one.")
        if until is not None and until > self._clock.now() + LONGEST:
            raise InputRejected(
                "A case sleeps for at most three years.", place="until", remedy="Choose an earlier moment."
            )
        detail = "" if until is None else until.astimezone(UTC).isoformat()
        return self._store(actor, before, until or UNTIL_SPOKEN, "snooze", detail)

    def wake(self, actor: Actor, case: CaseId) -> Case:
        """Bring the case back; nothing happens to one that is awake."""
        before = self._permitted(actor, case)
        return before if before.snoozed_until is None else self._store(actor, before, None, "wake", "")

    def tick(self) -> int:
        """Bring back what slept long enough; return how many cases."""
        over = self._casebook.asleep(self._clock.now(), limit=BATCH)
        for case in over:
            with suppress(Conflict):  # somebody works on it: it is looked at again in the next round
                self._store(SYSTEM, case, None, "wake", "")
        return len(over)

    def _permitted(self, actor: Actor, case: CaseId) -> Case:
        loaded = self._casebook.load(case)
        require(actor, Action.WORK_CASE, loaded.department)
        return loaded

    def _store(self, actor: Actor, before: Case, until: datetime | None, action: str, detail: str) -> Case:
        now = self._clock.now()
        after = replace(before, snoozed_until=until, changed_at=now)
        self._casebook.change(
            before, after, CaseEvent(case=before.id, at=now, action=action, actor=actor.id, detail=detail)
        )
        if actor.id is not None:
            self._audit.write(Entry(at=now, actor=actor.id, action=f"case_{action}", subject=f"case:{before.id}"))
        return after

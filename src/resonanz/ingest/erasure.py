"""Forgetting: what the source took back, an author who asks, a retention period that ended.

It reaches every store, and each erasure leaves a signed line in the ledger. The archive comes last: as long as it
still knows a mention, a killed process finds out again what there is to forget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.ids import MentionId
from resonanz.core.ports import ASKED_FOR, Archive, Casebook, Ledger, Payloads
from resonanz.core.search import Filter

BATCH: Final = 1_000


class Forgetting:
    """Erase mentions everywhere."""

    def __init__(
        self,
        *,
        archive: Archive,
        payloads: Payloads,
        casebook: Casebook,
        ledger: Ledger,
        clock: Clock,
        forgotten: Callable[[Sequence[MentionId]], None] = lambda _: None,
    ) -> None:
        """Make it over the stores; `forgotten` is told the ids, for what is held in memory."""
        self._archive = archive
        self._payloads = payloads
        self._casebook = casebook
        self._ledger = ledger
        self._clock = clock
        self._forgotten = forgotten

    def forget(self, ids: Sequence[MentionId], *, reason: str) -> int:
        """Erase mentions from every store; return how many the archive had."""
        if not ids:
            return 0
        now = self._clock.now()
        self._payloads.forget(ids)
        self._casebook.forget(ids, now)
        self._ledger.write(reason=reason, ids=ids, at=now)
        erased = self._archive.forget(ids)
        self._forgotten(ids)
        # A follower may have read them before they were erased and put them into a case since.
        self._casebook.forget(ids, now)
        return erased

    def barred(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return those that somebody had erased: they must not be taken in again."""
        return self._ledger.barred(ids)

    def forget_author(self, channel: str, author: str) -> int:
        """Erase everything an author (id or handle) said in a channel; return how much it was."""
        total = 0
        wanted = Filter(author=author.lstrip("@"), channels=(channel,))
        for batch in self._archive.scan(wanted, batch=BATCH):
            total += self.forget([heard.mention.id for heard in batch], reason=ASKED_FOR)
        return total

    def expire(self, source: str, *, days: int) -> int:
        """Erase what a source brought more than `days` days ago; return how much it was."""
        total = 0
        for batch in self._archive.scan(self._older(source, self._clock.now() - timedelta(days=days)), batch=BATCH):
            total += self.forget([heard.mention.id for heard in batch], reason=f"kept for {days} days")
        return total

    @staticmethod
    def _older(source: str, moment: datetime) -> Filter:
        return Filter(sources=(source,), until=moment)

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
from resonanz.core.ports import ASKED_FOR, Archive, Casebook, Forgets, Ledger, Papers, Payloads
from resonanz.core.search import Filter
from resonanz.core.traces import marks_of, traces_of

BATCH: Final = 1_000


class Forgetting:
    """Erase mentions everywhere."""

    def __init__(  # noqa: PLR0913  it reaches every store
        self,
        *,
        archive: Archive,
        payloads: Payloads,
        casebook: Casebook,
        papers: Papers,
        ledger: Ledger,
        clock: Clock,
        others: Sequence[Forgets] = (),
        forgotten: Callable[[Sequence[MentionId]], None] = lambda _: None,
    ) -> None:
        """Make it over the stores, `others` among them; `forgotten` is told the ids, for what is held in memory."""
        self._archive = archive
        self._payloads = payloads
        self._casebook = casebook
        self._papers = papers
        self._ledger = ledger
        self._clock = clock
        self._others = others
        self._forgotten = forgotten

    def forget(self, ids: Sequence[MentionId], *, reason: str) -> int:
        """Erase mentions from every store; return how many the archive had."""
        if not ids:
            return 0
        now = self._clock.now()
        # What was written about them is found by their cases and by what they said: both go after it.
        self._papers.blot([traces_of(heard.mention) for heard in self._archive.find(ids).values()])
        self._payloads.forget(ids)
        self._forget_derived(ids, now)
        self._ledger.write(reason=reason, ids=ids, at=now)
        erased = self._archive.forget(ids)
        self._forgotten(ids)
        # A follower may have read them before they were erased, and put them into a case or a need since.
        self._forget_derived(ids, now)
        return erased

    def _forget_derived(self, ids: Sequence[MentionId], now: datetime) -> None:
        for one in self._others:
            one.forget(ids)
        self._casebook.forget(ids, now)

    def barred(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return those that somebody had erased: they must not be taken in again."""
        return self._ledger.barred(ids)

    def forget_author(self, channel: str, author: str) -> int:
        """Erase everything an author (id or handle) said in a channel; return how much it was."""
        total = 0
        wanted = Filter(author=author.lstrip("@"), channels=(channel,))
        for batch in self._archive.scan(wanted, batch=BATCH):
            self._papers.blot_marks(frozenset().union(*(marks_of(heard.mention.author) for heard in batch)))
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

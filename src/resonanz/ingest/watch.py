"""Watching threads that concern us: notifications alone lose replies, and sources edit and delete.

Every case that is open or was answered lately has its thread read again, the fresh ones often, the quiet ones rarely,
and its mentions looked up at their source.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Protocol

from resonanz.connect.contract import Log
from resonanz.core.case import Case
from resonanz.core.clock import Clock
from resonanz.core.errors import ResonanzError, StoreUnavailable
from resonanz.core.ids import CaseId
from resonanz.core.mention import Mention
from resonanz.core.ports import Archive, Casebook
from resonanz.core.source import Counts

FOR: Final = timedelta(days=14)
AT_ONCE: Final = 50
SHORTEST: Final = timedelta(seconds=60)
LONGEST: Final = timedelta(hours=6)


class Rereading(Protocol):
    """Be able to read threads and mentions again."""

    def hear_thread(self, mention: Mention) -> int:
        """Read a thread again; return how much of it was new."""
        ...

    def recheck(self, mentions: list[Mention]) -> Counts:
        """Look whether mentions were edited or deleted."""
        ...


def pause_after(age: timedelta, *, shortest: timedelta = SHORTEST) -> timedelta:
    """Return how long to wait between two readings of a thread that was last heard `age` ago: a tenth of it."""
    return max(shortest, min(age / 10, LONGEST))


class Watch:
    """Read the threads of cases again as they fall due."""

    def __init__(
        self,
        *,
        archive: Archive,
        casebook: Casebook,
        channels: Rereading,
        clock: Clock,
        log: Log,
        shortest: timedelta = SHORTEST,
    ) -> None:
        self._archive = archive
        self._casebook = casebook
        self._channels = channels
        self._clock = clock
        self._log = log
        self._shortest = shortest
        self._read_at: dict[CaseId, datetime] = {}

    def tick(self) -> int:
        """Read what is due again; return how many threads that were."""
        now = self._clock.now()
        read = 0
        for case in self._casebook.watched(since=now - FOR, limit=AT_ONCE * 10):
            if read >= AT_ONCE:
                break
            if self._is_due(case, now):
                self._read(case)
                self._read_at[case.id] = now
                read += 1
        return read

    def _is_due(self, case: Case, now: datetime) -> bool:
        last = self._read_at.get(case.id)
        return last is None or now - last >= pause_after(now - case.changed_at, shortest=self._shortest)

    def _read(self, case: Case) -> None:
        ids = self._casebook.mentions(case.id)
        found = self._archive.find(ids)
        mentions = [found[one].mention for one in ids if one in found]
        if not mentions:
            return
        try:
            self._channels.hear_thread(mentions[0])
            by_source: dict[str, list[Mention]] = {}
            for mention in mentions:
                by_source.setdefault(mention.source, []).append(mention)
            for group in by_source.values():
                self._channels.recheck(group)
        except StoreUnavailable:
            raise
        except ResonanzError as trouble:  # the source's own looks report its health; here it only waits
            self._log.info("thread_not_read", case=case.id, sentence=str(trouble))

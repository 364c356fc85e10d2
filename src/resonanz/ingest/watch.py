"""Watching threads that concern us: notifications alone lose replies, and sources edit and delete.

Every case that is open or was answered lately has its thread read again, the fresh ones often, the quiet ones rarely,
and its mentions looked up at their source.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from resonanz.connect.contract import Log
from resonanz.core.case import Case
from resonanz.core.clock import Clock
from resonanz.core.errors import ResonanzError, StoreUnavailable, TryLater
from resonanz.core.ids import CaseId
from resonanz.core.mention import Mention
from resonanz.core.ports import Archive, Casebook
from resonanz.core.source import Counts
from resonanz.ingest.health import sentence

FOR: Final = timedelta(days=14)
AT_ONCE: Final = 50
WATCHED: Final = 2_000
"""Cases that are watched at all, the latest changed ones."""
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
        """Read what is due again, what waited longest first; return how many threads that were."""
        now = self._clock.now()
        cases = self._casebook.watched(since=now - FOR, limit=WATCHED)
        self._read_at = {case.id: self._read_at[case.id] for case in cases if case.id in self._read_at}
        due = sorted((case for case in cases if self._is_due(case, now)), key=self._turn)
        resting: set[str] = set()
        read = 0
        for case in due:
            if read >= AT_ONCE:
                break
            mentions = self._mentions(case)
            if mentions and mentions[0].source in resting:
                continue
            self._read_at[case.id] = now
            self._read(case, mentions, resting)
            read += 1
        return read

    def _turn(self, case: Case) -> tuple[bool, datetime | None]:
        """Return what sorts cases by when they were read: those never read first, the latest changed among them."""
        last = self._read_at.get(case.id)
        return (False, None) if last is None else (True, last)

    def _is_due(self, case: Case, now: datetime) -> bool:
        last = self._read_at.get(case.id)
        return last is None or now - last >= pause_after(now - case.changed_at, shortest=self._shortest)

    def _mentions(self, case: Case) -> list[Mention]:
        ids = self._casebook.mentions(case.id)
        found = self._archive.find(ids)
        return [found[one].mention for one in ids if one in found]

    def _read(self, case: Case, mentions: list[Mention], resting: set[str]) -> None:
        """Read a thread and look its mentions up; sources that do not answer now join those that are `resting`."""
        if not mentions:
            return
        # Several where cases were merged, each by the first that is known of it.
        for first in {one.thread: one for one in reversed(mentions)}.values():
            if first.source not in resting:
                self._try(case, first.source, resting, partial(self._channels.hear_thread, first))
        by_source: dict[str, list[Mention]] = {}
        for mention in mentions:
            by_source.setdefault(mention.source, []).append(mention)
        for source, group in by_source.items():
            if source not in resting:
                self._try(case, source, resting, partial(self._channels.recheck, group))

    def _try(self, case: Case, source: str, resting: set[str], read: Callable[[], object]) -> None:
        """Contain a failure to the source it is of: its own looks report its health, here it only waits."""
        try:
            read()
        except StoreUnavailable:
            raise
        except TryLater as trouble:
            resting.add(source)
            self._log.info("thread_not_read", case=case.id, sentence=str(trouble))
        except ResonanzError as trouble:
            self._log.info("thread_not_read", case=case.id, sentence=str(trouble))
        except Exception as defect:  # noqa: BLE001  one thread that breaks a connector must not end the others' watch
            self._log.warning("thread_not_read", case=case.id, sentence=sentence(defect), exc_info=defect)

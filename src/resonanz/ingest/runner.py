"""One look at one source: read within a budget, take in, move the cursor, say how the source is.

The order is the promise: payloads, mentions, cursor, ack. Whatever is raised on the way is contained to this source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from resonanz.connect.contract import Acks, Batch, Budget, HasAccount, Log, Probes
from resonanz.core.clock import Clock
from resonanz.core.errors import NotFound, SourceTrouble, StoreUnavailable
from resonanz.core.ids import SourceId
from resonanz.core.policy import Role
from resonanz.core.ports import Notice, Notices, Rulebook, SourceBook
from resonanz.core.source import Counts, Gap, Health, Source, SourceHealth
from resonanz.ingest.cursors import LANES, Cursors, Lane
from resonanz.ingest.health import after_failure, after_success, worth_telling
from resonanz.ingest.intake import FETCHED_BEFORE, Intake
from resonanz.ingest.opening import Opened, Opener

NOBODY_LOOKED: Final = "It was paused, or Resonanz was not running."


@dataclass(frozen=True, slots=True)
class Looked:
    """Say what a look brought; `trouble` is empty when it went well."""

    counts: Counts
    more: bool = False
    trouble: str = ""


class Runner:
    """Look at sources."""

    def __init__(  # noqa: PLR0913  a look touches all of them
        self,
        *,
        opener: Opener,
        sources: SourceBook,
        rulebook: Rulebook,
        cursors: Cursors,
        intake: Intake,
        notices: Notices,
        clock: Clock,
        log: Log,
    ) -> None:
        self._opener = opener
        self._rulebook = rulebook
        self._names: dict[SourceId, Sequence[str]] = {}
        """Under which names each source turned out to speak."""
        self._sources = sources
        self._cursors = cursors
        self._intake = intake
        self._notices = notices
        self._clock = clock
        self._log = log

    def look(self, source: Source, budget: Budget | None = None) -> Looked:
        """Read what is new; the outcome is in the source's health, and nothing is raised but StoreUnavailable."""
        counts, more = Counts(), False
        try:
            opened = self._opener.open(source)
            self.know_ourselves(opened)
            for batch in opened.connection.read(self._cursors.read(source.id, "look"), budget or Budget()):
                counts += self.store(opened, "look", batch)
                more = batch.more
        except StoreUnavailable:
            raise  # ours, not the source's: the caller waits and nothing was acknowledged
        except NotFound as removed:
            return Looked(counts, trouble=str(removed))  # while it was looked at
        except Exception as trouble:  # noqa: BLE001  a defect in one connector must not stop the others
            return self.failed(source, trouble, counts)
        self.succeeded(source, more=more)
        return Looked(counts, more)

    def know_ourselves(self, opened: Opened) -> None:
        """Note the account a source speaks under as ours: whichever source hears it, it is no voice of the market."""
        if isinstance(opened.connection, HasAccount):
            names = opened.connection.account_names()
            if self._names.get(opened.source.id) != names:
                self._rulebook.own(opened.connector.channel, names)
                self._names[opened.source.id] = names

    def store(self, opened: Opened, lane: Lane, batch: Batch) -> Counts:
        """Take one batch in and only then move the cursor."""
        source = opened.source
        oldest = source.oldest_kept(self._clock.now())
        lag = FETCHED_BEFORE if lane == "look" else timedelta()
        counts = self._intake.take_raw(source.id, opened.connector, opened.context, batch.items, oldest=oldest, lag=lag)
        if batch.items or batch.cursor is not None:
            self._cursors.move(source.id, lane, batch.cursor, counts, self._clock.now())
        if isinstance(opened.connection, Acks):
            opened.connection.ack(batch)
        return counts

    def succeeded(self, source: Source, *, more: bool = False) -> None:
        """Record that the source works, and close the gap in listening that there was."""
        now = self._clock.now()
        before = self._sources.health(source.id)
        after = after_success(before, at=now, interval=source.interval, more=more)
        self._report(source, before, after, now)
        if before.state is not after.state:
            self._log.info("source_recovered", source=source.name)
        self._sources.close_gap(source.id, now)
        since = before.last_success_at
        if not before.failures and since is not None and now - since > _unusual(source) and self._listened(source):
            self._sources.open_gap(Gap(source=source.id, start=since, end=now, reason=NOBODY_LOOKED))

    def _listened(self, source: Source) -> bool:
        """Tell whether there is anything that could have been missed; files, for one, are only handed in."""
        return any(self._cursors.read(source.id, lane) is not None for lane in LANES)

    def failed(self, source: Source, trouble: Exception, counts: Counts) -> Looked:
        """Record that the source does not work; log the change, not the repetition."""
        now = self._clock.now()
        before = self._sources.health(source.id)
        after = after_failure(before, trouble, at=now, interval=source.interval)
        self._report(source, before, after, now)
        if after.state in (Health.FAILING, Health.NEEDS_OPERATOR):
            start = before.last_success_at or now
            self._sources.open_gap(Gap(source=source.id, start=start, end=None, reason=after.sentence))
        if before.state is not after.state or before.sentence != after.sentence:
            defect = None if isinstance(trouble, SourceTrouble) else trouble
            self._log.warning("source_failed", source=source.name, sentence=after.sentence, exc_info=defect)
        return Looked(counts, trouble=after.sentence)

    def _report(self, source: Source, before: SourceHealth, after: SourceHealth, at: datetime) -> None:
        """Store how a source is; tell administrators what they would miss, once for each time that it begins."""
        self._sources.report(source.id, after)
        if event := worth_telling(before, after, at):
            subject = f"source:{source.id}"
            key = f"{subject}:{event}:{after.since}"
            self._notices.tell(Notice(at=at, event=event, subject=subject, role=Role.ADMINISTRATOR, key=key))

    def probe(self, source: Source) -> str:
        """Return a sentence about what the source reaches; raise a SourceTrouble otherwise."""
        opened = self._opener.open(source)
        if isinstance(opened.connection, Probes):
            return opened.connection.probe()
        for batch in opened.connection.read(None, Budget(items=5, requests=2, seconds=20)):
            return f"{len(batch.items)} items were read."
        return "It was reached; there is nothing to read yet."


def _unusual(source: Source) -> timedelta:
    """Return from when on a time without a look is a gap in listening."""
    return max(timedelta(seconds=3 * source.interval), timedelta(minutes=15))

"""The watch over everything that is heard: it follows the archive's log, counts voices, and says when too many speak.

The one thing a reader would get wrong: a reading is taken of when things were said, a few minutes later, and only while
somebody listened. What comes from further back (an import, a source that catches up) is history and no surge; after a
pause the watch begins anew with what is usual, and nothing that was said in the pause is a rise.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from resonanz.core.clock import Clock
from resonanz.core.heard import Heard
from resonanz.core.ports import Archive, Notice, Notices, Progress, SourceBook, SurgeBook, Watched
from resonanz.core.search import Filter
from resonanz.core.source import Gap
from resonanz.core.surge import SILENCE, Gravity, Surge
from resonanz.understand.listening import Listening
from resonanz.understand.rising import Rising
from resonanz.understand.voices import Voices
from resonanz.understand.watching import SLOT, SeriesWatch

GRACE: Final = timedelta(minutes=6)
"""How long after its end a reading is taken: sources that look every five minutes have told by then."""
ASLEEP: Final = timedelta(minutes=30)
"""A watch that is further behind than this has slept: nobody listened."""
LEARNED_FROM: Final = timedelta(days=28)
"""How much of the archive a watch that begins learns the rhythm from."""
KEPT: Final = timedelta(days=60)
"""How long hours are kept, and series of which nothing more is heard."""
NAMED_BY_PEOPLE: Final = ("query:", "topic:")

GapsBetween = Callable[[datetime, datetime], Sequence[Gap]]


class SurgeFollower:
    """Follow the archive and keep the surges up with it."""

    def __init__(
        self,
        *,
        archive: Archive,
        surges: SurgeBook,
        sources: SourceBook,
        gaps: GapsBetween,
        notices: Notices,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._surges = surges
        self._sources = sources
        self._gaps = gaps
        self._notices = notices
        self._clock = clock
        self._round: Round | None = None

    def tick(self) -> int:
        """Count what is new and take the readings that are due; return how many mentions were looked at."""
        try:
            return self._tick()
        except Exception:
            self._round = None  # what it holds may be half done: begin again from what is stored
            raise

    def _tick(self) -> int:
        now = self._clock.now()
        if self._round is None:
            self._round = self._begun(now)
        listening = self._listening(now)
        looked_at = self._round.count(listening)
        self._round.read_until(_slot(now - GRACE), listening)
        self._store(self._round)
        return looked_at

    def _begun(self, now: datetime) -> Round:
        stored = self._surges.progress()
        closed = stored.closed
        if closed is None:
            closed = _slot(now - GRACE)
            self.replay(now - LEARNED_FROM, closed, report=False)
            stored = self._surges.progress()
        return Round(self._archive, self._surges, stored, closed=closed)

    def replay(self, since: datetime, until: datetime, *, report: bool) -> list[Surge]:
        """Watch a time of the archive as if it were heard as it was said; return its surges, stored if `report`.

        Then its queries count as having been there all the time. Everything learned before is replaced, hours of that
        time are written.
        """
        start = _slot(since).replace(hour=0, minute=0)
        again = Round(
            self._archive, self._surges, Progress(seq=self._archive.head()), closed=start, anew=True, knows_all=report
        )
        found: dict[Any, Surge] = {}
        while (day := again.closed) < until:
            end = min(day + timedelta(days=1), until)
            again.count_archive(day, end)
            again.read_until(end, None)
            if not report:
                again.forget_surges()
            for surge in self._store(again, tell=False):
                found[surge.id] = surge
        return list(found.values())

    def _listening(self, now: datetime) -> Listening:
        since = now - 2 * ASLEEP - timedelta(hours=2)
        return Listening(self._sources.all(), self._gaps(since, now))

    def _store(self, done: Round, *, tell: bool = True) -> list[Surge]:
        watched = done.taken()
        if watched is None:
            return []
        stored = self._surges.keep(watched)
        done.settle(watched.surges, stored)
        if tell:
            for before, surge in zip(watched.surges, stored, strict=True):
                self._tell(surge, is_new=before.id < 0)
        if done.closed.hour == done.closed.minute == 0:
            self._surges.prune(before=done.closed - KEPT)
        return stored

    def _tell(self, surge: Surge, *, is_new: bool) -> None:
        if not is_new and surge.ended_at is None:
            return
        event = "surge_started" if surge.ended_at is None else "surge_ended"
        urgent = event == "surge_started" and surge.gravity is not Gravity.NOTABLE
        self._notices.tell(Notice(at=self._clock.now(), event=event, subject=f"surge:{surge.id}", urgent=urgent))


class Round:
    """Hold the watch in memory between what was stored and what will be."""

    def __init__(
        self,
        archive: Archive,
        surges: SurgeBook,
        progress: Progress,
        *,
        closed: datetime,
        anew: bool = False,
        knows_all: bool = False,
    ) -> None:
        """Go on from `progress`, whose readings are taken up to `closed`; `anew` forgets what was learned.

        `knows_all` says that every query and topic was there from the beginning.
        """
        self._archive = archive
        self._budget = surges.budget
        self._seq = progress.seq
        self.closed = closed
        self._pending = {at: Counter(voices) for at, voices in progress.pending.items()}
        known: Mapping[str, Mapping[str, Any]] = {} if anew else surges.learned()
        self._watches = {series: SeriesWatch.recalled(each) for series, each in known.items()}
        self._watches.setdefault(SILENCE, SeriesWatch())
        self._knows_all = knows_all
        self._rising = Rising(archive, [] if anew else surges.lasting())
        self._voices = Voices(self._counted)
        self._hours: defaultdict[datetime, Counter[str]] = defaultdict(Counter)
        self._changed: dict[Any, Surge] = {}
        self._anew_from = closed if anew else None
        self._is_new = False
        self._has_read = False

    def _counted(self, since: datetime, until: datetime) -> Iterable[Heard]:
        """Yield what was published in a time and counted already."""
        for batch in self._archive.scan(Filter(since=since, until=until)):
            yield from (heard for heard in batch if heard.seq <= self._seq)

    def count(self, listening: Listening) -> int:
        """Count the voices of what arrived since the last time; return how many mentions that was."""
        looked_at = 0
        while batch := self._archive.following(self._seq):
            for heard in batch:
                slot = listening.slot_of(heard, self.closed)
                # Remembered as having spoken even where it counts in no reading.
                new = self._voices.new_in(heard) if slot is not None else ()
                if slot is not None and new:
                    self._pending.setdefault(slot, Counter()).update(new)
            self._seq = batch[-1].seq
            self._is_new = True
            looked_at += len(batch)
        return looked_at

    def count_archive(self, since: datetime, until: datetime) -> None:
        """Count the voices of a time as the archive holds them."""
        voices = Voices(lambda _since, _until: ())
        said = [heard for batch in self._archive.scan(Filter(since=since, until=until)) for heard in batch]
        for heard in reversed(said):
            self._pending.setdefault(_slot(heard.mention.published_at), Counter()).update(voices.new_in(heard))

    def read_until(self, until: datetime, listening: Listening | None) -> None:
        """Take the readings up to a moment; `listening` is None where everything was listened to."""
        if listening is not None and until - self.closed > ASLEEP:
            self._sleep(until)
        budget = self._budget()
        while self.closed < until:
            at = self.closed
            voices = self._pending.pop(at, Counter[str]())
            self._add_hour(at, voices)
            for series in voices.keys() - self._watches.keys():
                self._watches[series] = self._watch_of(series)
            if listening is not None and listening.is_deaf(at):
                self._pause()
            else:
                self._read(at, voices, budget / max(len(self._watches), 1))
            self.closed = at + SLOT
            self._has_read = True

    def _watch_of(self, series: str) -> SeriesWatch:
        """Return the watch of a series that is heard for the first time.

        It was silent as long as we listened. Only of a query or a topic nobody knows that: it may be new itself.
        """
        if series.startswith(NAMED_BY_PEOPLE) and not self._knows_all:
            return SeriesWatch()
        return SeriesWatch.recalled(self._watches[SILENCE].remember())

    def _read(self, at: datetime, voices: Mapping[str, int], budget: float) -> None:
        heights = {}
        for series, watch in self._watches.items():
            if (height := watch.take(at, voices.get(series, 0), budget=budget)) is not None:
                heights[series] = height
        for surge in self._rising.update(at + SLOT, heights):
            self._changed[surge.id] = surge

    def _sleep(self, until: datetime) -> None:
        for at in [at for at in self._pending if at < until]:
            self._add_hour(at, self._pending.pop(at))
        self._pause()
        self.closed = until
        self._has_read = True

    def _pause(self) -> None:
        for watch in self._watches.values():
            watch.pause()

    def _add_hour(self, at: datetime, voices: Mapping[str, int]) -> None:
        if voices:
            self._hours[at.replace(minute=0)].update(voices)

    def taken(self) -> Watched | None:
        """Return what is to be stored now, None for nothing."""
        if not (self._is_new or self._has_read):
            return None
        return Watched(
            progress=Progress(seq=self._seq, closed=self.closed, pending=self._pending),
            hours=dict(self._hours),
            hours_anew_from=self._anew_from,
            learned={series: watch.remember() for series, watch in self._watches.items()} if self._has_read else {},
            surges=list(self._changed.values()),
        )

    def settle(self, asked: Sequence[Surge], stored: Sequence[Surge]) -> None:
        """Go on from what was stored."""
        self._rising.settle({before.id: after for before, after in zip(asked, stored, strict=True)})
        self._hours.clear()
        self._anew_from = None
        self._changed.clear()
        self._is_new = self._has_read = False

    def forget_surges(self) -> None:
        """Leave what was found untold."""
        self._changed.clear()


def _slot(at: datetime) -> datetime:
    """Return the beginning of the reading that a moment belongs to."""
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)

"""Taking in many batches with two cores: while one batch is understood elsewhere, the one before is stored.

The order of writes is the same as ever. Only the counts of a batch are known one batch later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from resonanz.core.heard import Heard
from resonanz.core.mention import Mention
from resonanz.core.source import Counts
from resonanz.ingest.intake import Intake

Submit = Callable[[Sequence[Mention]], Future[list[Heard]]]


@dataclass(frozen=True, slots=True)
class _Flight:
    fresh: Sequence[Mention]
    known: int
    understood: Future[list[Heard]]


class OverlappedIntake:
    """Take batches in, one of them always under way."""

    def __init__(self, intake: Intake, submit: Submit) -> None:
        self._intake = intake
        self._submit = submit
        self._flight: _Flight | None = None

    def take(self, mentions: Sequence[Mention]) -> Counts:
        """Begin with a batch; return what came of the one before it."""
        under_way = self._flight.fresh if self._flight else ()
        fresh = self._intake.fresh(mentions, under_way=under_way)
        begun = _Flight(fresh, len(mentions) - len(fresh), self._submit(fresh))
        before, self._flight = self._flight, begun
        return self._finish(before)

    def finish(self) -> Counts:
        """Return what came of the last batch."""
        before, self._flight = self._flight, None
        return self._finish(before)

    def _finish(self, flight: _Flight | None) -> Counts:
        if flight is None:
            return Counts()
        kept = self._intake.keep(flight.understood.result())
        return Counts(new=kept.new, revised=kept.revised, known=kept.known + flight.known)

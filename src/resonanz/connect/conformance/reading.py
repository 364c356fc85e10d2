"""That a connector reads everything, resumes anywhere, and stops when it should."""
# ruff: noqa: D102 - the names of the tests say what they show

from __future__ import annotations

import httpx2

from resonanz.connect.conformance.rehearsal import Failing, Slow, items_of, last_cursor
from resonanz.connect.conformance.stage import AMPLE, Stage, identities, until_it_ends
from resonanz.connect.contract import Budget, Streams, TryLater
from resonanz.connect.replay import Given
from resonanz.core.clock import FixedClock

MOST_RESUMED = 60
"""After how many batches resuming is tried; the first ones."""


class ReadingTests(Stage):
    """Show that reading loses nothing and keeps its bounds."""

    def test_reads_and_catches_up(self) -> None:
        batches = self.rehearsal().catch_up(None, AMPLE)
        assert items_of(batches), "It read nothing from the recording."
        assert not batches[-1].more, "It says `more` at the end."

    def test_reads_the_same_whatever_the_budget(self) -> None:
        everything = self.everything()
        for budget in (self.tightest, Budget(items=7, requests=4)):
            missing = everything - identities(self.rehearsal().catch_up(None, budget))
            assert not missing, f"With {budget} it says it has caught up and never read {sorted(missing)[:3]}."

    def test_resuming_after_any_batch_loses_nothing(self) -> None:
        everything = self.everything()
        batches = self.rehearsal().catch_up(None, self.tightest)
        for index in range(min(len(batches), MOST_RESUMED)):
            kept = batches[: index + 1]
            rest = self.rehearsal().catch_up(last_cursor(kept, None), self.tightest)
            missing = everything - identities(kept) - identities(rest)
            assert not missing, (
                f"Killed after batch {index + 1}, it never reads {sorted(missing)[:3]}: its cursor is ahead."
            )

    def test_a_failure_in_between_loses_nothing(self) -> None:
        everything = self.everything()
        for fault in (Given(status=503), httpx2.ReadTimeout("silence"), Given(body=b"<html>")):
            for answered in range(1, self.requests_needed() + 1):
                rehearsal = self.rehearsal(Failing(self.server(), answered, fault))
                kept, _ = self.attempt(rehearsal)
                rest = self.rehearsal().catch_up(last_cursor(kept, None), AMPLE)
                missing = everything - identities(kept) - identities(rest)
                assert not missing, f"Failing after {answered} answers, it never reads {sorted(missing)[:3]}."

    def test_keeps_its_budget(self) -> None:
        for budget in (self.tightest, Budget(items=1, requests=2), Budget(items=5, requests=1)):
            rehearsal = self.rehearsal()
            batches = rehearsal.look(None, budget)
            assert len(items_of(batches)) <= budget.items, f"It gave {len(items_of(batches))} items within {budget}."
            assert len(rehearsal.asked) <= budget.requests, f"It asked {len(rehearsal.asked)} times within {budget}."

    def test_stops_when_its_time_is_over(self) -> None:
        clock = FixedClock(self.now)
        slow = Slow(self.server(), clock, seconds=20.0)
        self.rehearsal(slow, clock).look(None, Budget(items=100_000, requests=1_000, seconds=30.0))
        late = [begun for begun in slow.begun if begun > 30.0]
        assert not late, f"It asked {len(late)} times after its 30 seconds were over."

    def test_a_stream_is_read_until_it_is_cut(self) -> None:
        connection = self.rehearsal().opened()
        assert isinstance(connection, Streams) or not self.connector.streams, "It declares streams and has none."
        if not isinstance(connection, Streams) or not self.connector.streams:
            return
        batches, error = until_it_ends(connection.stream(None, lambda: False))
        assert isinstance(error, TryLater), f"A cut stream became {error!r}."
        assert items_of(batches), "It heard nothing on the recorded stream."
        for item in items_of(batches):
            self.normalised(item, "stream")

    def test_a_stream_stops_when_told_to(self) -> None:
        connection = self.rehearsal().opened()
        if not isinstance(connection, Streams) or not self.connector.streams:
            return
        heard, error = until_it_ends(connection.stream(None, lambda: True))
        assert error is None, f"Told to stop, it raised {error!r}."
        assert len(heard) <= 1, "Told to stop, it went on."

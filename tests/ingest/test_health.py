"""From what was and what happened to how a source is."""

from __future__ import annotations

from datetime import timedelta

from resonanz.core.errors import AccessDenied, TryLater
from resonanz.core.source import Health, SourceHealth
from resonanz.ingest.health import LONGEST_WAIT, after_failure, after_success
from resonanz.ingest.schedule import is_due
from tests.making import NOON


def test_waits_grow_and_end() -> None:
    health = SourceHealth()
    waits = []
    for _ in range(12):
        health = after_failure(health, TryLater("down"), at=NOON, interval=300)
        assert health.next_look_at is not None
        waits.append(health.next_look_at - NOON)

    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_success_ends_the_count_of_failures() -> None:
    failing = after_failure(SourceHealth(), TryLater("down"), at=NOON, interval=300)

    well = after_success(failing, at=NOON, interval=300)

    assert (well.state, well.failures, well.sentence) == (Health.HEALTHY, 0, "")
    assert well.next_look_at == NOON + timedelta(seconds=300)


def test_more_to_read_means_looking_at_once() -> None:
    assert after_success(SourceHealth(), at=NOON, interval=300, more=True).next_look_at == NOON


def test_a_passing_failure_does_not_hide_that_a_person_is_needed() -> None:
    asking = after_failure(SourceHealth(), AccessDenied("no"), at=NOON, interval=300)

    later = after_failure(asking, TryLater("down"), at=NOON, interval=300)

    assert later.state is Health.NEEDS_OPERATOR


def test_a_paused_source_stays_paused_whatever_happens() -> None:
    paused = SourceHealth(state=Health.PAUSED)

    assert after_failure(paused, TryLater("down"), at=NOON, interval=1).state is Health.PAUSED
    assert after_success(paused, at=NOON, interval=1).state is Health.PAUSED
    assert not is_due(paused, NOON)

"""Streams and looks of many sources side by side."""

from __future__ import annotations

import threading
from dataclasses import replace

from resonanz.core.errors import Misconfigured, TryLater
from resonanz.core.source import Health
from resonanz.ingest.schedule import Schedule
from resonanz.ingest.streams import StreamKeeper
from tests.ingest.conftest import Bench, said


def keeper(bench: Bench) -> StreamKeeper:
    return StreamKeeper(
        opener=bench.opener,
        sources=bench.sources,
        cursors=bench.cursors,
        runner=bench.runner,
        clock=bench.clock,
        log=bench.log,
    )


def wait_for(true: threading.Event) -> None:
    assert true.wait(10), "it never happened"


def test_a_cut_stream_asks_for_a_look_that_closes_the_gap(bench: Bench, monkeypatch) -> None:
    bench.well.items = [said("1"), said("2"), said("3")]
    bench.well.fail, bench.well.fail_after = TryLater("cut"), 1
    wished = threading.Event()
    want = bench.sources.want
    monkeypatch.setattr(bench.sources, "want", lambda id_: (want(id_), wished.set()))
    streams = keeper(bench)

    streams.keep([replace(bench.source, streams=True)])
    wait_for(wished)
    streams.stop()

    assert bench.sources.wanted() == [bench.source.id]
    assert set(bench.texts()) == {"1", "2"}


def test_a_server_without_a_stream_keeps_its_looks_and_its_health(bench: Bench) -> None:
    bench.well.fail = Misconfigured("This server has no stream.")
    streams, source = keeper(bench), replace(bench.source, streams=True)
    streams.keep([source])
    streams.stop()

    streams.keep([source])

    assert bench.sources.health(source.id).state is Health.HEALTHY
    assert [event for event, _ in bench.log.lines] == ["source_without_stream"]


def test_stream_and_look_keep_their_own_marks(bench: Bench) -> None:
    bench.well.items = [said("1")]
    bench.runner.look(bench.source)
    bench.cursors.move(bench.source.id, "stream", {"at": 99}, bench.runner.look(bench.source).counts, bench.clock.now())

    assert bench.cursors.read(bench.source.id, "look") == {"v": 1, "at": 1}
    assert bench.cursors.read(bench.source.id, "stream") == {"at": 99}


def test_a_wish_is_a_look_although_none_is_due(bench: Bench) -> None:
    bench.runner.look(bench.source)
    bench.well.items = [said("1")]
    schedule = Schedule(sources=bench.sources, runner=bench.runner, clock=bench.clock, log=bench.log)
    assert schedule.tick() == 0

    bench.sources.want(bench.source.id)
    started = schedule.tick()
    schedule.close()

    assert started == 1
    assert set(bench.texts()) == {"1"}

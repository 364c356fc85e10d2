"""Streams and looks of many sources side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.connect.contract import Batch, Cursor
from resonanz.core.errors import Misconfigured, StoreUnavailable, TryLater
from resonanz.core.source import Health, SourceHealth
from resonanz.ingest.schedule import Schedule
from resonanz.ingest.streams import StreamKeeper
from tests.ingest.conftest import Bench, Well, said


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


class Mute:
    """Be a source that has no stream at all."""

    def read(self, cursor: Cursor | None, budget: object) -> Iterator[Batch]:
        yield Batch(items=(), cursor=None, more=False)


def test_a_connector_without_a_stream_is_let_be(bench: Bench) -> None:
    bench.well = Mute()  # type: ignore[assignment]
    streams = keeper(bench)

    streams._run(replace(bench.source, streams=True), threading.Event())

    assert bench.sources.health(bench.source.id).state is Health.HEALTHY
    assert bench.log.lines[0][1]["sentence"] == "Well has no stream."


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


def test_a_line_that_was_open_and_is_cut_is_no_failure(bench: Bench, monkeypatch) -> None:
    bench.well.items = [said("1"), said("2"), said("3")]
    bench.well.fail, bench.well.fail_after = TryLater("cut"), 1
    wished = threading.Event()
    monkeypatch.setattr(bench.sources, "want", lambda _: wished.set())
    streams = keeper(bench)

    streams.keep([replace(bench.source, streams=True)])
    wait_for(wished)
    streams.stop()

    assert bench.sources.health(bench.source.id).state is Health.HEALTHY
    assert bench.sources.gaps(bench.source.id) == []


def test_a_line_that_cannot_be_opened_is_a_failure_and_is_tried_less_and_less(bench: Bench, monkeypatch) -> None:
    bench.well.fail = TryLater("refused")
    waits: list[float | None] = []
    tried = threading.Event()

    class Impatient(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout)
            if len(waits) == 3:
                self.set()
                tried.set()
            return self.is_set()

    streams, source, stop = keeper(bench), replace(bench.source, streams=True), Impatient()
    streams._run(source, stop)

    assert tried.is_set()
    assert waits == [30.0, 60.0, 120.0]
    assert bench.sources.health(source.id).state is Health.FAILING


class Deaf(Well):
    """Be a source whose stream ends only when it is told to, and then takes its time."""

    running = 0
    most = 0

    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:
        Deaf.running += 1
        Deaf.most = max(Deaf.most, Deaf.running)
        opened.set()
        while not stop():
            yield Batch(items=(), cursor=None, more=False)
        let_go.wait(10)
        Deaf.running -= 1


opened, let_go = threading.Event(), threading.Event()


def test_a_changed_source_has_never_two_streams_at_once(bench: Bench) -> None:
    bench.well = Deaf()
    streams, source = keeper(bench), replace(bench.source, streams=True)
    streams.keep([source])
    wait_for(opened)

    streams.keep([replace(source, interval=60.0)])
    streams.keep([replace(source, interval=60.0)])
    let_go.set()
    streams.stop()

    assert Deaf.most == 1


def test_a_wish_during_a_look_is_a_look_of_its_own(bench: Bench) -> None:
    looking, go_on = threading.Event(), threading.Event()
    look = bench.runner.look

    def slow(source: object) -> object:
        looking.set()
        go_on.wait(10)
        return look(source)  # type: ignore[arg-type]

    bench.runner.look = slow  # type: ignore[assignment,method-assign]
    schedule = Schedule(sources=bench.sources, runner=bench.runner, clock=bench.clock, log=bench.log)
    schedule.tick()
    wait_for(looking)

    bench.sources.want(bench.source.id)
    started = schedule.tick()
    go_on.set()
    schedule.close()

    assert (started, bench.sources.wanted()) == (0, [bench.source.id])


def test_a_source_rests_while_what_it_gives_cannot_be_stored(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: object) -> None:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(bench.runner, "look", full)
    schedule = Schedule(sources=bench.sources, runner=bench.runner, clock=bench.clock, log=bench.log)
    schedule.tick()
    schedule._looking[bench.source.id].result(10)

    assert schedule.tick() == 0
    bench.clock.sleep(15)
    assert schedule.tick() == 1
    schedule.close()


def test_a_thousand_sources_are_asked_for_their_health_at_once(bench: Bench, monkeypatch) -> None:
    for number in range(1_000):
        one = bench.sources.ensure(f"feed {number}", "well")
        bench.sources.report(one.id, SourceHealth(next_look_at=bench.clock.now() + timedelta(hours=1)))
    bench.runner.look(bench.source)
    monkeypatch.setattr(bench.sources, "health", None)
    schedule = Schedule(sources=bench.sources, runner=bench.runner, clock=bench.clock, log=bench.log)

    assert schedule.tick() == 0
    schedule.close()

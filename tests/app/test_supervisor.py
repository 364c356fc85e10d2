"""The supervisor: what dies is started again, less and less eagerly, and all ends together."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from itertools import pairwise

import pytest

from resonanz.app import supervisor
from resonanz.app.supervisor import LONGEST_WAIT, STEADY, Supervisor
from resonanz.core.clock import FixedClock
from tests.making import NOON


class Process:
    """Be a child that lives until told otherwise, and notes what is done to it."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage = stage
        self.name = name
        self.ends_at = stage.clock.monotonic() + stage.lives.get(name, float("inf"))
        self.ended = False
        stage.starts.append((round(stage.clock.monotonic(), 2), name))

    def poll(self) -> int | None:
        """Return 1 once it is dead."""
        return 1 if self.ended or self.stage.clock.monotonic() >= self.ends_at else None

    def terminate(self) -> None:
        """Be asked to end."""
        self.stage.endings.append(f"ask {self.name}")
        self.ended = self.name not in self.stage.deaf

    def wait(self, timeout: float | None = None) -> int:
        """End, unless it does not listen."""
        if not self.ended:
            raise subprocess.TimeoutExpired(self.name, timeout or 0)
        self.stage.endings.append(f"end {self.name}")
        return 0

    def kill(self) -> None:
        """Be ended."""
        self.stage.endings.append(f"kill {self.name}")
        self.ended = True


class Stage:
    """Hold the world of a supervisor: a clock that moves by itself, and processes that are none."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOON)
        self.lives: dict[str, float] = {}
        self.deaf: set[str] = set()
        self.starts: list[tuple[float, str]] = []
        self.endings: list[str] = []

    def start(self, command: list[str], **_: object) -> Process:
        """Start what a command names."""
        return Process(self, command[-1])

    def run(self, seconds: float, *names: str) -> None:
        """Supervise for so long."""
        watching = Supervisor(self.clock, children={name: name for name in names})
        watching._stop = Stopping(self.clock, seconds)  # type: ignore[assignment]
        watching.run()


class Stopping:
    """Be told to stop after some time, and let it pass."""

    def __init__(self, clock: FixedClock, seconds: float) -> None:
        self._clock = clock
        self._end = seconds

    def is_set(self) -> bool:
        """Tell whether the time is over."""
        return self._clock.monotonic() >= self._end

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._clock.sleep(seconds)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Return a stage; signals are ours again afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    made = Stage()
    monkeypatch.setattr(supervisor.subprocess, "Popen", made.start)
    yield made
    for number, handler in before.items():
        signal.signal(number, handler)


def waits(starts: list[tuple[float, str]]) -> list[float]:
    """Return how long it took from start to start."""
    times = [at for at, _ in starts]
    return [later - earlier for earlier, later in pairwise(times)]


def test_each_child_is_started_once(stage: Stage) -> None:
    stage.run(120, "engine", "worker", "web")

    assert stage.starts == [(0, "engine"), (0, "worker"), (0, "web")]


def test_a_child_that_dies_is_started_again_and_the_others_are_let_be(stage: Stage) -> None:
    stage.lives["worker"] = 100

    stage.run(150, "engine", "worker")

    assert [name for _, name in stage.starts] == ["engine", "worker", "worker"]
    assert stage.starts[-1][0] == pytest.approx(100.5, abs=0.5)


def test_a_child_that_dies_at_start_is_started_less_and_less_eagerly(stage: Stage) -> None:
    stage.lives["web"] = 0.1

    stage.run(300, "web")

    taken = waits(stage.starts)
    assert taken[0] < 2
    assert taken == sorted(taken)
    assert taken[-1] == pytest.approx(LONGEST_WAIT, abs=1)


def test_a_child_that_ran_long_is_started_again_at_once(stage: Stage) -> None:
    stage.lives["web"] = STEADY + 10

    stage.run(400, "web")

    assert max(waits(stage.starts)) < STEADY + 12


def test_the_owner_of_the_archive_ends_when_the_others_have_ended(stage: Stage) -> None:
    stage.run(1, "engine", "worker", "web")

    assert stage.endings == ["ask worker", "ask web", "end worker", "end web", "ask engine", "end engine"]


def test_a_child_that_does_not_listen_is_killed(stage: Stage) -> None:
    stage.deaf = {"worker"}

    stage.run(1, "engine", "worker")

    assert stage.endings == ["ask worker", "kill worker", "end worker", "ask engine", "end engine"]


def test_a_child_that_waits_for_its_next_start_holds_up_no_end(stage: Stage) -> None:
    stage.lives["web"] = 0.1

    stage.run(200, "web")

    assert stage.endings in ([], ["ask web", "end web"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(stage: Stage, number: int) -> None:
    seen: list[int] = []

    def ask() -> None:
        seen.append(1)
        signal.raise_signal(number)

    Supervisor(stage.clock, children={"engine": "engine"}).run(ask)

    assert (len(seen), stage.endings) == (1, ["ask engine", "end engine"])


def test_children_end_although_watching_failed(stage: Stage) -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Supervisor(stage.clock, children={"engine": "engine"}).run(fail)

    assert stage.endings == ["ask engine", "end engine"]

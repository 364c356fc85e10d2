"""Loops: what repeats goes on whatever happens, and says so once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from resonanz.app.loops import Loop


class Lines:
    """Remember what was logged."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def warning(self, event: str, **_: object) -> None:
        """Remember a warning."""
        self.said.append(event)

    info = debug = error = warning


def run(work: Callable[[int], None], rounds: int) -> tuple[int, list[str]]:
    """Run a loop for so many rounds; return how many there were and what was logged."""
    lines, done, reached = Lines(), threading.Event(), 0

    def each() -> None:
        nonlocal reached
        reached += 1
        if reached >= rounds:
            done.set()
            loop.stop()
        work(reached)

    loop = Loop("work", each, every=0.0, log=lines)
    loop.start()
    assert done.wait(10)
    loop.join(10)
    return reached, lines.said


def test_work_is_repeated_until_it_is_stopped() -> None:
    assert run(lambda _: None, 5) == (5, [])


def test_a_failure_that_lasts_is_said_once() -> None:
    def fail(_: int) -> None:
        raise ValueError("no")

    assert run(fail, 20) == (20, ["loop_failed"])


def test_a_failure_that_passes_is_said_to_have_passed() -> None:
    def fail_at_first(reached: int) -> None:
        if reached < 3:
            raise ValueError("no")

    assert run(fail_at_first, 5) == (5, ["loop_failed", "loop_recovered"])


def test_another_failure_is_said_too() -> None:
    def fail(reached: int) -> None:
        raise ValueError("no" if reached < 3 else "not at all")

    assert run(fail, 5) == (5, ["loop_failed", "loop_failed"])


@pytest.mark.parametrize("every", [3600.0])
def test_stopping_does_not_wait_for_the_next_round(every: float) -> None:
    began = threading.Event()
    loop = Loop("work", began.set, every=every, log=Lines())
    loop.start()
    assert began.wait(10)

    loop.stop()
    loop.join(10)

    assert not loop._thread.is_alive()

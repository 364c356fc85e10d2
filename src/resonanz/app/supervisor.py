"""The parent of a running Resonanz: starts the archive's owner, the worker and the pages, and keeps them up.

The children hold one end of a pipe to this process. However it dies, they notice and end in order.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from resonanz.app.logging import log
from resonanz.core.clock import Clock

OWNER: Final = "engine"
CHILDREN: Final = {
    OWNER: "resonanz.app.engine",
    "worker": "resonanz.app.worker",
    "web": "resonanz.web.serve",
}
"""Process -> module that is run; by name, because this package knows nothing of the pages above it."""
ORDERLY: Final = 20.0
"""Seconds that a child may take to end."""
LONGEST_WAIT: Final = 30.0
STEADY: Final = 60.0
"""A child that ran this long is no longer held to be failing at start."""


@dataclass
class _Child:
    name: str
    module: str
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_at: float = field(default=0.0)


class Supervisor:
    """Keep the processes of one installation running."""

    def __init__(self, clock: Clock, *, children: Mapping[str, str] = CHILDREN) -> None:
        self._clock = clock
        self._children = [_Child(name, module) for name, module in children.items()]
        self._stop = threading.Event()
        self._log = log("supervisor")

    def stop(self) -> None:
        """Ask everything to end."""
        self._stop.set()

    def run(self, each_second: Callable[[], None] = lambda: None) -> None:
        """Run until told to stop; `each_second` is called meanwhile."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        try:
            while not self._stop.is_set():
                for child in self._children:
                    self._keep_up(child)
                each_second()
                self._stop.wait(0.25)
        finally:
            self._end()

    def _keep_up(self, child: _Child) -> None:
        now = self._clock.monotonic()
        if child.running is None:
            if now >= child.start_at:
                self._start(child, now)
            return
        status = child.running.poll()
        if status is None:
            return
        child.failures = 1 if now - child.started_at > STEADY else child.failures + 1
        child.start_at = now + min(0.5 * 2 ** (child.failures - 1), LONGEST_WAIT)
        child.running = None
        self._log.warning("process_ended", process=child.name, status=status)

    def _start(self, child: _Child, now: float) -> None:
        child.running = subprocess.Popen(  # noqa: S603  our own interpreter, our own module
            [sys.executable, "-m", child.module], stdin=subprocess.PIPE, start_new_session=True
        )
        child.started_at = now

    def _end(self) -> None:
        # The archive's owner goes last: the others may still have something to store.
        _end_together([child.running for child in self._children if child.running and child.name != OWNER])
        _end_together([child.running for child in self._children if child.running and child.name == OWNER])


def _end_together(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for one in running:
        one.terminate()
    for one in running:
        try:
            one.wait(ORDERLY)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()

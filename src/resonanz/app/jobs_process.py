"""A process that does the jobs which are due and ends: heavy work that holds up neither pages nor listening.

The worker starts it when there is something to do. It gives way to the other processes, and costs nothing while
nobody asks for anything.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Final

from resonanz.app.logging import log
from resonanz.core.clock import Clock

PAUSE: Final = 30.0
"""Seconds to wait after it failed to start."""
ORDERLY: Final = 10.0
"""Seconds that it may take to end."""


class JobsProcess:
    """Start the process that does jobs whenever one is due."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: subprocess.Popen[bytes] | None = None
        self._not_before = float("-inf")

    def tick(self) -> None:
        """Start the process if a job is due and none is running."""
        from resonanz.app.works import WORKS
        from resonanz.store.relational import jobs

        if self._running is not None and not self._has_ended(self._running):
            return
        if self._clock.monotonic() >= self._not_before and jobs.is_due(WORKS, now=self._clock.now()):
            self._running = subprocess.Popen(
                [sys.executable, "-m", "resonanz.app.jobs_process"], stdin=subprocess.PIPE, start_new_session=True
            )

    def _has_ended(self, running: subprocess.Popen[bytes]) -> bool:
        status = running.poll()
        if status is None:
            return False
        if status:
            self._not_before = self._clock.monotonic() + PAUSE
            log("worker").warning("process_ended", process="jobs", status=status)
        if running.stdin is not None:
            running.stdin.close()
        self._running = None
        return True

    def stop(self) -> None:
        """End the process in order: what it does is given back and taken up again later."""
        if self._running is None:
            return
        self._running.terminate()
        try:
            self._running.wait(ORDERLY)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()


def main() -> None:
    """Do what is due, until nothing is or somebody says stop."""
    from resonanz.app.jobs import Jobs
    from resonanz.app.process import begin, serving_house, with_parent
    from resonanz.app.works import WORKS

    begin("jobs")
    if hasattr(os, "nice"):
        os.nice(10)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with_parent(stop.set)
    Jobs(serving_house(), WORKS, stop, log("jobs")).run_all(f"jobs-{os.getpid()}")


if __name__ == "__main__":
    main()

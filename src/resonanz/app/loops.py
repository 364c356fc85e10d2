"""Work that repeats: a thread each, contained failures, an orderly end."""

from __future__ import annotations

import threading
from collections.abc import Callable

from resonanz.connect.contract import Log


class Loop:
    """Call something again and again until stopped; a failure is logged once and tried again."""

    def __init__(self, name: str, work: Callable[[], object], *, every: float, log: Log) -> None:
        self._name = name
        self._work = work
        self._every = every
        self._log = log
        self._stop = threading.Event()
        self._failed = ""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end after the round under way."""
        self._stop.set()

    def join(self, seconds: float) -> None:
        """Wait for its end."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._round()
            self._stop.wait(self._every)

    def _round(self) -> None:
        from django.db import close_old_connections  # only where a house stands

        close_old_connections()
        try:
            self._work()
        except Exception as trouble:  # noqa: BLE001  one loop's defect must not end the others
            said = f"{type(trouble).__name__}: {trouble}"
            if said != self._failed:
                self._log.warning("loop_failed", loop=self._name, exc_info=trouble)
            self._failed = said
        else:
            if self._failed:
                self._log.info("loop_recovered", loop=self._name)
            self._failed = ""
        finally:
            close_old_connections()

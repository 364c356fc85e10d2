"""What every process of a running Resonanz does first: settings, log lines, and dying with its supervisor."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from resonanz.app.config import settings
from resonanz.app.house import House
from resonanz.app.logging import set_up
from resonanz.app.wiring import build, settle

PATIENCE = 30.0
"""Seconds that a process waits for the archive's owner to come up."""
GRACE = 20.0
"""Seconds that a process may take to end in order when its supervisor is gone."""


def begin(name: str) -> None:
    """Set log lines up; `name` tells the process in the list of processes where the system allows it."""
    chosen = settings()
    set_up(level=chosen.log_level, form=chosen.log_format)
    threading.main_thread().name = name


def with_parent(stop: Callable[[], None]) -> None:
    """Call `stop` when the supervisor is gone, however it went: its end of our standard input closes."""

    def wait() -> None:
        # The bare descriptor: a buffered reader would hold its lock when the interpreter shuts down.
        while os.read(0, 1):
            pass
        stop()
        last = threading.Timer(GRACE, lambda: os._exit(1))
        last.daemon = True  # else a process that ended in order would wait for it
        last.start()

    if not os.isatty(0):
        threading.Thread(target=wait, name="with-parent", daemon=True).start()


def serving_house() -> House:
    """Return this process's house, over the archive that another process owns."""
    from resonanz.store.archive import RemoteArchive

    chosen = settings()
    return settle(build(chosen, archive=RemoteArchive(chosen.home, patience=PATIENCE)))

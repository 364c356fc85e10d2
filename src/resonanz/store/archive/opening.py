"""Getting at the archive: from its owner when one runs, else by becoming the owner.

The one thing a reader would get wrong: `open_archive` may return either. A command that works on the archive need
not know whether a server runs.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from resonanz.core.clock import Clock, SystemClock
from resonanz.core.errors import StoreUnavailable
from resonanz.store.archive import wire
from resonanz.store.archive.remote import RemoteArchive, connect

if TYPE_CHECKING:
    from resonanz.store.archive.embedded import EmbeddedArchive

COMING_UP: Final = 10.0
"""Seconds in which an owner that holds the file should be listening too."""
LOOK_AGAIN: Final = 0.1


def is_served(home: Path) -> bool:
    """Tell whether a process answers for the archive of this home."""
    try:
        connect(home / wire.SOCKET).close()
    except (OSError, wire.Disconnected, StoreUnavailable):
        return False
    return True


def open_embedded(
    home: Path,
    *,
    memory_limit: str = "512MB",
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> EmbeddedArchive:
    """Open the archive's file, made when it is not there; raise StoreUnavailable when another process has it."""
    from resonanz.store.archive.embedded import EmbeddedArchive  # noqa: PLC0415  loads the engine

    archive = EmbeddedArchive(home / "archive", memory_limit=memory_limit, threads=threads, progress=progress)
    archive.start()
    return archive


def open_archive(home: Path, *, clock: Clock | None = None) -> RemoteArchive | EmbeddedArchive:
    """Return the archive of a home: its owner's when one runs, else opened here until this process ends.

    Raise StoreUnavailable when another process has the file and does not answer.
    """
    clock = clock or SystemClock()
    deadline = clock.monotonic() + COMING_UP
    while not is_served(home):
        try:
            archive = open_embedded(home)
        except StoreUnavailable:
            # It may be an owner that is just starting.
            if not (home / "archive" / "lock").exists() or clock.monotonic() >= deadline:
                raise
            clock.sleep(LOOK_AGAIN)
        else:
            atexit.register(archive.close)
            return archive
    return RemoteArchive(home)

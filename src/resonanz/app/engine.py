"""The process that owns the archive: one file belongs to one process, everybody else asks it over a socket."""

from __future__ import annotations

import signal
import threading

from resonanz.app.config import settings
from resonanz.app.logging import log
from resonanz.core.garbage import leave_out


def main() -> None:
    """Serve the archive until told to stop or the supervisor is gone."""
    from resonanz.app.process import begin, with_parent
    from resonanz.store.archive import ArchiveOwner, open_embedded

    begin("engine")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with_parent(stop.set)
    chosen = settings()
    archive = open_embedded(chosen.home, memory_limit=chosen.archive_memory, threads=chosen.archive_threads)
    owner = ArchiveOwner(archive, chosen.home)
    owner.start()
    leave_out()
    log("engine").info("archive_open", head=archive.head())
    stop.wait()
    owner.stop()
    archive.close()


if __name__ == "__main__":
    main()

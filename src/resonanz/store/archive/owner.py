"""Serving the archive to the other processes of one machine, over a socket that only its owner may open.

One thread for each connection; a stream is sent as fast as the other side reads. The socket's directory is the home
directory, the socket itself is readable by its owner alone, and who connects is asked for by the system as well.
"""

from __future__ import annotations

import logging
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

from resonanz.core.errors import NotAllowed, ResonanzError, StoreUnavailable
from resonanz.core.ports import Archive
from resonanz.store.archive import wire

GRACE: Final = 5.0
"""Seconds that answers in hand may take when serving stops."""
_LOG: Final = logging.getLogger(__name__)
_CREDENTIALS: Final = struct.Struct("3i")


class KeptArchive(Archive, Protocol):
    """Be an archive whose files can be looked after."""

    def settle(self) -> None:
        """Bring the text index up to the archive's head."""
        ...

    def purge(self) -> bool:
        """Complete erasures now; return whether there was anything to do."""
        ...

    def backup(self, directory: Path) -> None:
        """Write a consistent copy into an empty directory."""
        ...

    def verify(self) -> list[str]:
        """Return what is wrong, one sentence each."""
        ...


class ArchiveOwner:
    """Answer for one archive until stopped."""

    def __init__(self, archive: KeptArchive, home: Path) -> None:
        self._archive = archive
        self._path = home / wire.SOCKET
        self._lines: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._answers = self._methods()

    def start(self) -> None:
        """Listen from now on; raise StoreUnavailable when the socket cannot be made.

        A socket left by a dead process is replaced: whoever calls this has the archive open, so nobody else serves.
        """
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._path.unlink(missing_ok=True)
            with wire.address_of(self._path) as address:
                listener.bind(address)
            self._path.chmod(0o600)
            listener.listen(64)
        except OSError as trouble:
            listener.close()
            raise StoreUnavailable(f"The archive's socket {self._path} cannot be made: {trouble}") from trouble
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), name="archive-owner", daemon=True).start()

    def stop(self) -> None:
        """Stop listening, let answers in hand end, close every connection."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        self._path.unlink(missing_ok=True)
        with self._lock:
            lines = dict(self._lines)
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RD)
        for thread in lines.values():
            thread.join(GRACE)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(line,), name="archive-answers", daemon=True)
            with self._lock:
                self._lines[line] = thread
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with line:
                _refuse_strangers(line)
                wire.greet(line)
                while True:
                    self._answer(line, wire.receive(line))
        except wire.Disconnected:
            pass  # the usual end
        except (NotAllowed, StoreUnavailable) as trouble:
            _LOG.warning("A connection to the archive was refused: %s", trouble)
        finally:
            with self._lock:
                self._lines.pop(line, None)

    def _answer(self, line: socket.socket, body: bytes) -> None:
        try:
            method, arguments = wire.read_request(body)
            if wire.METHODS[method].streams:
                for part in self._answers[method](*arguments):
                    wire.send(line, wire.more(part))
                wire.send(line, wire.END)
            else:
                wire.send(line, wire.ok(self._answers[method](*arguments)))
        except wire.Disconnected:
            raise
        except ResonanzError as trouble:
            wire.send(line, wire.failed(trouble))
        except Exception as trouble:  # noqa: BLE001  a defect of one answer must not end the others
            _LOG.exception("The archive failed to answer.")
            wire.send(line, wire.failed(ResonanzError(f"The archive failed: {trouble!r}")))

    def _methods(self) -> Mapping[str, Callable[..., Any]]:
        archive = self._archive
        special: dict[str, Callable[..., Any]] = {
            "page": lambda wanted, limit, after: archive.page(wanted, limit=limit, after=after),
            "scan": lambda wanted, batch: archive.scan(wanted, batch=batch),
            "following": lambda seq, limit: archive.following(seq, limit=limit),
            "volume": lambda wanted, looks: archive.volume(wanted, looks=looks),
            "words": lambda wanted, limit, looks: archive.words(wanted, limit=limit, looks=looks),
            "relabel": lambda changes: archive.relabel(wire.unwired(changes)),
            "expire": lambda before, source: archive.expire(before=before, source=source),
            "backup": lambda directory: archive.backup(Path(directory)),
        }
        return {name: special.get(name) or getattr(archive, name) for name in wire.METHODS}


def _refuse_strangers(line: socket.socket) -> None:
    """Raise NotAllowed when another user of the machine connects."""
    if sys.platform != "linux":
        return  # the socket's permissions keep others out there
    _, user, _ = _CREDENTIALS.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
    if user not in {os.getuid(), 0}:
        raise NotAllowed(f"User {user} may not ask the archive.")

"""The archive's directory: which file is the current one, and replacing it in one step.

    archive.<n>.duckdb   the mentions; `current` names the one that counts
    words/               the text index, derived
    lock                 held by the process that has the archive open
    spill/               what the engine puts aside while it sorts

Erasing rewrites the file (see docs/explanation/archive.md). A rewritten file takes a new number, because a log that
belongs to the old file must never be read into the new one.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from pathlib import Path
from typing import Final

from resonanz.core.errors import StoreUnavailable

_NAME: Final = re.compile(r"archive\.(\d+)\.duckdb")


class Files:
    """Know the files of one archive."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.words = directory / "words"
        self.spill = directory / "spill"
        self._pointer = directory / "current"
        self._lock: int | None = None

    def prepare(self) -> int:
        """Make the directory and take it for this process; return the number of the current file.

        What an interrupted rewriting left is swept away. Raise StoreUnavailable when another process has it.
        """
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take()
        shutil.rmtree(self.spill, ignore_errors=True)
        self.spill.mkdir(mode=0o700)
        number = self._current()
        self.point_to(number)
        for other in self._numbers():
            if other != number:
                self.remove(other)
        return number

    def release(self) -> None:
        """Let another process have the directory."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def path(self, number: int) -> Path:
        """Return where the file of that number lies."""
        return self.directory / f"archive.{number}.duckdb"

    def point_to(self, number: int) -> None:
        """Make that file the current one, in one step that survives a loss of power."""
        aside = self._pointer.with_suffix(".new")
        with aside.open("w") as out:
            out.write(self.path(number).name)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(self._pointer)
        handle = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, number: int) -> None:
        """Remove a file and its log."""
        path = self.path(number)
        for each in (path, path.with_name(path.name + ".wal")):
            each.unlink(missing_ok=True)

    def _take(self) -> None:
        handle = os.open(self.directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as trouble:
            os.close(handle)
            raise StoreUnavailable(
                f"Another process has the archive in {self.directory} open. Wait for it, or stop it."
            ) from trouble
        self._lock = handle

    def _current(self) -> int:
        """Return the number that the pointer names; without one the oldest file's, because that one is whole."""
        named = _NAME.fullmatch(self._pointer.read_text().strip()) if self._pointer.exists() else None
        if named and self.path(int(named[1])).exists():
            return int(named[1])
        return min(self._numbers(), default=1)

    def _numbers(self) -> list[int]:
        matches = (_NAME.match(path.name) for path in self.directory.iterdir())
        return sorted({int(match[1]) for match in matches if match})

"""How far a work is that takes longer than a request, and where it is interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict

if TYPE_CHECKING:
    from resonanz.app.house import House

SAID_EVERY: Final = 1.0
"""Seconds between two notes of how far a job is."""


class Interrupted(Exception):  # noqa: N818  says what happened
    """End a work in order, because its process has to end; it is taken up again."""


class Progress:
    """Tell how far a job is; a work gets one and calls `say`."""

    def __init__(self, write: Callable[..., None], clock: Clock, stop: threading.Event) -> None:
        self._write = write
        self._clock = clock
        self._stop = stop
        self._said_at = float("-inf")
        self.is_lost = False
        """Another worker has the job by now."""

    def say(self, done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        """Note how far the work is; raise Interrupted or Conflict where it must not go on."""
        if self._stop.is_set():
            raise Interrupted
        if self.is_lost:
            raise Conflict("Another worker has taken this job over.")
        now = self._clock.monotonic()
        if message is None and now - self._said_at < SAID_EVERY:
            return
        self._said_at = now
        self._write(done=done, total=total, message=message)


Work = Callable[["House", Mapping[str, Any], Progress], str]
"""What a job does; returns what came of it, in a sentence."""

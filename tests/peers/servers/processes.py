"""Servers as child processes that are certain to end, and patience that is certain to end too."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from tests.peers.servers.machine import PeerFailedError, dying_with_us, environment, without_root

T = TypeVar("T")


def until(ask: Callable[[], T | None], seconds: float, hoped: str) -> T:
    """Ask again and again, for at most `seconds`, and return the first answer that is not empty or false.

    Raises `PeerFailedError` naming what was `hoped` for. Real servers take their time and announce nothing.
    """
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise PeerFailedError(f"Waited {seconds:g} s in vain: {hoped}.")
        time.sleep(0.05)  # noqa: TID251 - a real server knows no clock of ours


class ChildServer:
    """One server process and whatever it starts in its turn."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        directory: Path,
        variables: Mapping[str, str] | None = None,
        by_nobody: bool = False,
    ) -> None:
        self.name = name
        self.log = log
        certain_to_end = dying_with_us(command)
        with log.open("wb") as written:
            self._process = subprocess.Popen(
                without_root(certain_to_end) if by_nobody else certain_to_end,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                cwd=directory,
                env=environment(variables),
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready`, and stop waiting at once if the server has died."""
        try:
            until(lambda: ready() or self._process.poll() is not None, seconds, f"{self.name} is ready")
        except PeerFailedError as error:
            self.stop(0)
            raise PeerFailedError(f"{error} {self.last_words()}") from error
        if self._process.poll() is not None:
            raise PeerFailedError(f"{self.name} ended with {self._process.returncode}. {self.last_words()}")

    def logged(self, text: str) -> bool:
        """Tell whether the server has written `text` into its log."""
        return text in self.log.read_text(errors="replace")

    def last_words(self) -> str:
        """Return the end of the log."""
        return f"The end of {self.log.name}: {self.log.read_text(errors='replace')[-1500:].strip()}"

    def stop(self, grace: float, asking: signal.Signals = signal.SIGTERM) -> None:
        """Ask the server and its children to end, and after `grace` seconds make them."""
        if grace > 0:
            self._tell(asking)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(grace)
        self._tell(signal.SIGKILL)
        self._process.wait()

    def _tell(self, message: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, message)
        except ProcessLookupError:
            return

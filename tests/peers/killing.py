"""Kill processes in the middle of sending an answer, at moments that span what sending takes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from resonanz.connect.contract import Outgoing

BEYOND = 1.3
"""The last kill comes later than sending takes by this factor."""
ROOT = Path(__file__).parents[2]


class Killing:
    """Have answers sent by processes that may be killed; see `sending_once`."""

    def __init__(self, told: IO[str], said: IO[str]) -> None:
        self._told = told
        self._said = said

    def sent(self, answer: Outgoing) -> float:
        """Let an answer be sent undisturbed; return the seconds that it took."""
        process = self._begun(answer)
        begun = time.monotonic()
        assert self._said.readline() == "done\n", "the answer was not sent"
        took = time.monotonic() - begun
        self._ended(process)
        return took

    def killed(self, answer: Outgoing, after: float) -> bool:
        """Kill the process some seconds after it began to send; tell whether it was done before."""
        process = self._begun(answer)
        threading.Event().wait(after)  # real servers know no clock of ours
        return self._ended(process) == ["done\n"]

    def _ended(self, process: int) -> list[str]:
        with suppress(ProcessLookupError):  # it failed to send, and has told why
            os.kill(process, signal.SIGKILL)
        return list(iter(self._said.readline, "over\n"))

    def _begun(self, answer: Outgoing) -> int:
        self._told.write(json.dumps(asdict(answer)) + "\n")
        self._told.flush()
        said = self._said.readline().split()
        assert said[:1] == ["begins"], f"the channel was not reached: {said}"
        return int(said[1])


@contextmanager
def killing(connector: str, settings: dict[str, Any], secrets: dict[str, str]) -> Iterator[Killing]:
    """Yield what sends and kills on one configured source."""
    command = [sys.executable, "-m", "tests.peers.sending_once"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"connector": connector, "settings": settings, "secrets": secrets}) + "\n")
        try:
            yield Killing(process.stdin, process.stdout)
        finally:
            process.kill()

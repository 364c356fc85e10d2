"""A real ntfy on loopback: a topic that only one person may write to and read.

ntfy is one program; it is looked for on the PATH, because not every Debian has it (trixie does).
"""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from tests.peers.servers.machine import PeerMissingError, find_program, free_ports, run
from tests.peers.servers.processes import ChildServer

PERSON = "ann"
PASSWORD = "pw-ann"
TOPIC = "alerts"


class NtfyServer:
    """A server that lives while the `with` block does."""

    def __init__(self, *, logs: Path | None = None) -> None:
        self._logs = logs
        (self.port,) = free_ports(1)

    def __enter__(self) -> NtfyServer:
        program = find_program("ntfy")
        if program is None:
            raise PeerMissingError("ntfy is not installed: take the package of Debian trixie, or put it on the PATH")
        with ExitStack() as starting:
            home = Path(tempfile.mkdtemp(prefix="ntfy-"))
            starting.callback(shutil.rmtree, home, ignore_errors=True)
            settings = home / "server.yml"
            settings.write_text(
                f'base-url: "{self.address}"\nlisten-http: "127.0.0.1:{self.port}"\n'
                f'cache-file: "{home}/cache.db"\nauth-file: "{home}/auth.db"\nauth-default-access: "deny-all"\n'
            )
            server = ChildServer(
                "ntfy",
                [str(program), "serve", "-c", str(settings)],
                log=(self._logs or home) / f"ntfy-{self.port}.log",
                directory=home,
            )
            starting.callback(server.stop, 5)
            server.wait_until(self._answers, 20)
            # The table of people exists only once the server has run.
            for command in (
                ["user", "-c", str(settings), "add", PERSON],
                ["access", "-c", str(settings), PERSON, TOPIC, "rw"],
            ):
                run(
                    [str(program), *command],
                    purpose="ntfy knows nobody",
                    seconds=20,
                    variables={"NTFY_PASSWORD": PASSWORD},
                )
            self._running = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    @property
    def address(self) -> str:
        """Return where it is."""
        return f"http://127.0.0.1:{self.port}"

    def service(self, password: str = PASSWORD) -> str:
        """Return the topic's address as Apprise writes it."""
        return f"ntfy://{PERSON}:{password}@127.0.0.1:{self.port}/{TOPIC}"

    def messages(self) -> list[dict[str, object]]:
        """Return what stands in the topic."""
        told = urllib.request.Request(f"{self.address}/{TOPIC}/json?poll=1")
        told.add_header("Authorization", "Basic " + base64.b64encode(f"{PERSON}:{PASSWORD}".encode()).decode())
        with urllib.request.urlopen(told, timeout=10) as answer:
            return [json.loads(line) for line in answer.read().decode().splitlines() if line]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/v1/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

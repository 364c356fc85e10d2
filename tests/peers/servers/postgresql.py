"""A throw-away PostgreSQL for the servers that need one: one port on loopback, one password, no socket file."""

from __future__ import annotations

import secrets
import signal
from pathlib import Path
from types import TracebackType

from tests.peers.servers.install import install_postgresql
from tests.peers.servers.machine import PeerFailedError, give_to_nobody, run, without_root
from tests.peers.servers.processes import ChildServer


class PostgreSQL:
    """A database server that lives in `directory`, run by nobody if this process is root."""

    def __init__(self, directory: Path, *, port: int, log: Path) -> None:
        self._directory = directory
        self._port = port
        self._log = log
        self._password = secrets.token_hex(12)

    @property
    def url(self) -> str:
        """Return the address of the one database."""
        return f"postgres://peer:{self._password}@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> PostgreSQL:
        program = install_postgresql().within_reach_of_nobody(self._directory.parent)
        self._directory.mkdir()
        password = self._directory / "password"
        password.write_text(self._password)
        for path in (self._directory, password):
            give_to_nobody(path)
        data = self._directory / "data"
        layout = ["-D", str(data), "-U", "peer", "-A", "scram-sha-256", "--pwfile", str(password)]
        layout += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        run(
            without_root([str(program.path.parent / "initdb"), *layout]),
            purpose="PostgreSQL could not be set up",
            variables=program.variables,
            directory=self._directory,
            failing=PeerFailedError,
        )
        settings = {
            "port": str(self._port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "dynamic_shared_memory_type": "mmap",  # in `directory`, so that nothing is left even of a killed server
            "fsync": "off",
            "jit": "off",
            "shared_buffers": "32MB",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._server = ChildServer(
            "PostgreSQL",
            [str(program.path), "-D", str(data), *options],
            log=self._log,
            directory=self._directory,
            variables=program.variables,
            by_nobody=True,
        )
        self._server.wait_until(lambda: self._server.logged("ready to accept connections"), 30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop(10, asking=signal.SIGQUIT)

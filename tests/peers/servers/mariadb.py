"""A throw-away MariaDB for the servers that need one: one port on loopback, one password, nothing left behind."""

from __future__ import annotations

import secrets
from pathlib import Path
from types import TracebackType

from tests.peers.servers.install import install_mariadb
from tests.peers.servers.machine import PeerFailedError, give_to_nobody, run, without_root
from tests.peers.servers.processes import ChildServer


class MariaDB:
    """A database server that lives in `directory`, run by nobody if this process is root."""

    def __init__(self, directory: Path, *, port: int, log: Path) -> None:
        self._directory = directory
        self._port = port
        self._log = log
        self.user = "peer"
        self.database = "peer"
        self.password = secrets.token_hex(12)

    @property
    def address(self) -> str:
        """Return host and port."""
        return f"127.0.0.1:{self._port}"

    def __enter__(self) -> MariaDB:
        program = install_mariadb()
        self._directory.mkdir()
        give_to_nobody(self._directory)
        data = self._directory / "data"
        layout = ["--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"]
        run(
            without_root(["mariadb-install-db", *layout]),
            purpose="MariaDB could not be set up",
            directory=self._directory,
            failing=PeerFailedError,
        )
        first_words = self._directory / "first.sql"
        first_words.write_text(self._first_words())
        give_to_nobody(first_words)
        settings = {
            "port": str(self._port),
            "bind-address": "127.0.0.1",
            "socket": str(self._directory / "socket"),
            "pid-file": str(self._directory / "pid"),
            "init-file": str(first_words),
            "innodb-buffer-pool-size": "64M",
            "innodb-flush-log-at-trx-commit": "0",
            "performance-schema": "0",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        self._server = ChildServer(
            "MariaDB",
            [str(program), "--no-defaults", f"--datadir={data}", *options],
            log=self._log,
            directory=self._directory,
            by_nobody=True,
        )
        self._server.wait_until(lambda: self._server.logged("ready for connections"), 60)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop(0)  # it takes seconds to end politely, and its tables are thrown away

    def _first_words(self) -> str:
        who = f"'{self.user}'@'127.0.0.1'"
        return (
            f"CREATE DATABASE {self.database} CHARACTER SET utf8mb4;\n"
            f"CREATE USER {who} IDENTIFIED BY '{self.password}';\n"
            f"GRANT ALL ON {self.database}.* TO {who};\n"
            "ALTER USER 'root'@'localhost' ACCOUNT LOCK;\n"
        )

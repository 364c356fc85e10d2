"""Run a command with a throw-away PostgreSQL under it: RESONANZ_TEST_POSTGRES holds its address.

    python scripts/with-postgresql.py .venv/bin/pytest -q tests/store/relational

Debian's own server is used, or unpacked aside where there is none; nothing of it outlives the command.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the servers live beside the tests

from tests.peers.servers.machine import free_ports, give_to_nobody
from tests.peers.servers.postgresql import PostgreSQL


def main() -> int:
    """Run the command; return its exit status."""
    with tempfile.TemporaryDirectory(prefix="resonanz-postgresql-") as folder:
        home = Path(folder)
        give_to_nobody(home)
        with PostgreSQL(home / "server", port=free_ports(1)[0], log=home / "log") as server:
            known = {**os.environ, "RESONANZ_TEST_POSTGRES": server.url}  # noqa: TID251  handed on, not read
            return subprocess.run(sys.argv[1:], env=known, check=False).returncode  # noqa: S603  what the caller typed


if __name__ == "__main__":
    sys.exit(main())

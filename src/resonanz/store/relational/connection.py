"""How Django reaches the database: SQLite in the home directory, or PostgreSQL by one address.

SQLite is durable only as far as it is told to be: without `synchronous=FULL` a power cut takes acknowledged commits
back, and a cursor would point ahead of its facts. `secure_delete` overwrites what is erased inside the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from resonanz.core.errors import InputRejected

SQLITE_FILE: Final = "resonanz.sqlite3"
PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
)
WAIT: Final = 20
"""Seconds that a writer waits for another one."""


def database(url: str, home: Path) -> dict[str, object]:
    """Return Django's settings of the default database; an empty `url` means SQLite in `home`."""
    if not url:
        return sqlite(home / SQLITE_FILE)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise InputRejected(
            "This is no address of a database.",
            place="RESONANZ_DATABASE_URL",
            remedy="Write postgresql://user:password@host/name, or leave it empty for SQLite.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def sqlite(file: Path) -> dict[str, object]:
    """Return Django's settings of an SQLite file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": WAIT, "init_command": PRAGMAS},
        # In a file too, because threads that share a database in memory lock differently from processes.
        "TEST": {"NAME": str(file.with_name(f"test-{file.name}"))},
    }

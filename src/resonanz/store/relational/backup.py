"""A consistent copy of the running database, and putting one back.

SQLite copies itself page by page while others write. Copying the file would miss its write-ahead log. The copy holds
sealed credentials: without the installation's secret key they stay closed.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection

from resonanz.core.errors import InputRejected, StoreUnavailable
from resonanz.store.relational.connection import SQLITE_FILE, WAIT

PAGES: Final = 2_000
"""Copied at a time; writers go on in between."""
MARK_TABLE: Final = "relational_source"
"""What makes a database ours."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Say what was copied."""

    file: Path
    size: int
    """Bytes."""
    rows: int
    """In all tables."""


def back_up(directory: Path) -> Copy:
    """Copy the running database into `directory` and verify the copy; raise InputRejected for PostgreSQL."""
    if connection.vendor != "sqlite":
        raise InputRejected(
            "The relational store is a PostgreSQL database, which brings its own backup.",
            place="RESONANZ_DATABASE_URL",
            remedy=f"Run: {pg_dump(directory)}",
        )
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    return copy(Path(str(connection.settings_dict["NAME"])), directory / SQLITE_FILE)


def pg_dump(directory: Path) -> str:
    """Return the command that backs the PostgreSQL database up; the password is asked for or comes from ~/.pgpass."""
    chosen = connection.settings_dict
    options = [("--host", chosen["HOST"]), ("--port", chosen["PORT"]), ("--username", chosen["USER"])]
    given = " ".join(f"{name}={value}" for name, value in options if value)
    target = directory / "resonanz.dump"
    return " ".join(f"pg_dump --format=custom --file={target} {given} {chosen['NAME']}".split())


def copy(source: Path, target: Path) -> Copy:
    """Copy an SQLite database that may be in use; `target` appears only when it is complete and whole."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with _opened(source) as running, _opened(unfinished, make=True) as kept:
            running.backup(kept, pages=PAGES)
            # The copy is one file: without this it would want a write-ahead log beside it.
            kept.execute("PRAGMA journal_mode=DELETE")
        rows = verify(unfinished)
    except (sqlite3.Error, OSError) as trouble:
        unfinished.unlink(missing_ok=True)
        raise StoreUnavailable(f"The database could not be copied to {target.parent}: {trouble}") from trouble
    unfinished.chmod(0o600)
    unfinished.replace(target)
    return Copy(file=target, size=target.stat().st_size, rows=rows)


def verify(file: Path) -> int:
    """Return how many rows a copy holds; raise InputRejected when it is damaged or no database of ours."""
    if not file.is_file():
        raise InputRejected("There is no such file.", place=str(file))
    try:
        with _opened(file) as kept:
            damage = [line for (line,) in kept.execute("PRAGMA integrity_check(5)") if line != "ok"]
            orphans = kept.execute("PRAGMA foreign_key_check").fetchmany(5)
            tables = [name for (name,) in kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = sum(kept.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables)  # noqa: S608  names from the file's own catalogue
    except sqlite3.DatabaseError as trouble:
        raise InputRejected(f"This is no whole database: {trouble}", place=str(file)) from trouble
    if damage or orphans or MARK_TABLE not in tables:
        said = "; ".join(damage) or ("rows point nowhere" if orphans else "its tables are not those of Resonanz")
        raise InputRejected(f"The copy is not usable: {said}.", place=str(file), remedy="Take an older backup.")
    return int(rows)


def put_back(file: Path, database: Path) -> Copy:
    """Put a verified copy in the place of `database`, which nobody may have open; what stood there stays aside.

    The former database is kept beside it as `<name>.before-restore`.
    """
    verify(file)
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if database.exists():
        with _opened(database) as former:  # brings its write-ahead log home, so that the file is complete by itself
            former.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.replace(database.with_name(f"{database.name}.before-restore"))
    for left in ("-wal", "-shm"):
        database.with_name(database.name + left).unlink(missing_ok=True)
    copied = copy(file, database)
    with _opened(database) as restored, restored:
        # Whatever was to be sent when the copy was made may have been sent since: look before posting it again.
        restored.execute("UPDATE relational_reply SET tries = 1 WHERE tries = 0 AND state IN ('approved', 'sending')")
    return copied


def _opened(file: Path, *, make: bool = False) -> closing[sqlite3.Connection]:
    mode = "rwc" if make else "rw"
    return closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=WAIT))

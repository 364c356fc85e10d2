"""Erasing means gone from the files too: SQLite's write-ahead log keeps old pages until it is checkpointed.

`secure_delete` overwrites what is erased in the database file itself. PostgreSQL frees erased rows by its own vacuum.
"""

from __future__ import annotations

import contextlib
from typing import Final

from django.db import OperationalError, connection, transaction

from resonanz.store.relational.connection import WAIT

PATIENCE: Final = 1000
"""Milliseconds that emptying the log waits for readers."""


def wipe_after_commit() -> None:
    """Empty SQLite's write-ahead log once the erasure is committed."""
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty_log)


def _empty_log() -> None:
    # A reader may hold the log for longer than we wait: then the next erasure, or the last connection to close,
    # empties it. Waiting as long as for a write would hold up whoever erases.
    with connection.cursor() as cursor, contextlib.suppress(OperationalError):
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout={1000 * WAIT}")

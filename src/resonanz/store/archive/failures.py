"""The engine's failures as ours: what the disk does is no defect, a wrong statement is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from resonanz.core.errors import StoreUnavailable

_OUTSIDE: Final = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
    duckdb.ConnectionException,
    duckdb.SerializationException,
    OSError,
)
_DEADLY: Final = (duckdb.FatalException, duckdb.InternalException, duckdb.ConnectionException)


def is_deadly(trouble: BaseException | None) -> bool:
    """Tell whether the engine answers nothing from now on until the file is opened again."""
    return isinstance(trouble, _DEADLY) or "invalidated" in str(trouble)


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn what the disk or the memory refuses into StoreUnavailable."""
    try:
        yield
    except (duckdb.Error, OSError) as trouble:
        damaged = type(trouble) is duckdb.Error  # a wrong checksum has no class of its own
        if not damaged and not isinstance(trouble, _OUTSIDE):
            raise
        reason = " ".join(str(trouble).split())[:300]
        remedy = "Restore a backup." if damaged else "Check that the disk has space and is readable."
        raise StoreUnavailable(f"The archive cannot be {doing}: {reason} {remedy}") from trouble

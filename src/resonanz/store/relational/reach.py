"""What every repository needs: a database's failure as one of our errors, and long lists in pieces.

A locked, full or unreachable database has acknowledged nothing; the caller may try again. A connection that broke is
thrown away at once, because a thread that lives as long as the process would keep it for ever.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from django.db import InterfaceError, OperationalError, connection

from resonanz.core.errors import StoreUnavailable

Item = TypeVar("Item")

PIECE: Final = 500
"""Values in one list of a statement: below the limit of every SQLite."""


@contextlib.contextmanager
def reachable() -> Iterator[None]:
    """Turn what the database says about itself into StoreUnavailable; use it as a decorator of methods."""
    try:
        yield
    except (OperationalError, InterfaceError) as trouble:
        connection.close_if_unusable_or_obsolete()
        raise StoreUnavailable(f"The database cannot be used now: {trouble}") from trouble


def pieces(items: Sequence[Item], size: int = PIECE) -> Iterator[Sequence[Item]]:
    """Yield `items` in runs of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]

"""Pages that begin after a row, not at a number: quick on the last page too, and stable while rows come and go.

A cursor is opaque to whoever carries it, and made by us only: anything else is refused, not guessed at.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from resonanz.core.errors import InputRejected
from resonanz.store.relational.views import Rows

Found = TypeVar("Found")
Row = TypeVar("Row")

LONGEST: Final = 200
"""Rows of one page at most."""


def cursor(kind: str, *values: object) -> str:
    """Return an opaque cursor of a kind of list."""
    text = json.dumps([kind, *values], default=_isoformat, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def read_cursor(kind: str, text: str, *types: type) -> tuple[object, ...]:
    """Return the values of a cursor, of these types; raise InputRejected for anything but one of `kind`."""
    wanted: tuple[object, ...] = (kind, *types)
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        return tuple(_checked(value, one) for value, one in zip(values, wanted, strict=True))[1:]
    except (ValueError, TypeError, binascii.Error, RecursionError) as trouble:
        raise InputRejected(
            "This is no cursor of this list.", place="after", remedy="Begin with the first page."
        ) from trouble


def page(found: Sequence[Found], limit: int, row: Callable[[Found], Row], mark: Callable[[Found], str]) -> Rows[Row]:
    """Return a page of what was asked for with `limit + 1`; the one too many says that there is a next page."""
    shown = found[:limit]
    more = len(found) > limit
    return Rows(tuple(row(each) for each in shown), mark(shown[-1]) if more else None)


def bounded(limit: int) -> int:
    """Return how many rows a page may have."""
    return max(1, min(limit, LONGEST))


def _checked(value: object, wanted: object) -> object:
    """Return a value that is of the wanted type, or is the wanted word; raise ValueError."""
    if wanted is datetime:
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError("a time without zone")
        return moment
    fits = type(value) is wanted if isinstance(wanted, type) else value == wanted
    if not fits or (isinstance(value, int) and abs(value) >= 2**63):
        raise ValueError(f"no {wanted}")
    return value


def _isoformat(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a cursor cannot hold {type(value)}")

"""Cursors of mention pages: opaque to whoever asks, checked when they come back."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from resonanz.core.errors import InputRejected
from resonanz.core.search import Mark


def written(mark: Mark | None) -> str | None:
    """Return a mark as a cursor."""
    if mark is None:
        return None
    text = f"{mark.published_at.isoformat()}|{mark.seq}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str | None) -> Mark | None:
    """Return the mark of a cursor; raise InputRejected for one that is not ours."""
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, _, seq = text.rpartition("|")
        mark = Mark(datetime.fromisoformat(moment), int(seq))
    except (binascii.Error, UnicodeError, ValueError) as trouble:
        raise InputRejected("This is no cursor of ours.", place="cursor", remedy="Begin without one.") from trouble
    if mark.published_at.tzinfo is None:
        raise InputRejected("This is no cursor of ours.", place="cursor", remedy="Begin without one.")
    return mark

"""Moments that come in: each names its time zone and goes on in UTC, which every store can hold.

PostgreSQL knows no zone more than sixteen hours away, ISO 8601 does.
"""

from __future__ import annotations

from datetime import UTC, datetime

from resonanz.core.errors import InputRejected


def aware(moment: datetime | None, place: str) -> datetime | None:
    """Return a moment in UTC; raise InputRejected where it names no time zone, OverflowError beyond all time."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise InputRejected("This names no time zone.", place=place, remedy="Write for example Z behind it.")
    return moment.astimezone(UTC)

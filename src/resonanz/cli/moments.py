"""Moments as people write them on the command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from resonanz.core.errors import InputRejected

_AGO = re.compile(r"(?:now)?-?(\d{1,6})([mhdw])\Z")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str | None, *, place: str, zone: str, now: datetime) -> datetime | None:
    """Return the moment meant by an ISO date, an ISO time, or `7d`, `12h`, `30m`, `2w` ago; a bare time is local."""
    if not text:
        return None
    try:
        if ago := _AGO.match(text.strip().lower()):
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        read = datetime.fromisoformat(text.strip())
        return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError) as trouble:  # the year 0, or longer ago than there were years
        raise InputRejected(
            f"{text!r} is no moment.", place=place, remedy="Write 2026-03-01, 2026-03-01T14:30 or 7d."
        ) from trouble

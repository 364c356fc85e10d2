"""Dates as strangers write them: RFC 822, ISO 8601, seconds since 1970, with or without a zone.

A date without a zone comes back naive: whoever believes it would be wrong by up to a day, so
`core.mention.believable_time` does not.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from resonanz.core.mention import EARLIEST, believable_time

_GERMAN_MONTHS: Final = {"mär": "Mar", "mai": "May", "okt": "Oct", "dez": "Dec", "jän": "Jan"}
_GERMAN = re.compile(r"\b(mär|mai|okt|dez|jän)[a-zäöü]*\b", re.IGNORECASE)
_LONGEST = 64


def parse_time(said: object) -> datetime | None:
    """Return the moment that a text or a number names: UTC where a zone is given, naive where not, None if none.

    Numbers are seconds since 1970, or milliseconds where seconds would be thousands of years away.
    """
    if isinstance(said, bool):
        return None
    if isinstance(said, int | float):
        return _from_number(said)
    if not isinstance(said, str) or not said or len(said) > _LONGEST:
        return None
    try:
        moment = _from_text(said.strip())
        return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else moment
    except OverflowError:
        return None


def heard_time(said: object, *, seen_at: datetime) -> datetime:
    """Return when something was published, as far as the claim can be believed, else `seen_at`."""
    return believable_time(parse_time(said), seen_at=seen_at)


def revision_of(said: object, *, seen_at: datetime) -> int:
    """Return the revision that an edit's date makes: its epoch seconds, 0 when it cannot be believed.

    A date in the far future is none: it would outrank every later edit.
    """
    moment = parse_time(said)
    if moment is None or moment.tzinfo is None or moment < EARLIEST or moment > seen_at + timedelta(days=1):
        return 0
    return int(moment.timestamp())


def _from_number(number: float) -> datetime | None:
    if not math.isfinite(number):
        return None
    seconds = number / 1000 if abs(number) > 1e11 else number
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _from_text(said: str) -> datetime | None:
    if said.isascii() and said.isdigit() and len(said) in {10, 13}:
        return _from_number(int(said))
    for form in (said, said.upper()):
        try:
            return datetime.fromisoformat(form)
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(_GERMAN.sub(lambda found: _GERMAN_MONTHS[found[1].lower()], said))
    except (ValueError, TypeError, IndexError):
        return None


__all__ = ["heard_time", "parse_time", "revision_of"]

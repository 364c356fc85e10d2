"""Record keys: 13 letters that hold a moment and a few random bits, and an answer's own one.

The one thing a reader would get wrong: why an answer's key lies in the past. It is made of the answer's key alone, so
that a repetition names the same record, and a moment made of a hash must not lie in the future, which servers refuse.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

_LETTERS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_VALID: Final = re.compile("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BEGIN: Final = int((datetime(2023, 6, 1, tzinfo=UTC) - _EPOCH).total_seconds()) * 1_000_000
_SPAN_BITS: Final = 46
"""Two years and three months of microseconds after the beginning: all past, and room for 2^56 keys."""
_CLOCK_BITS: Final = 10


def record_key(key: str) -> str:
    """Return the record key that belongs to an answer's key, always the same."""
    number = int.from_bytes(sha256(b"resonanz answer " + key.encode()).digest()[:8], "big")
    micros = _BEGIN + number % (1 << _SPAN_BITS)
    clock = (number >> _SPAN_BITS) % (1 << _CLOCK_BITS)
    return tid(micros, clock)


def tid(micros: int, clock: int) -> str:
    """Return a moment (microseconds since 1970) and a clock's number as 13 letters."""
    value = (micros << _CLOCK_BITS) | clock
    return "".join(_LETTERS[(value >> shift) & 31] for shift in range(60, -1, -5))


def moment_of(key: str) -> datetime | None:
    """Return the moment that a record key names, None when it is of another kind."""
    if not _VALID.fullmatch(key):
        return None
    value = 0
    for letter in key:
        value = value * 32 + _LETTERS.index(letter)
    try:
        return _EPOCH + timedelta(microseconds=value >> _CLOCK_BITS)
    except OverflowError:
        return None

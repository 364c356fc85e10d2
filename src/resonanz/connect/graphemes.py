"""How long a text is to whoever reads it: channels bound answers in characters as people see them.

The one thing a reader would get wrong: a family, a flag or a letter with its accent is several code points and one
character. Desk and connectors must count alike, or an answer that was approved is refused.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_SKIN: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)
_JOINER: Final = "\u200d"


def graphemes(text: str) -> int:
    """Return how many characters a reader sees, near enough to Unicode's rules to hold a limit.

    Marks, joined emoji, flags, skin tones and line ends count with what they belong to (UAX #29).
    """
    count, previous, flags = 0, "", 0
    for sign in text:
        flags = flags + 1 if ord(sign) in _REGIONAL else 0
        if not (previous and _continues(previous, sign, flags)):
            count += 1
        previous = sign
    return count


def _continues(previous: str, sign: str, flags: int) -> bool:
    joined = _JOINER in (previous, sign) or unicodedata.category(sign) in ("Mn", "Me", "Mc")
    coloured = ord(sign) in _SKIN or ord(sign) in _TAGS
    second_of_a_flag = flags > 0 and flags % 2 == 0
    return joined or coloured or second_of_a_flag or previous + sign == "\r\n" or _is_syllable(previous, sign)


def _is_syllable(previous: str, sign: str) -> bool:
    """Tell whether a Korean letter goes on a syllable."""
    return 0x1160 <= ord(sign) <= 0x11FF and (0x1100 <= ord(previous) <= 0x11FF or 0xAC00 <= ord(previous) <= 0xD7A3)


__all__ = ["graphemes"]

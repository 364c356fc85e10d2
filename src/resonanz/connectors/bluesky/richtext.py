"""Text as Bluesky wants it: links, mentions and hashtags named by their bytes, length counted in graphemes.

The one thing a reader would get wrong: the positions. They count bytes of UTF-8, not characters, so one umlaut before
a link would move it by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from resonanz.connect.contract import Json

_LINK: Final = re.compile(r"https?://[^\s<>\"]+")
_MENTION: Final = re.compile(r"(?<![\w@/.])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63})\b")
_TAG: Final = re.compile(r"(?<![\w&/#])#(?!\d+\b)(\w{1,64})")
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_SKIN: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)
_JOINER: Final = "\u200d"


def facets_of(text: str, resolve: Callable[[str], str | None]) -> list[Json]:
    """Return the facets of a text; `resolve` gives the DID of a handle, None for nobody."""
    return [
        {
            "index": {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())},
            "features": [feature],
        }
        for start, end, feature in sorted(_found(text, resolve), key=lambda one: one[0])
    ]


def _found(text: str, resolve: Callable[[str], str | None]) -> Iterator[tuple[int, int, Json]]:
    taken: list[range] = []
    for found in _LINK.finditer(text):
        address = _trimmed(found.group())
        taken.append(range(found.start(), found.end()))
        yield found.start(), found.start() + len(address), {"$type": "app.bsky.richtext.facet#link", "uri": address}
    for found in _MENTION.finditer(text):
        did = None if _within(found.start(), taken) else resolve(found.group(1))
        if did:
            yield *found.span(), {"$type": "app.bsky.richtext.facet#mention", "did": did}
    for found in _TAG.finditer(text):
        if not _within(found.start(), taken):
            yield *found.span(), {"$type": "app.bsky.richtext.facet#tag", "tag": found.group(1)}


def _trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence it ends."""
    address = address.rstrip(".,;:!?'»“”…")
    return address[:-1] if address.endswith(")") and "(" not in address else address


def _within(at: int, taken: list[range]) -> bool:
    return any(at in one for one in taken)


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

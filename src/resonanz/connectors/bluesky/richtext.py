"""Text as Bluesky wants it: links, mentions and hashtags named by their bytes.

The one thing a reader would get wrong: the positions. They count bytes of UTF-8, not characters, so one umlaut before
a link would move it by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from resonanz.connect.contract import Json

_LINK: Final = re.compile(r"https?://[^\s<>\"]+")
_MENTION: Final = re.compile(r"(?<![\w@/.])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63})\b")
_TAG: Final = re.compile(r"(?<![\w&/#])#(?!\d+\b)(\w{1,64})")


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

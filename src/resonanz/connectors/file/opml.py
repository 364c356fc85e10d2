"""Feeds from an OPML file, which every feed reader exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from resonanz.connect.payload import web_address
from resonanz.connect.text import clean_line
from resonanz.core.errors import InputRejected

MAX_OPML: Final = 20_000_000
MAX_FEEDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """Hold one feed of a subscription list."""

    url: str
    title: str
    """What the list calls it; empty when it does not."""
    folder: str = ""
    """The names of the folders it lies in, joined by a slash."""


def opml_feeds(document: bytes) -> list[OpmlFeed]:
    """Return the feeds of an OPML document, each address once, in its order; raise InputRejected if it is none."""
    if len(document) > MAX_OPML:
        raise InputRejected("The file is too large for a list of feeds.")
    try:
        root = fromstring(document, forbid_dtd=True)
    except DefusedXmlException:
        raise InputRejected("The file declares a document type, which is not read.") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise InputRejected("The file is no OPML.", remedy="Export your feeds as OPML again.") from None
    if root.tag.lower() != "opml":
        raise InputRejected("The file is XML and no OPML.", remedy="Export your feeds as OPML.")
    found: dict[str, OpmlFeed] = {}
    for feed in _feeds(root):
        found.setdefault(feed.url, feed)
        if len(found) >= MAX_FEEDS:
            break
    return list(found.values())


def _feeds(root: Element) -> Iterator[OpmlFeed]:
    waiting = [(outline, "") for outline in root.iterfind("body/outline")][::-1]
    while waiting:
        outline, folder = waiting.pop()
        said = {name.lower(): value for name, value in outline.items()}
        title = clean_line(said.get("title") or said.get("text") or "")
        url = web_address(said.get("xmlurl"))
        if url is not None:
            yield OpmlFeed(url, title, folder)
        inner = f"{folder}/{title}".strip("/")[:500] if url is None else folder
        waiting += [(child, inner) for child in outline.iterfind("outline")][::-1]


__all__ = ["OpmlFeed", "opml_feeds"]

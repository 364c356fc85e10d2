"""A feed's bytes to entries in one shape, as plain JSON: RSS, Atom and RDF by two parsers, JSON Feed as it is.

The quick parser goes first; the tolerant one is asked when it finds nothing. Neither is ever given an address or a
file name: the tolerant one would fetch or open it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin

import fastfeedparser
import feedparser

from resonanz.connect.answers import parse_json
from resonanz.connect.contract import Json, PayloadChanged
from resonanz.connect.times import parse_time
from resonanz.connectors.rss.decode import MAX_ENTRIES, bounded, decode, resolve_names, whole_entries

LONGEST_FOR_TOLERANT: Final = 1_000_000
MOST_TAGS_FOR_TOLERANT: Final = 20_000
"""The tolerant parser takes seconds for a megabyte, and minutes for one of nothing but tags."""

MAX_ENCLOSURES: Final = 10

_DATES = re.compile(r"<(?:\w{1,20}:)?(?:pubDate|published|updated|modified|issued|created|date)>([^<]{4,80})<", re.I)
_LANGUAGE = re.compile(r"<(?:\w{1,20}:)?language>\s{0,9}([\w-]{2,20})|\sxml:lang=[\"']([\w-]{2,20})", re.I)
_HEAD: Final = 10_000
_CONTENTS: Final = 3


@dataclass(frozen=True, slots=True)
class Feed:
    """Hold what a feed says."""

    form: str
    """What each entry is: `entry` of XML, `item` of a JSON Feed."""
    entries: tuple[dict[str, Json], ...]
    """In the order of the feed."""
    surplus: int = 0
    """How many entries lie beyond what is looked at."""
    broke_off: bool = False
    """Whether its end is missing."""


def parse_feed(body: bytes, *, content_type: str = "", base: str = "") -> Feed:
    """Return the entries of a feed, addresses made absolute against `base`; raise PayloadChanged if it is none."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body)
    text, surplus = bounded(decode(body, content_type))
    text, broke_off = (text, False) if surplus else whole_entries(text)
    found, zoneless = _parsed(resolve_names(text)), _zoneless(text)
    said = _LANGUAGE.search(text[:_HEAD])
    language = (said[1] or said[2]) if said else ""
    entries = tuple(_entry(entry, language, base, zoneless) for entry in found[:MAX_ENTRIES])
    return Feed("entry", entries, surplus, broke_off)


def _json_feed(body: bytes) -> Feed:
    told = parse_json(body)
    items = told.get("items") if isinstance(told, dict) else None
    if not isinstance(items, list) or not isinstance(told, dict):
        raise PayloadChanged("The answer is JSON and no JSON Feed: it has no list of items.", path="$.items")
    language = told.get("language")
    # What is no object becomes an entry that says nothing, and is counted as such.
    kept = [item if isinstance(item, dict) else {} for item in items[:MAX_ENTRIES]]
    entries = tuple({"language": language, **item} if isinstance(language, str) else item for item in kept)
    return Feed("item", entries, max(0, len(items) - MAX_ENTRIES))


def _parsed(text: str) -> list[Mapping[str, Any]]:
    """Return entries; both parsers may raise anything on a stranger's input."""
    document = text.strip().encode("utf-8")
    if not document:
        raise PayloadChanged("The answer is empty and should be a feed.")
    try:
        quick = fastfeedparser.parse(document, include_tags=False, include_media=False)
        if quick["entries"]:
            return list(quick["entries"])
    except Exception:  # noqa: BLE001, S110 - the tolerant parser is asked next
        pass
    return _tolerantly(document)


def _tolerantly(document: bytes) -> list[Mapping[str, Any]]:
    if len(document) > LONGEST_FOR_TOLERANT or document.count(b"<") > MOST_TAGS_FOR_TOLERANT:
        raise PayloadChanged("The answer is no feed that can be read.")
    try:
        # The relative addresses of a feed are ours to resolve, and its markup ours to tame.
        found = feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
        entries, version = [_plain(entry) for entry in found.get("entries", [])], found.get("version", "")
    except Exception:  # noqa: BLE001 - whatever it stumbles over, this is no feed
        raise PayloadChanged("The answer is no feed that can be read.") from None
    if not version and not entries:
        kind = "a web page; give the address of its feed" if b"<html" in document[:2_000].lower() else "no feed"
        raise PayloadChanged(f"The answer is {kind}.")
    return entries


def _plain(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an entry of the tolerant parser as it stands: its own look-ups invent one field from another."""
    held: dict[str, Any] = dict(dict.items(entry))  # type: ignore[arg-type]
    links = [link for link in _list(held.get("links")) if isinstance(link, Mapping)]
    return {**held, "enclosures": [dict.copy(link) for link in links if link.get("rel") == "enclosure"]}  # type: ignore[arg-type]


def _entry(entry: Mapping[str, Any], language: str, base: str, zoneless: frozenset[datetime]) -> dict[str, Json]:
    """Return the parts of an entry that we use, as JSON."""
    contents = [content for content in _list(entry.get("content")) if isinstance(content, Mapping)]
    said: dict[str, Json] = {
        "id": _text(entry.get("id")),
        "link": _joined(base, _text(entry.get("link"))),
        "title": _text(entry.get("title")),
        "summary": _text(entry.get("summary") or entry.get("description")),
        "content": [_text(content.get("value")) for content in contents[:_CONTENTS]],
        "published": _date(entry.get("published"), zoneless),
        "updated": _date(entry.get("updated"), zoneless),
        "author": _text(entry.get("author")),
        "language": language,
        "enclosures": _enclosures(entry, base),
    }
    return {name: value for name, value in said.items() if value not in ("", [], None)}


def _enclosures(entry: Mapping[str, Any], base: str) -> list[Json]:
    found: list[Json] = []
    for enclosure in _list(entry.get("enclosures"))[:MAX_ENCLOSURES]:
        if isinstance(enclosure, Mapping):
            address = _joined(base, _text(enclosure.get("url") or enclosure.get("href")))
            found.append({"url": address, "type": _text(enclosure.get("type"))})
    return found


def _zoneless(text: str) -> frozenset[datetime]:
    """Return the moments that dates without a zone would be, were they UTC: the quick parser takes them for it."""
    said = (parse_time(found[1]) for found in _DATES.finditer(text))
    return frozenset(moment.replace(tzinfo=UTC) for moment in said if moment is not None and moment.tzinfo is None)


def _date(said: object, zoneless: frozenset[datetime]) -> str:
    text = _text(said)
    return "" if parse_time(text) in zoneless else text


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else []


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address) if address else ""
    except ValueError:
        return ""


__all__ = ["Feed", "parse_feed"]

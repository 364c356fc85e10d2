"""A feed's bytes to text that an XML parser may be given: the right charset, no entities of its own, bounded.

The one thing a reader would get wrong: what a feed says of its charset is often wrong, and bytes that are valid UTF-8
are UTF-8 whatever it says. So the parser never sees the declaration, and never a document type either: entities that
a feed declares are either a bomb or a way to read our files.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from html.entities import html5
from typing import Final

from resonanz.connect.contract import PayloadChanged

MAX_ENTRIES: Final = 1_000
"""Entries looked at in one feed, the first ones; feeds begin with the newest."""

MAX_TAGS: Final = 400_000
"""More of them than this are no feed but an attempt on our memory."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNSAFE_CHARSETS: Final = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Charsets in which ASCII means something else: what was looked for would not be what the parser sees."""

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"<\?xml[^>]{0,300}\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_ELEMENT = re.compile(r"<[A-Za-z_]")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTRY = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)(?=[\s>/])")
_ENTRY_END = re.compile(r"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)\s*>")
_ROOT_END = re.compile(
    r"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--.*)?\Z", re.IGNORECASE | re.DOTALL
)


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of a feed, its XML declaration and named HTML entities resolved; raise PayloadChanged.

    Whatever cannot be decoded is replaced: half a letter must not cost a feed.
    """
    text = next(_readings(body, content_type)).removeprefix("\ufeff").lstrip()
    declaration = _XML_DECLARATION.match(text)
    return _without_document_type(_NOT_XML.sub("", text[declaration.end() :] if declaration else text))


def resolve_names(text: str) -> str:
    """Return XML in which the names that only HTML knows are characters; parsers drop them otherwise."""
    return _NAMED.sub(lambda found: found[0] if found[1] in _OF_XML else html5.get(found[1] + ";", found[0]), text)


def bounded(text: str) -> tuple[str, int]:
    """Return a feed cut behind its `MAX_ENTRIES` first entries, and how many were cut off; raise PayloadChanged."""
    surplus, cut = 0, None
    for number, found in enumerate(_ENTRY.finditer(text), 1):
        if number == MAX_ENTRIES + 1:
            cut = found.start()
        surplus = max(0, number - MAX_ENTRIES)
    kept = text[:cut]
    if kept.count("<") > MAX_TAGS:
        raise PayloadChanged(f"The feed has more than {MAX_TAGS} tags.")
    return kept, surplus


def whole_entries(text: str) -> tuple[str, bool]:
    """Return a feed without the entry that it broke off in, and whether it broke off."""
    if _ROOT_END.search(text, max(0, len(text) - 2_000)):
        return text, False
    first = _ENTRY.search(text)
    if first is None:
        return text, True
    end = first.start()
    for found in _ENTRY_END.finditer(text):
        end = found.end()
    return text[:end], True


def _readings(body: bytes, content_type: str) -> Iterator[str]:
    for bom, charset in _BOMS:
        if body.startswith(bom):
            yield body.decode(charset, "replace")
    if body[:4].replace(b"\0", b"") == b"<?" or body[1:2] == b"\0":
        yield body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", "replace")
    stated = [charset for charset in _stated(body, content_type) if charset not in _UNSAFE_CHARSETS]
    # Seven-bit charsets are valid UTF-8 as well, and mean something else.
    if not any(charset.startswith(("iso2022", "hz")) for charset in stated):
        with suppress(UnicodeDecodeError):
            yield body.decode("utf-8")
    for charset in stated:
        try:
            yield body.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    yield body.decode("cp1252", "replace")


def _stated(body: bytes, content_type: str) -> Iterator[str]:
    """Yield what server and document say of the charset, by Python's names; Latin 1 means Windows, as in browsers."""
    said = _CHARSET.search(content_type)
    declared = _DECLARED.search(body[:400])
    for name in (said[1] if said else "", declared[1].decode("ascii") if declared else ""):
        try:
            charset = codecs.lookup(name).name if name else ""
        except (LookupError, ValueError):
            continue
        if charset in {"utf-8", "utf-16", "utf-32", ""}:
            continue
        yield "cp1252" if charset in {"iso8859-1", "ascii"} else charset


def _without_document_type(text: str) -> str:
    start = text.find("<!DOCTYPE")
    first = _FIRST_ELEMENT.search(text)
    if start < 0 or (first is not None and first.start() < start):
        return text
    end, subset = text.find(">", start), text.find("[", start)
    if 0 <= subset < end or end < 0:
        end = text.find("]", subset)
        if "<!ENTITY" in text[subset : end if end >= 0 else len(text)] or end < 0:
            raise PayloadChanged("The feed declares entities of its own, which is not read.")
        end = text.find(">", end)
    return text[:start] + text[end + 1 :] if end >= 0 else text[:start]


__all__ = ["MAX_ENTRIES", "bounded", "decode", "resolve_names", "whole_entries"]

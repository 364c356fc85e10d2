"""Their HTML to plain text: blocks become lines, scripts and styles vanish, what was linked stays readable.

One pass, linear in the input, evaluating nothing. Parsers that build the page's tree were measured and passed over:
nh3 (html5ever) needs 14 s for half a megabyte of nested `<div>`, the standard library's parser is quadratic on
unfinished markup. What comes out is text and must be escaped like any other text; it is no sanitised HTML.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from resonanz.connect.payload import web_address
from resonanz.connect.text import clean_text
from resonanz.core.mention import MAX_TEXT

MAX_HTML: Final = 10 * MAX_TEXT
"""Longest markup looked at, in characters: the longest text kept with plenty of markup around it."""

MAX_LINKS: Final = 50

_DROPPED: Final = frozenset({"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "title"})
_LINES: Final = frozenset({"br", "tr", "dt", "dd", "hr", "option", "figcaption", "li"})
_PARAGRAPHS: Final = frozenset({
    "p", "div", "section", "article", "aside", "header", "footer", "main", "nav", "blockquote", "pre", "ul", "ol", "dl",
    "table", "figure", "form", "fieldset", "h1", "h2", "h3", "h4", "h5", "h6", "address", "details", "summary",
})  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})
_MARKUP = re.compile(r"<(?:(/?)([a-zA-Z][a-zA-Z0-9]{0,20})(?=[\s/>])|(?=[!?]))")
"""Where markup begins; any other `<` is meant as one."""
_ATTRIBUTES = re.compile(r"[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*")
_HREF = re.compile(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_ALT = re.compile(r"\salt\s*=\s*(?:\"([^\"]{1,16})\"|'([^']{1,16})')", re.IGNORECASE)
_HUGE_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_BLANKS = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_GAPS: Final = ("", " ", "\n", "\n\n")
_SPACE, _LINE, _PARAGRAPH = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Markup:
    """Hold what a piece of HTML says."""

    text: str
    links: tuple[str, ...]
    """Absolute web addresses it links to, each once."""


def plain_text(markup: str) -> str:
    """Return the text of HTML, cleaned and bounded."""
    return read_markup(markup).text


def read_markup(markup: str) -> Markup:
    """Return text and links of HTML; text without any markup comes back as it is, entities resolved."""
    page = _Page(markup[:MAX_HTML])
    page.read()
    return Markup(clean_text("".join(page.parts)).strip(), tuple(page.links))


class _Page:
    """Read one piece of HTML from its beginning to its end, never going back."""

    def __init__(self, source: str) -> None:
        self.parts: list[str] = []
        self.links: dict[str, None] = {}
        self._source = source
        self._gap = 0
        """What stands between the last word and the next, if there is a next."""
        self._bullet = False
        self._preformatted = 0
        self._never_closed: set[str] = set()

    def read(self) -> None:
        """Go through the source."""
        at = 0
        while (found := _MARKUP.search(self._source, at)) is not None:
            self._say(self._source[at : found.start()])
            at = self._tag(found) if found[2] else self._declaration(found.start())
        self._say(self._source[at:])

    def _declaration(self, start: int) -> int:
        """Pass over a comment, a document type or an instruction; CDATA is text. Return where it ends."""
        source = self._source
        if source.startswith("<!--", start):
            return _past(source, "-->", start + 4)
        if source.startswith("<![CDATA[", start):
            end = source.find("]]>", start)
            self._say(source[start + 9 : end if end >= 0 else len(source)])
        return _past(source, "]]>" if source.startswith("<![CDATA[", start) else ">", start)

    def _tag(self, found: re.Match[str]) -> int:
        """Take in one tag; return where it ends, content included that is not for reading."""
        closing, name, start = bool(found[1]), found[2].lower(), found.end()
        inside = _ATTRIBUTES.match(self._source, start)
        end = inside.end() if inside else start
        if not self._source.startswith(">", end):
            # An attribute that is never closed swallows the page in a browser; here it ends with its tag.
            end = _past(self._source, ">", start) - 1
        attributes = self._source[start:end]
        if name in _DROPPED and not closing and not attributes.endswith("/"):
            return self._past_element(name, end + 1)
        self._place(name, attributes, closing=closing)
        return end + 1

    def _place(self, name: str, attributes: str, *, closing: bool) -> None:
        if name in _PARAGRAPHS:
            self._gap = _PARAGRAPH
        elif name in _LINES:
            self._gap = max(self._gap, _LINE)
        elif name in _CELLS:
            self._gap = max(self._gap, _SPACE)
        if name == "pre":
            self._preformatted = max(0, self._preformatted + (-1 if closing else 1))
        elif name == "li":
            self._bullet = not closing
        elif name == "a" and not closing:
            self._link(_HREF.search(attributes))
        elif name == "img":
            self._symbol(_ALT.search(attributes))

    def _past_element(self, name: str, start: int) -> int:
        if name in self._never_closed:
            return start
        closed = re.compile(f"</{name}[^>]*>?", re.IGNORECASE).search(self._source, start)
        if closed is not None:
            return closed.end()
        # Not looked for again: a page of nothing but `<svg>` would be read once for each.
        self._never_closed.add(name)
        return len(self._source) if name in ("script", "style") else start

    def _link(self, found: re.Match[str] | None) -> None:
        if found is None or len(self.links) >= MAX_LINKS:
            return
        address = web_address(_unescape((found[1] or found[2] or found[3] or "").strip()))
        if address is not None:
            self.links[address] = None

    def _symbol(self, found: re.Match[str] | None) -> None:
        """Keep the picture of an emoji, which many sites put in place of the character."""
        said = _unescape(found[1] or found[2]) if found else ""
        if said and not any(character.isalnum() or character.isspace() or character in "-_./:" for character in said):
            self._say(said)

    def _say(self, text: str) -> None:
        if not text:
            return
        said = _unescape(text)
        if self._preformatted:
            self._write(said)
            return
        words = _BLANKS.sub(" ", said)
        if words[0] == " ":
            self._gap = max(self._gap, _SPACE)
        if words != " ":
            self._write(words.strip(" "))
            self._gap = _SPACE if words[-1] == " " else 0

    def _write(self, text: str) -> None:
        if self.parts and self._gap:
            self.parts.append(_GAPS[self._gap])
        if self._bullet:
            self.parts.append("- ")
        self.parts.append(text)
        self._gap, self._bullet = 0, False


def _unescape(text: str) -> str:
    # The standard library raises on character numbers of thousands of digits.
    return html.unescape(_HUGE_NUMBER.sub("\ufffd", text)) if "&" in text else text


def _past(source: str, end: str, start: int) -> int:
    """Return where `end` ends; the end of everything when it never comes."""
    found = source.find(end, start)
    return found + len(end) if found >= 0 else len(source) + (len(end) == 1)


__all__ = ["MAX_HTML", "MAX_LINKS", "Markup", "plain_text", "read_markup"]

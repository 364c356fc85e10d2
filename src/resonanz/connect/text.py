"""Strangers' text made fit to keep: no NUL, no lone surrogate, one Unicode form, a bounded length.

The one thing a reader would get wrong: normalising is not harmless. A few hundred kilobytes of combining marks keep
`unicodedata.normalize` busy for minutes, so runs of them are cut first, at the length that Unicode itself calls
stream-safe (UAX #15: 30).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from resonanz.core.mention import MAX_TEXT

_ORDINARY = re.compile(r"[\t\n -~\u00a0-\u02ff]*").fullmatch
"""Nothing below U+0300 is a mark or has another Unicode form, so most text needs no more than this look."""

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_MARKS_KEPT = 30
_BLOCKS = ((0x300, 0x1DFF), (0x20D0, 0x20FF), (0x2CEF, 0x30FF), (0xA66F, 0xABEF), (0xFB1E, 0xFE2F), (0x101FD, 0x1E94B))
"""The blocks of Unicode that hold every mark that reordering moves; German typography is not among them."""
_MARK_POSSIBLE = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _BLOCKS) + "]").search


class Clean(NamedTuple):
    """Hold text fit to keep, and whether it was longer."""

    text: str
    cut: bool


def clean_text(text: str, *, limit: int = MAX_TEXT) -> str:
    """Return text without control characters and lone surrogates, in NFC, lines ended by line feeds, cut at `limit`."""
    return clean(text, limit=limit).text


def clean(text: str, *, limit: int = MAX_TEXT) -> Clean:
    """Return what `clean_text` does, and whether anything was cut off its end."""
    if len(text) <= limit and _ORDINARY(text):
        return Clean(text, cut=False)
    # Twice the limit is enough for whatever cleaning takes away, and bounds what cleaning costs.
    candidate = text[: 2 * limit + 2]
    candidate = _LINE_ENDS.sub("\n", candidate)
    candidate = _UNWANTED.sub("", candidate)
    if _MARK_POSSIBLE(candidate):
        candidate = _long_runs_of_marks().sub(r"\1", candidate)
    candidate = unicodedata.normalize("NFC", candidate)
    cut = len(text) > 2 * limit + 2 or len(candidate) > limit
    return Clean(_cut(candidate, limit), cut)


def clean_line(text: str, *, limit: int = 500) -> str:
    """Return text on one line, fit for a name or a title: runs of white space become one space."""
    return " ".join(clean_text(text, limit=4 * limit).split())[:limit]


def _cut(text: str, limit: int) -> str:
    """Cut without leaving half a character: marks, joiners and what they join go together."""
    if len(text) <= limit:
        return text
    end = limit
    while end > limit - 2 * _MARKS_KEPT and end > 0 and _continues(text, end):
        end -= 1
    return text[:end]


def _continues(text: str, at: int) -> bool:
    return text[at - 1] == "\u200d" or text[at] in "\u200d\ufe0f\u20e3" or unicodedata.combining(text[at]) > 0


@cache
def _long_runs_of_marks() -> re.Pattern[str]:
    codes = (code for first, last in _BLOCKS for code in range(first, last + 1))
    marks = "".join(chr(code) for code in codes if unicodedata.combining(chr(code)))
    return re.compile(f"([{re.escape(marks)}]{{{_MARKS_KEPT}}})[{re.escape(marks)}]+")


__all__ = ["Clean", "clean", "clean_line", "clean_text"]

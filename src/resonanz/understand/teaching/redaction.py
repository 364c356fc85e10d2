"""What leaves the house when a language model is asked: the words, without what would tell whose they are.

What a reader would get wrong: this is care, not anonymity. Links, addresses, @names, every number and names that show
themselves as names are taken out; a name that stands in a sentence like any noun may stay.
"""

from __future__ import annotations

import re
from typing import Final

from resonanz.understand.plain import ANALYSED, HANDLE, LINK, TAG

_UPPER: Final = "A-ZÀ-ÖØ-ÞŠŽŁŚŹŻĆŃ"
_NAME: Final = rf"[{_UPPER}][^\W\d_]+(?:[-'’][{_UPPER}][^\W\d_]+)*"
_NAMES: Final = rf"{_NAME}(?:[ \t]+{_NAME}){{0,3}}"
_HOST: Final = r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|de|net|org|io|eu|at|ch|uk|social|app|dev|info)\b"
_TITLE: Final = r"\b(?:Herrn?|Frau|Hr\.|Fr\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.|Prof\.)(?:[ \t]+(?:Dr|Prof)\.)*"
_CALLED: Final = r"(?i:\b(?:ich heiße|mein name ist|ich bin (?:die|der)|my name is|i am called|call me))"
_FAREWELL: Final = r"(?i:\b(?:grüße?|gruß|grüssen|lg|vg|mfg|regards|cheers|sincerely|yours|best))[ \t]*[,!.]?"

_RULES: Final = (
    (re.compile(r"(?<!\w)@[\w.-]+@[\w.-]*\w"), "[handle]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
    (re.compile(rf"(?:https?:\s?//|www\.)\S*|{_HOST}(?:/\S*)?", re.IGNORECASE), "[link]"),
    (re.compile(r"@[\w.-]*\w|(?<![^\W\d])(?:u|r|user)/[\w-]+"), "[handle]"),
    (re.compile(rf"({_TITLE}[ \t]+){_NAMES}"), r"\1[name]"),
    (re.compile(rf"({_CALLED}[ \t]+){_NAMES}"), r"\1[name]"),
    (re.compile(rf"({_FAREWELL}\s+){_NAMES}(?=\W*$)"), r"\1[name]"),
    # Two capital words side by side inside a sentence are a name more often than two nouns.
    (re.compile(rf"(?<=[^\W\d_,;:][ \t]){_NAME}(?:[ \t]+{_NAME}){{1,3}}"), "[name]"),
    (re.compile(r"[+#]?\d[\d .,:/()-]*\d|\d"), "[number]"),
)
"""In this order: an address would otherwise be half a link."""


def redacted(text: str) -> str:
    """Return at most `ANALYSED` characters of a text without links, addresses, @names, numbers and plain names."""
    found = text[:ANALYSED].replace(LINK, "[link]").replace(HANDLE, "[handle]").replace(TAG, " ")
    for pattern, instead in _RULES:
        found = pattern.sub(instead, found)
    return found

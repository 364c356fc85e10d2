"""The words of a mention, as every later step reads them: bounded, folded and cut into tokens once.

The one thing a reader would get wrong: this is not the text that is kept. A mention keeps what its author wrote;
here links are gone, quotation marks are straight and only the first `ANALYSED` characters are looked at, so that a
text of a megabyte costs what a long post costs.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from typing import Final

from resonanz.core.mention import Mention

ANALYSED: Final = 2_000
"""Characters of a text that are looked at; what people feel and want stands in the first ones."""

LINK: Final = "\x01"
"""Stands for a web address among the tokens; no text can contain it, because control characters are folded."""
HANDLE: Final = "\x02"
"""Stands for an @name among the tokens."""
TAG: Final = "\x03"
"""Encloses the words of a #tag in the text: they are read like others, but tell no language."""

_FOLDED: Final = str.maketrans(
    {code: " " for code in range(32) if code not in {9, 10, 13}}
    | {0x7F: " ", 0xAD: "", 0x200B: "", 0xFEFF: "", 0xFE0F: "", 0x2028: "\n", 0x2029: "\n"}
    | dict.fromkeys((0x2018, 0x2019, 0x00B4, 0x0060, 0x02BC), "'")
)
_UNREADABLE: Final = re.compile("[\ud800-\udfff]")
_MESSY: Final = re.compile("[^ -~\n\u00a1-\u017f\u2013\u2014\u201c-\u201e\u2026]")
_LINK: Final = re.compile(r"(?:https?:\s?//|www\.)\S*", re.IGNORECASE)
_HANDLE: Final = re.compile(r"(?<![\w@])@[\w.-]*\w")
_TAG: Final = re.compile(r"#(\w*[^\W\d_]\w*)")
_HUMP: Final = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])|_")
_TOKEN: Final = re.compile(
    "[\x01\x02]"
    r"|[<>]?[:;=][-o*']?(?:[)\](\[/\\|}{@*]+|[dDpP](?!\w))|(?<!\w)[xX8][D)]+(?!\w)|<3+|</3|\^_?\^|-_+-|[oO]_[oO]"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|\d+(?:[.,:]\d+)*"
    r"|[!?]+|\.{2,}|[.,;:…\n\"%&*()]"
    "|[\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """Hold one text, ready to be read."""

    text: str = ""
    """At most `ANALYSED` characters, without links and @names."""
    tokens: tuple[str, ...] = ()
    """Lower-case words, numbers, emoji, emoticons and marks of punctuation in their order."""
    written: tuple[str, ...] = ()
    """The same tokens as they were written, capitals and all."""
    words: int = 0
    """How many of the tokens are words."""
    shouted: int = 0
    """How many words of three letters or more are in capitals, where the text as a whole is not."""
    links: int = 0
    handles: int = 0
    tags: int = 0


def plain_text(mention: Mention) -> Plain:
    """Return the words of a mention; the title is read before the text."""
    return plain(f"{mention.title}\n{mention.text[:ANALYSED]}" if mention.title else mention.text)


def handles_in(mention: Mention) -> tuple[str, ...]:
    """Return the @names of a mention without their @ and in lower case, one for each `HANDLE` among its tokens."""
    head = (f"{mention.title}\n{mention.text[:ANALYSED]}" if mention.title else mention.text)[:ANALYSED]
    folded = _LINK.sub(LINK, _folded(unescape(head) if "&" in head else head))
    return tuple(found[1:].lower() for found in _HANDLE.findall(folded))


def plain(text: str) -> Plain:
    """Fold `text` and cut it into tokens; any string will do, lone surrogates and control characters included."""
    head = text[:ANALYSED]
    folded = _folded(unescape(head) if "&" in head else head)
    links = handles = tags = 0
    if "//" in folded or "www." in folded.lower():
        folded, links = _LINK.subn(LINK, folded)
    if "@" in folded:
        folded, handles = _HANDLE.subn(HANDLE, folded)
    if "#" in folded:
        folded, tags = _TAG.subn(_tag_words, folded)
    written = _TOKEN.findall(folded)
    words = [token for token in written if token[0].isalpha() and len(token) > 1]
    shouted = sum(map(str.isupper, (word for word in words if len(word) > 2)))
    return Plain(
        text=folded,
        tokens=tuple(map(str.lower, written)),
        written=tuple(written),
        words=len(words),
        shouted=0 if shouted * 2 > len(words) else shouted,
        links=links,
        handles=handles,
        tags=tags,
    )


def _folded(text: str) -> str:
    if not _MESSY.search(text):
        return text
    text = _UNREADABLE.sub(" ", text).translate(_FOLDED)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _tag_words(match: re.Match[str]) -> str:
    """Write `#ThanksForNothing` as words: tags often carry what the author feels."""
    return f"{TAG}{_HUMP.sub(' ', match[1])}{TAG}"

"""Bytes of mails to text: whatever a mail says about its encoding, what comes out can be read.

The one thing a reader would get wrong: a charset is a stranger's word and Python knows "charsets" that are none, some
of them slow on purpose-made input. So only the ordinary ones are believed; what they cannot decode is tried as UTF-8
and then taken for Windows-1252, which accepts nearly everything and is what it mostly is.
"""

from __future__ import annotations

import codecs
import re
from email.header import decode_header
from typing import Final

from resonanz.connect.text import clean_line, clean_text

LONGEST_HEADER: Final = 4_000

_ORDINARY: Final = re.compile(r"(?i)(?:us-)?ascii|utf-?(?:7|8|16|32).*|iso-?8859.*|latin.*|windows-.*|cp.*|koi8.*|"
    r"mac.*|big5.*|gb.*|hz|euc.*|shift.*|sjis|iso-?2022.*|ks_c.*|tis-?620|viscii|johab")  # fmt: skip


def decoded(said: bytes, charset: str | None) -> str:
    """Return bytes as text, by their charset if that is one."""
    name = (charset or "").strip().strip("\"'").lower()
    for one in (name if _ORDINARY.fullmatch(name) else "", "utf-8"):
        try:
            if one and one not in ("us-ascii", "ascii"):
                return codecs.lookup(one).decode(said, "strict")[0]
        except (LookupError, UnicodeError, ValueError):
            continue
    return said.decode("cp1252", "replace")


def header_text(said: str) -> str:
    """Return a header as people read it: encoded words decoded, on one line, cleaned and bounded."""
    bounded = said[:LONGEST_HEADER]
    if "=?" not in bounded:
        return clean_line(bounded, limit=1_000)
    try:
        parts = decode_header(bounded)
    except Exception:  # noqa: BLE001  the library raises whatever base64 or quoted-printable raise beneath
        return clean_line(bounded, limit=1_000)
    words = [part if isinstance(part, str) else decoded(part, charset) for part, charset in parts]
    return clean_line("".join(words), limit=1_000) or clean_line(bounded, limit=1_000)


def raw_header(said: object) -> str:
    """Return a header as it came, unfolded; bytes that are no ASCII are decoded as well as can be told."""
    text = str(said)
    try:
        text.encode("ascii")
    except UnicodeEncodeError:
        text = decoded(text.encode("utf-8", "surrogateescape"), None)
    return " ".join(clean_text(text, limit=LONGEST_HEADER).split())

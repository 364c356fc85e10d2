"""The fields a query can ask for: their names, what other suites call them, and which values they know."""

from __future__ import annotations

import difflib
from typing import Final

from resonanz.core.mention import MentionType
from resonanz.core.understood import Kind, Priority, Sentiment, Voice

TEXTS: Final = ("title", "text", "lead", "bio", "parent")
"""Fields with words in them; `lead` is the first paragraph of the text."""

EVERYWHERE: Final = ("title", "text")
"""Where words are looked for when no field is named."""

KEYS: Final = (
    "author",
    "author~",
    "site",
    "url",
    "link",
    "tld",
    "channel",
    "source",
    "type",
    "kind",
    "lang",
    "department",
    "sentiment",
    "topic",
    "label",
    "case",
    "relevant",
    "voice",
    "priority",
    "is",
    "has",
)
SIGNED: Final = {"mention": "@", "hashtag": "#"}
"""Fields that are words with a sign."""

NUMBERS: Final = ("reach", "engagement", "likes", "replies", "reposts", "views", "followers", "rating", "len")
TIMES: Final = ("published", "seen")

ALIASES: Final = {
    "ingress": "lead",
    "message": "text",
    "content": "text",
    "body": "text",
    "userbio": "bio",
    "parentmessage": "parent",
    "from": "author",
    "authorcontaining": "author~",
    "at_mentions": "mention",
    "domain_url": "site",
    "host_url": "site",
    "domain": "site",
    "links": "link",
    "external_links": "link",
    "site_suffix": "tld",
    "sourcetype": "channel",
    "pagetype": "type",
    "intent": "kind",
    "language": "lang",
    "num_chars": "len",
    "date": "published",
}
"""Other names -> ours."""

EXACT: Final = {
    "raw": "",
    "exact": "",
    "rawtitle": "title",
    "rawtext": "text",
    "rawbio": "bio",
    "exactmessage": "text",
    "exacttitle": "title",
    "exactcontent": "text",
    "exactuserbio": "bio",
}
"""Prefixes that make the text exact -> the field they look in (empty: everywhere)."""

_YES_NO: Final = ("yes", "no")
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "type": tuple(MentionType),
    "kind": tuple(Kind),
    "sentiment": tuple(Sentiment),
    "voice": tuple(Voice),
    "priority": tuple(Priority),
    "relevant": _YES_NO,
    "case": _YES_NO,
    "is": ("own", "reply", "duplicate"),
    "has": ("title", "link", "media", "rating", "topic", "url"),
}
"""Fields with a closed set of values."""

VALUE_ALIASES: Final = {
    "need": "request",
    "links": "link",
    "images": "media",
    "complaint": "criticism",
    "pos": "positive",
    "neg": "negative",
}


def canonical(name: str) -> str | None:
    """Return our name of a field, None if there is none."""
    lowered = name.lower()
    lowered = ALIASES.get(lowered, lowered)
    return lowered if lowered in _KNOWN else None


_KNOWN: Final = frozenset((*TEXTS, *KEYS, *SIGNED, *NUMBERS, *TIMES, *EXACT, "query", "sentence", "strict"))


def closest(name: str) -> list[str]:
    """Return up to three field names that look like `name`, the likeliest first."""
    names = sorted(_KNOWN | set(ALIASES) | {"stem", "atleast"})
    found = difflib.get_close_matches(name.lower(), names, n=3, cutoff=0.5)
    return found or ["title", "author", "lang"]

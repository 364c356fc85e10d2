"""Strangers' words, made fit for a column: one line, short, without what a database refuses.

PostgreSQL refuses NUL, SQLite's driver refuses lone surrogates; a mention that carries one must not stop a follower.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from resonanz.core.mention import Author, Mention, MentionType
from resonanz.store.relational.models.work import AUTHOR_LENGTH, SUBJECT_LENGTH


def storable(text: str) -> str:
    """Return `text` without NUL, lone surrogates as question marks."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def shortened(text: str, length: int) -> str:
    """Return `text` on one line of at most `length` characters, an ellipsis where it was cut."""
    line = " ".join(storable(text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def subject_of(mention: Mention) -> str:
    """Return what a case is called: the title, or the beginning of the text, which goes first in a comment."""
    title = "" if mention.type is MentionType.COMMENT and mention.text else mention.title
    return shortened(title or mention.text[: 10 * SUBJECT_LENGTH], SUBJECT_LENGTH)


def label_of(author: Author) -> str:
    """Return what a person is called in a list: name, else handle."""
    return shortened(author.name or author.handle or "", AUTHOR_LENGTH)


def folded(*texts: str) -> str:
    """Return texts as they are compared when one looks for a part of them."""
    return "\n".join(texts).casefold()[: 2 * (SUBJECT_LENGTH + AUTHOR_LENGTH)]


def to_json(values: Mapping[str, object]) -> str:
    """Return JSON in ASCII: NUL and lone surrogates pass through it unharmed."""
    return json.dumps(values, ensure_ascii=True, sort_keys=True, default=str)


def from_json(text: str) -> dict[str, Any]:
    """Return what `to_json` wrote."""
    read: dict[str, Any] = json.loads(text)
    return read


def joined(words: tuple[str, ...]) -> str:
    """Return words as one column."""
    return ",".join(words)


def split(column: str) -> tuple[str, ...]:
    """Return the words of a column."""
    return tuple(word for word in column.split(",") if word)

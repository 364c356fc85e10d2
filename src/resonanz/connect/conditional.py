"""Asking whether something changed: the validators of an answer, kept in the cursor, sent back with the next request.

They may go into a cursor only together with the last of what the answer held: whoever sends them too early is told
"not modified" and never sees the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from resonanz.connect.contract import Answer, Cursor, Json

NOT_MODIFIED: Final = 304

_LONGEST: Final = 500
_HEADERS: Final = {"etag": ("etag", "If-None-Match"), "modified": ("last-modified", "If-Modified-Since")}


def validators(answer: Answer) -> dict[str, Json]:
    """Return what to keep in the cursor so that the next request can be conditional."""
    said = {name: answer.headers.get(header, "") for name, (header, _) in _HEADERS.items()}
    return {name: value for name, value in said.items() if _is_usable(value)}


def conditional_headers(cursor: Cursor | None) -> Mapping[str, str]:
    """Return the request headers for the validators that a cursor holds, none when it holds none."""
    held = {request: (cursor or {}).get(name) for name, (_, request) in _HEADERS.items()}
    return {request: value for request, value in held.items() if isinstance(value, str) and _is_usable(value)}


def _is_usable(value: str) -> bool:
    return 0 < len(value) <= _LONGEST and value.isascii() and value.isprintable()


__all__ = ["NOT_MODIFIED", "conditional_headers", "validators"]

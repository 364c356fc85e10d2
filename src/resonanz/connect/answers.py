"""What an HTTP answer means to us: its body read to the end, or one of our errors.

Nothing of the answer's text and nothing of the address but its host goes into an error: both may hold a secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from resonanz.connect.contract import (
    AccessDenied,
    CredentialsRejected,
    Json,
    Misconfigured,
    PayloadChanged,
    SourceGone,
    SourceTrouble,
    TryLater,
)

LONGEST_WAIT: Final = 24 * 3600.0
"""A server that asks for more is not believed: a mistake there must not silence a source for good."""

_LATER: Final = frozenset({408, 423, 425, 429})
_DENIED: Final = frozenset({402, 403, 407, 451})
_GONE: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Hold an answer whose body was read to its end, within the cap."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Json:
        """Return the body as JSON that can be stored again; raise PayloadChanged when it is none."""
        return parse_json(self.body)


def parse_json(body: bytes) -> Json:
    """Return what a stranger's JSON says: no NaN, no lone surrogate; raise PayloadChanged when it is none."""
    try:
        value: Json = json.loads(body, parse_constant=_refuse_constant)
        if b"\\u" in body or b"\xed" in body:
            value = _without_surrogates(value)
    except (ValueError, RecursionError):
        kind = "HTML" if body.lstrip()[:1] == b"<" else "something else"
        raise PayloadChanged(f"The answer should be JSON and is {kind if body.strip() else 'empty'}.") from None
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _without_surrogates(value: Json) -> Json:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {str(_without_surrogates(key)): _without_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(inner) for inner in value]
    return value


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return after how many seconds the server wants to be asked again; None when it does not say so clearly.

    `Retry-After` (seconds or an HTTP date) goes first, then the reset of a rate limit as Mastodon (a date) and
    Bluesky (epoch seconds) give it.
    """
    for name in ("retry-after", "ratelimit-reset", "x-ratelimit-reset"):
        wait = _wait(headers.get(name, "").strip(), now)
        if wait is not None:
            return min(max(wait, 0.0), LONGEST_WAIT)
    return None


def _wait(said: str, now: datetime) -> float | None:
    if said.isascii() and said.isdigit():
        number = float(said[:20])
        # Nobody asks for thirty years: a number that large is a moment, not a duration.
        return number - now.timestamp() if number > 1e9 else number
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(said)
        except (ValueError, OverflowError):
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    return None


def error_for(status: int, headers: Mapping[str, str], *, host: str, now: datetime) -> SourceTrouble:
    """Return the error that a status means, naming the host alone."""
    after = retry_after(headers, now)
    if status in _LATER or status >= 500 or (status == 403 and headers.get("retry-after")):
        return TryLater(f"{host} asks to try again later (status {status}).", after=after)
    if status == 401:
        return CredentialsRejected(f"{host} does not accept the credentials (status 401).")
    if status in _DENIED:
        return AccessDenied(f"{host} does not allow this (status {status}).")
    if status in _GONE:
        return SourceGone(f"{host} knows nothing at this address (status {status}).")
    if status >= 400:
        return Misconfigured(f"{host} does not accept what was asked of it (status {status}).")
    return PayloadChanged(f"{host} answered with the unexpected status {status}.")


__all__ = ["LONGEST_WAIT", "HttpAnswer", "error_for", "parse_json", "retry_after"]

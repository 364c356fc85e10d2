"""Signed messages between machines: who sent this, and is it the very thing that was sent? Standard Webhooks, v1.

A message is signed together with its id and its moment, so neither can be exchanged. The moment may be off by five
minutes and no more; within them the receiver remembers ids, or the same message could be played again. Two secrets may
be valid at once: that is how one replaces the other without losing a message.

The one thing a reader would get wrong: the signature covers the bytes of the body, so a body that was parsed and
written again does not match.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from standardwebhooks.webhooks import Webhook

from resonanz.core.errors import InputRejected, NotAllowed

TOLERANCE: Final = timedelta(minutes=5)
"""How far a message's moment may be from ours."""
PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
SHORTEST_SECRET: Final = 24
LONGEST_SECRET: Final = 64
"""Bytes of a secret, as the standard bounds them."""
LONGEST_ID: Final = 200
_MOST_SIGNATURES: Final = 10

_ID, _AT, _SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


@dataclass(frozen=True, slots=True)
class Signed:
    """Hold what a signature vouches for besides the body."""

    id: str
    """The same on every try of one message."""
    at: datetime


def new_secret(chance: bytes) -> str:
    """Return a secret made of random bytes, as senders and receivers exchange it."""
    return PREFIX + base64.b64encode(chance).decode()


def checked_secret(secret: str) -> str:
    """Return a secret that can sign; raise InputRejected with what a secret looks like."""
    try:
        raw = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not secret.strip().startswith(PREFIX) or not SHORTEST_SECRET <= len(raw) <= LONGEST_SECRET:
        raise InputRejected(
            "This is no secret of Standard Webhooks.",
            place="secret",
            remedy="It begins with whsec_ and holds 24 to 64 bytes in base64.",
        )
    return secret.strip()


def signed_headers(secrets: Sequence[str], id_: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a message, signed with each secret; raise InputRejected for an impossible secret."""
    moment = at.astimezone(UTC)
    signatures = " ".join(_signature(secret, id_, moment, body) for secret in secrets)
    return {_ID: id_, _AT: str(int(moment.timestamp())), _SIGNATURE: signatures}


def verified(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, *, now: datetime) -> Signed:
    """Return what the headers vouch for; raise NotAllowed where they do not. Names of headers are in lower case."""
    id_, stamp = headers.get(_ID, ""), headers.get(_AT, "")
    if not id_ or not stamp or not headers.get(_SIGNATURE):
        raise NotAllowed("The message is not signed: webhook-id, webhook-timestamp and webhook-signature belong to it.")
    if not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 12 or not _is_id(id_):
        raise NotAllowed("The message is not signed: webhook-id or webhook-timestamp cannot be read.")
    at = datetime.fromtimestamp(int(stamp), UTC)
    given = headers[_SIGNATURE].split(" ")[:_MOST_SIGNATURES]
    wanted = [_signature(secret, id_, at, body) for secret in secrets]
    # Compared as bytes and without an early end: how long it takes says nothing about how much of it is right.
    fits = [hmac.compare_digest(one.encode(), other.encode()) for one in given for other in wanted]
    if not any(fits):
        raise NotAllowed("The signature does not fit: the secret is another one, or the body was changed on its way.")
    if abs(at - now) > TOLERANCE:
        raise NotAllowed("The message is more than five minutes old or early: look at the clocks, or sign it again.")
    return Signed(id_, at)


def _is_id(text: str) -> bool:
    return len(text) <= LONGEST_ID and text.isascii() and text.isprintable() and " " not in text


def _signature(secret: str, id_: str, at: datetime, body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise InputRejected("The body is no text in UTF-8.", remedy="Send JSON, which is.") from None
    return Webhook(checked_secret(secret)).sign(id_, at, text)


__all__ = ["TOLERANCE", "Signed", "checked_secret", "new_secret", "signed_headers", "verified"]

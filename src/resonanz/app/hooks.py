"""Webhooks that come in: from an address to its source, and from a request to stored mentions.

The order is what makes repeating harmless: mentions, then counts, then the memory that the request was taken in. Who
sends gets its 200 after all three; a process that dies before is sent the same again, and the mentions are known then.

The one thing a reader would get wrong: an address is no secret and opens nothing by itself. It only cannot be guessed,
so that nobody tries signatures on every source there is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from resonanz.app.house import House
from resonanz.connect.contract import Receives
from resonanz.core.errors import NotFound, TryLater
from resonanz.core.ids import SourceId
from resonanz.core.mention import Skip
from resonanz.core.source import Source
from resonanz.ingest.intake import normalised
from resonanz.store.keys import HOOKS, derive


@dataclass(frozen=True, slots=True)
class Refused:
    """Say why one record of a request was not taken in."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Say what came of a request."""

    imported: int = 0
    known: int = 0
    removed: int = 0
    rejected: tuple[Refused, ...] = ()
    repeated: bool = False
    """It was taken in before."""
    useless: bool = False
    """None of its records could be read."""


def hook_name(secret: str, source: SourceId) -> str:
    """Return the last part of a source's address; the same as long as the installation keeps its secret."""
    digest = hmac.digest(derive(secret, HOOKS), str(source).encode(), hashlib.sha256)
    return base64.b32encode(digest[:15]).decode().lower()


def hook_source(home: House, name: str) -> Source:
    """Return the source that an address belongs to; raise NotFound."""
    for source in home.sources.all():
        own = hook_name(home.settings.secret_key, source.id)
        if hmac.compare_digest(own.encode(), name.encode()) and can_receive(home, source):
            return source
    raise NotFound("There is no such address.")


def can_receive(home: House, source: Source) -> bool:
    """Tell whether a source's connector is sent requests, whatever its settings."""
    connector = home.connectors.get(source.connector)
    return connector is not None and connector.receives


def receive(home: House, source: Source, headers: Mapping[str, str], body: bytes) -> Taken:
    """Take a request in; raise NotAllowed unless it can be believed, InputRejected for a body of a wrong form."""
    if not source.enabled:
        raise TryLater("This source is paused.", after=600.0)
    opened = home.opener.open(source)
    if not isinstance(opened.connection, Receives):
        raise NotFound("There is no such address.")
    received = opened.connection.receive(headers, body)
    if home.webhook_inbox.knows(source.id, received.id):
        return Taken(repeated=True)
    outcomes = [normalised(opened.connector, item, opened.context) for item in received.items]
    rejected = tuple(Refused(at, one.detail) for at, one in enumerate(outcomes) if isinstance(one, Skip))
    now = home.clock.now()
    counts = home.intake.take_raw(
        source.id, opened.connector, opened.context, received.items, oldest=source.oldest_kept(now)
    )
    home.sources.advance(source.id, None, counts, now)
    useless = len(rejected) == len(received.items)
    if not useless:
        home.webhook_inbox.remember(source.id, received.id, now)
    return Taken(
        imported=counts.new + counts.revised,
        known=counts.known,
        removed=counts.removed,
        rejected=rejected,
        useless=useless,
    )

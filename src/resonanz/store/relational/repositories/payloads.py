"""Raw payloads: many, short-lived, written in bulk.

The upsert is written out, because Django's cannot leave a newer row alone. It is the same on both databases.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from resonanz.core.ids import MentionId, SourceId
from resonanz.core.ports import Payload
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.wipe import wipe_after_commit

WORTH_COMPRESSING: Final = 400
"""Bytes; below it compressing costs more than it saves."""

_UPSERT: Final = """
INSERT INTO relational_payload (source, mention, form, body, seen_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (mention, form) DO UPDATE SET source = excluded.source, body = excluded.body, seen_at = excluded.seen_at
WHERE excluded.seen_at >= relational_payload.seen_at
"""


class StoredPayloads:
    """Keep raw payloads beside the mentions made of them."""

    @reachable()
    def keep(self, source: SourceId, batch: Sequence[Payload]) -> None:
        """Store payloads; a newer one of the same mention and form replaces the older."""
        moment = connection.ops.adapt_datetimefield_value
        rows = [(source, one.mention, one.form, packed(one.body), moment(one.seen_at)) for one in batch]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)

    @reachable()
    def of(self, mention: MentionId) -> list[Payload]:
        """Return the payloads that a mention was made of, by form."""
        found = models.Payload.objects.filter(mention=mention).order_by("form")
        return [
            Payload(mention=MentionId(row.mention), form=row.form, body=unpacked(bytes(row.body)), seen_at=row.seen_at)
            for row in found
        ]

    @reachable()
    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase the payloads of these mentions; return how many there were."""
        with transaction.atomic():
            gone = sum(models.Payload.objects.filter(mention__in=piece).delete()[0] for piece in pieces(ids))
            wipe_after_commit()
        return gone

    @reachable()
    def expire(self, *, before: datetime) -> int:
        """Erase the payloads seen before a moment; return how many there were."""
        with transaction.atomic():
            gone, _ = models.Payload.objects.filter(seen_at__lt=before).delete()
            wipe_after_commit()
        return gone


def packed(body: bytes) -> bytes:
    """Return the body as it is stored: compressed where that is worth it."""
    return zlib.compress(body, 1) if len(body) >= WORTH_COMPRESSING else body


def unpacked(body: bytes) -> bytes:
    """Return the body as it came; JSON never begins with the byte that zlib begins with."""
    return zlib.decompress(body) if body[:1] == b"\x78" else body

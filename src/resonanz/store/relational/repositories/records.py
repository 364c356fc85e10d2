"""Audit trail and ledger of erasures; both are only appended to.

The ledger proves itself without telling what was erased: each line signs the line before it, and the database lets
no two lines follow the same one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from django.db import IntegrityError, transaction

from resonanz.core.errors import StoreUnavailable
from resonanz.core.ids import MentionId
from resonanz.core.ports import FOR_GOOD, Entry
from resonanz.store.keys import LEDGER, derive
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.text import to_json

TRIES: Final = 5
"""How often a line looks for the end of the chain again when another one was quicker."""


class StoredAudit:
    """Keep who changed what."""

    @reachable()
    def write(self, entry: Entry) -> None:
        """Append a line."""
        models.AuditLine.objects.create(
            at=entry.at,
            actor_id=entry.actor,
            action=entry.action,
            subject=entry.subject,
            detail=to_json(entry.detail),
        )


class StoredLedger:
    """Keep a signed line for each erasure."""

    def __init__(self, secret: str) -> None:
        self._key = derive(secret, LEDGER)
        self._barred: set[str] = set()
        self._read_to = 0
        self._lock = threading.Lock()

    @reachable()
    def write(self, *, reason: str, ids: Sequence[MentionId], at: datetime) -> None:
        """Append a line with the number, keyed hashes of the ids and a signature over the line before."""
        hashes = sorted(self._sign("id", mention) for mention in set(ids))
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    self._append(at.astimezone(UTC), reason, hashes)
            except IntegrityError:  # another process wrote a line in this moment: follow that one
                continue
            return
        raise StoreUnavailable("The ledger of erasures is written by too many at once.")

    @reachable()
    def names(self, mention: MentionId) -> bool:
        """Tell whether the erasure of this mention is on record."""
        return models.LedgerLine.objects.filter(hashes__contains=self._sign("id", mention)).exists()

    @reachable()
    def barred(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return those of `ids` that were erased for good; asked for every batch, so only new lines are read."""
        with self._lock:
            self._read_on()
            barred = self._barred
        return frozenset(one for one in ids if self._sign("id", one) in barred) if barred else frozenset()

    @reachable()
    def broken(self) -> int | None:
        """Return the id of the first line that was changed or whose line before is missing; None: all is whole."""
        before = ""
        for line in models.LedgerLine.objects.order_by("pk").iterator(chunk_size=200):
            hashes = line.hashes.split()
            expected = self._signature(line.at.astimezone(UTC), line.reason, hashes, before)
            whole = line.before == before and line.number == len(hashes)
            if not whole or not hmac.compare_digest(line.signature, expected):
                return line.pk
            before = line.signature
        return None

    def _read_on(self) -> None:
        last = models.LedgerLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if last == self._read_to:
            return
        new = models.LedgerLine.objects.filter(pk__gt=self._read_to, pk__lte=last, reason__in=FOR_GOOD)
        found = {one for hashes in new.values_list("hashes", flat=True) for one in hashes.split()}
        # A new set, because others may be looking into the old one.
        self._barred, self._read_to = self._barred | found, last

    def _append(self, at: datetime, reason: str, hashes: list[str]) -> None:
        last = models.LedgerLine.objects.order_by("-pk").values_list("signature", flat=True).first() or ""
        models.LedgerLine.objects.create(
            at=at,
            reason=reason,
            number=len(hashes),
            hashes="\n".join(hashes),
            before=last,
            signature=self._signature(at, reason, hashes, last),
        )

    def _signature(self, at: datetime, reason: str, hashes: list[str], before: str) -> str:
        return self._sign("line", at.isoformat(), reason, *hashes, before)

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._key, json.dumps(parts).encode(), hashlib.sha256).hexdigest()

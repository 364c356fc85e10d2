"""Secrets, audit trail and ledger of erasures in memory."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from resonanz.core.ids import MentionId, SourceId
from resonanz.core.ports import FOR_GOOD, Entry


class MemorySecrets:
    """Keep credentials in a dictionary, in the clear: for tests alone."""

    def __init__(self) -> None:
        self._kept: dict[SourceId, dict[str, str]] = {}

    def read(self, source: SourceId) -> Mapping[str, str]:
        """Return the secret settings of a source."""
        return dict(self._kept.get(source, {}))

    def write(self, source: SourceId, secrets: Mapping[str, str]) -> None:
        """Replace the secret settings of a source; a value that is empty keeps the old one."""
        before = self._kept.get(source, {})
        merged = {name: value or before.get(name, "") for name, value in secrets.items()}
        self._kept[source] = {name: value for name, value in merged.items() if value}


class MemoryAudit:
    """Keep the audit trail in a list."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def write(self, entry: Entry) -> None:
        """Append a line."""
        self.entries.append(entry)


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line of the ledger."""

    at: datetime
    reason: str
    number: int
    hashes: tuple[str, ...]
    """Keyed, so that nobody can try out ids without the key."""
    signature: str


class MemoryLedger:
    """Keep the ledger in a list; each signature covers the line before."""

    def __init__(self, key: bytes = b"memory") -> None:
        self._key = key
        self.lines: list[Line] = []

    def write(self, *, reason: str, ids: Sequence[MentionId], at: datetime) -> None:
        """Append a line with the number, keyed hashes of the ids and a signature over the line before."""
        hashes = tuple(sorted(self._sign(mention) for mention in ids))
        before = self.lines[-1].signature if self.lines else ""
        self.lines.append(Line(at, reason, len(ids), hashes, self._signature(at, reason, hashes, before)))

    def barred(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return those of `ids` that were erased for good."""
        barred = {one for line in self.lines if line.reason in FOR_GOOD for one in line.hashes}
        return frozenset(one for one in ids if self._sign(one) in barred)

    def is_whole(self) -> bool:
        """Tell whether no line was changed, added or taken out."""
        before = ""
        for line in self.lines:
            if line.signature != self._signature(line.at, line.reason, line.hashes, before):
                return False
            before = line.signature
        return True

    def _signature(self, at: datetime, reason: str, hashes: tuple[str, ...], before: str) -> str:
        return self._sign("\n".join((at.isoformat(), reason, *hashes, before)))

    def _sign(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

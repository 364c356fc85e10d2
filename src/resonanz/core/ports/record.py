"""Who changed what, and what was erased: both are only ever added to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from resonanz.core.ids import MentionId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold one line of the audit trail."""

    at: datetime
    actor: UserId | None
    action: str
    subject: str
    """Kind and id: case:12, source:3."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """Never a secret, never a text of a stranger."""


class Audit(Protocol):
    """Keep who changed what; append-only."""

    def write(self, entry: Entry) -> None:
        """Append a line."""
        ...


ASKED_FOR: Final = "asked for by or for its author"
BY_ADMINISTRATOR: Final = "erased by an administrator"
FOR_GOOD: Final = frozenset({ASKED_FOR, BY_ADMINISTRATOR})
"""Reasons of erasures that must not be undone by hearing the same again."""


class Ledger(Protocol):
    """Keep a signed line for each erasure: that it happened, never what was said."""

    def write(self, *, reason: str, ids: Sequence[MentionId], at: datetime) -> None:
        """Append a line with the number, keyed hashes of the ids and a signature over the line before."""
        ...

    def barred(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return those of `ids` that were erased for good, for one of the reasons in `FOR_GOOD`."""
        ...

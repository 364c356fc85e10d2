"""A file that somebody asked for and that is too much for an answer: asked, written, kept for some days, gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NewType

from resonanz.core.ids import UserId

ExportId = NewType("ExportId", int)

MENTIONS: Final = "mentions"
WORDS: Final = frozenset({MENTIONS, "cases", "replies", "criticism"})
"""What holds strangers' words or names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Hold one file that was asked for."""

    id: ExportId
    owner: UserId
    what: str
    """Its name in the table of what can be taken out."""
    form: str
    wanted: str
    """JSON of what narrows it; empty when it is written."""
    asked_at: datetime
    ended_at: datetime | None = None
    """When it was written."""
    number: int = 0
    """Rows."""
    size: int = 0
    """Bytes."""
    spoilt: bool = False
    """Something in it was erased since: the file is gone, or is written again."""

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be downloaded."""
        return self.ended_at is not None and not self.spoilt

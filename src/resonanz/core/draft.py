"""An answer as it is typed, new or changed: one a case, answer and person, gone when they hand it in.

The one thing a reader would get wrong: it is no `Reply`. Nobody approves it, nothing sends it, and nobody but its
writer reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from resonanz.core.errors import Conflict
from resonanz.core.ids import CaseId, ReplyId, UserId

LONGEST: Final = 100_000
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDraft:
    """Hold what somebody has typed so far."""

    case: CaseId
    person: UserId
    text: str
    number: int
    """Counts up with every change; 0: nothing is kept yet."""
    changed_at: datetime
    reply: ReplyId | None = None
    """The answer that is being changed; None: a new one."""


class TypedElsewhere(Conflict):
    """Say that the same person typed on in another window; `kept` is what stands there."""

    def __init__(self, kept: TypedDraft) -> None:
        super().__init__("You wrote on in another window. Choose which of the two texts stays.")
        self.kept = kept

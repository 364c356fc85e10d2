"""A mention together with what was understood of it, as the archive keeps and returns it."""

from __future__ import annotations

from dataclasses import dataclass

from resonanz.core.mention import Mention
from resonanz.core.understood import Understood


@dataclass(frozen=True, slots=True)
class Heard:
    """Hold one archived mention; `seq` is its place in the order of arrival (0 before it is kept)."""

    mention: Mention
    understood: Understood
    seq: int = 0
    parent: str = ""
    """Title and text of what it answers, put in only where a query asks for it; never stored with the mention."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Count what keeping a batch did."""

    new: int = 0
    revised: int = 0
    known: int = 0
    """Known already: same id, same or older revision."""
    last_seq: int = 0

"""What the pages of the sources read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from resonanz.core.source import Gap, Source, SourceHealth


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """Hold one line of the list of sources."""

    source: Source
    health: SourceHealth
    new_last_day: int
    """Mentions first heard in the 24 hours before the question."""
    skipped_last_day: int
    open_gap: Gap | None
    look_wanted: bool
    """Somebody asked it to look now and it has not yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHourRow:
    """Count what one source brought in one hour."""

    hour: datetime
    """Its beginning."""
    new: int
    revised: int
    known: int
    removed: int
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipRow:
    """Count what was left out, by reason."""

    reason: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDetail:
    """Hold everything a source's page shows."""

    row: SourceRow
    secrets: tuple[str, ...]
    """Names of the secret settings that are set; never their values."""
    hours: tuple[SourceHourRow, ...]
    """Oldest first; an hour without anything is missing."""
    skips: tuple[SkipRow, ...]
    """Most frequent first, over the same time."""
    gaps: tuple[Gap, ...]
    """Newest first."""
    cursor: Mapping[str, object] | None
    """Where reading goes on, for a person who looks for trouble."""

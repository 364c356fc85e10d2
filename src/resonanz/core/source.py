"""A configured connection that listens: its settings, its health, what it brought, where it did not listen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from resonanz.core.ids import SourceId
from resonanz.core.lifecycle import Lifecycle


class Health(StrEnum):
    """How a source is."""

    HEALTHY = "healthy"
    EXPIRING = "expiring"
    FAILING = "failing"
    """Will be tried again by itself."""
    NEEDS_OPERATOR = "needs_operator"
    PAUSED = "paused"


_LISTENING = frozenset({Health.HEALTHY, Health.EXPIRING, Health.FAILING})
_ANY = _LISTENING | {Health.NEEDS_OPERATOR, Health.PAUSED}

SOURCE = Lifecycle(
    name="source",
    start=Health.HEALTHY,
    moves={
        "succeed": (_LISTENING | {Health.NEEDS_OPERATOR}, Health.HEALTHY),
        "expire": (_LISTENING, Health.EXPIRING),
        "fail": (_LISTENING, Health.FAILING),
        "ask": (_LISTENING | {Health.NEEDS_OPERATOR}, Health.NEEDS_OPERATOR),
        "pause": (_ANY, Health.PAUSED),
        "resume": (frozenset({Health.PAUSED, Health.NEEDS_OPERATOR}), Health.HEALTHY),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Hold one configured connection; secrets are kept elsewhere."""

    id: SourceId
    name: str
    """Unique; what mentions carry as `source`."""
    connector: str
    """Name in the registry: rss, mastodon, bluesky, hackernews, file, ..."""
    settings: Mapping[str, object] = field(default_factory=dict)
    enabled: bool = True
    interval: float = 300.0
    """Seconds between looks."""
    streams: bool = False
    """Whether it keeps a stream open besides looking."""
    retention_days: int | None = None
    """After how many days its mentions are erased; None keeps them."""

    def oldest_kept(self, now: datetime) -> datetime | None:
        """Return since when mentions must have been published to be kept; None keeps all."""
        return None if self.retention_days is None else now - timedelta(days=self.retention_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """Say how a source is, in a state and a plain sentence."""

    state: Health = Health.HEALTHY
    sentence: str = ""
    """Empty while all is well; English, a person can act on it."""
    since: datetime | None = None
    last_look_at: datetime | None = None
    last_success_at: datetime | None = None
    next_look_at: datetime | None = None
    failures: int = 0
    """In a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Say when a source did not listen and why; every chart it touches shows it."""

    source: SourceId
    start: datetime
    end: datetime | None
    """None: still open."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Count what one look or one import brought."""

    new: int = 0
    revised: int = 0
    known: int = 0
    removed: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    """By reason."""

    def __add__(self, other: Counts) -> Counts:
        skipped = dict(self.skipped)
        for reason, number in other.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + number
        return Counts(
            new=self.new + other.new,
            revised=self.revised + other.revised,
            known=self.known + other.known,
            removed=self.removed + other.removed,
            skipped=skipped,
        )

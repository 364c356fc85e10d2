"""Surges and the series they are found in, as the use cases ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from resonanz.core.ids import SurgeId
from resonanz.core.surge import Surge

Voices = Mapping[str, int]
"""How many voices spoke in each series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Say how far the watch over all series has come."""

    seq: int = 0
    """Up to which place of the archive mentions were counted."""
    closed: datetime | None = None
    """Up to which moment readings were taken; None before the first."""
    pending: Mapping[datetime, Voices] = field(default_factory=dict)
    """What was counted since, by the beginning of its reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Hold what one round of watching leads to; all of it is stored together."""

    progress: Progress
    hours: Mapping[datetime, Voices] = field(default_factory=dict)
    """Voices to add to the hours that began then."""
    hours_anew_from: datetime | None = None
    """Drop the hours from this moment on before adding: they are counted again."""
    learned: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What each series' watch remembers, as JSON can hold it; series that are not named stay as they are."""
    surges: Sequence[Surge] = ()
    """Surges to store: a new one has the id 0, others replace what is there."""


class SurgeBook(Protocol):
    """Keep surges, the hours of the series and what was learned of each."""

    def progress(self) -> Progress:
        """Return how far the watch has come."""
        ...

    def learned(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what the watch of each series remembers."""
        ...

    def keep(self, watched: Watched) -> list[Surge]:
        """Store a round in one transaction; return the surges with their ids."""
        ...

    def hours(self, series: str, *, since: datetime, until: datetime) -> Mapping[datetime, int]:
        """Return the voices of each hour that had any, ascending."""
        ...

    def load(self, surge: SurgeId) -> Surge:
        """Return one surge; raise NotFound."""
        ...

    def lasting(self) -> list[Surge]:
        """Return the surges that have not ended, the latest first."""
        ...

    def budget(self) -> float:
        """Return how many false alarms a week are borne, over all series together."""
        ...

    def prune(self, *, before: datetime) -> None:
        """Drop hours from before a moment, and series of which nothing was heard since."""
        ...

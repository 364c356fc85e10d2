"""New places in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from resonanz.core.place import Crowd, PlaceKind, PlaceWeek


class MemoryPlaceBook:
    """Keep places and their weeks in a dictionary."""

    def __init__(self) -> None:
        self._mark = 0
        self._kept: dict[PlaceWeek, Crowd] = {}

    def mark(self) -> int:
        """Return up to which place of the archive mentions were counted."""
        return self._mark

    def keep(self, seq: int, crowds: Mapping[PlaceWeek, Crowd], at: datetime) -> bool:  # noqa: ARG002
        """Add to what is there and move the mark; tell whether it was done."""
        if seq <= self._mark:
            return False
        for one, crowd in crowds.items():
            self._kept[one] = crowd.with_other(self._kept.get(one, Crowd()))
        self._mark = seq
        return True

    def crowds(self, since: date) -> Mapping[PlaceWeek, Crowd]:
        """Return everything counted in the weeks from a Monday on."""
        return {one: crowd for one, crowd in self._kept.items() if one.week >= since}

    def prune(self, *, before: date, quiet_before: date, fewest: float) -> int:
        """Drop weeks before one, and earlier than `quiet_before` those with fewer voices; return how many."""
        gone = [
            one
            for one, crowd in self._kept.items()
            if one.week < before
            or (one.week < quiet_before and crowd.voices < fewest and one.place.kind is not PlaceKind.ALL)
        ]
        for one in gone:
            del self._kept[one]
        return len(gone)

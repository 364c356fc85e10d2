"""Places where we are talked about, as they are counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from resonanz.core.place import Crowd, PlaceWeek


class PlaceBook(Protocol):
    """Keep how many spoke of each place, week by week."""

    def mark(self) -> int:
        """Return up to which place of the archive mentions were counted."""
        ...

    def keep(self, seq: int, crowds: Mapping[PlaceWeek, Crowd], at: datetime) -> bool:
        """Add to what is there and move the mark, in one transaction; tell whether it was done.

        What lies at or before the mark was counted already: then nothing is done.
        """
        ...

    def crowds(self, since: date) -> Mapping[PlaceWeek, Crowd]:
        """Return everything counted in the weeks from a Monday on."""
        ...

    def prune(self, *, before: date, quiet_before: date, fewest: float) -> int:
        """Drop weeks before one, and earlier than `quiet_before` those with fewer voices; return how many.

        A new place without any week left is dropped with them; one that somebody decided about stays.
        """
        ...

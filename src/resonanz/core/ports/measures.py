"""Reading metrics, for whoever judges by them: goals, initiatives, dashboards, reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from resonanz.core.metric import DailySeries, Definition, Figure, Metric, Span


class Measures(Protocol):
    """Read metrics; an unknown name raises NotFound, one that cannot be read like this InputRejected."""

    def definitions(self) -> Sequence[Definition]:
        """Return what can be measured, in the order it is shown."""
        ...

    def figure(self, metric: Metric, span: Span) -> Figure:
        """Return the value over a time."""
        ...

    def daily(self, metric: Metric, first: date, last: date, *, time_zone: str = "UTC") -> DailySeries:
        """Return the value of each day of a time zone from `first` to `last`, both included."""
        ...

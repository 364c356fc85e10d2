"""Reading metrics, for whoever judges by them: goals, initiatives, dashboards, reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, TypeAlias

from resonanz.core.deadline import DeadlineKind
from resonanz.core.metric import DailySeries, Definition, Figure, Metric, Span
from resonanz.core.search import Filter

Dated: TypeAlias = tuple[datetime, int | None]
"""When something began, and what came of it: seconds, or 1 for yes and 0 for no; None: it still runs."""


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


class CaseFigures(Protocol):
    """Read what measures of cases are computed from; of a filter, departments, channels, kinds and langs are used."""

    def waits(self, kind: DeadlineKind, span: Span, only: Filter) -> Sequence[Dated]:
        """Return the deadlines of one kind that began in a time, with the seconds of working time that they took."""
        ...

    def promises(self, span: Span, only: Filter) -> Sequence[Dated]:
        """Return the deadlines that began in a time, with whether they were met."""
        ...

    def answers(self, span: Span, only: Filter) -> Sequence[Dated]:
        """Return the cases that were opened in a time, with whether they were answered; None while open."""
        ...

    def reactions(self, span: Span, only: Filter) -> Sequence[Dated]:
        """Return the answered cases that were opened in a time, with whether somebody spoke after an answer."""
        ...

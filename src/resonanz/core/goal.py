"""A goal: what a metric is to be, and by when; without one a figure is only a number.

What a reader would get wrong: the degree of fulfilment is the way that was made, from the value when the goal was set
to the target; it may be negative or more than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.metric import Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Hold one goal."""

    id: int
    title: str
    metric: Metric
    target: float
    start_value: float | None
    """None where the metric had no value when the goal was set."""
    window: int
    """Over how many days the metric is read, the last one included."""
    set_on: date
    due_on: date
    owner: UserId | None = None
    department: DepartmentId | None = None

    def __post_init__(self) -> None:
        if self.due_on <= self.set_on:
            raise InputRejected("The day lies in the past.", place="due_on", remedy="Choose a later day.")
        if not 1 <= self.window <= 366:
            raise InputRejected("Read it over 1 to 366 days.", place="window", remedy="28 is usual.")

    @property
    def rises(self) -> bool | None:
        """Tell whether more is wanted; None where nobody knows the value it began with."""
        return None if self.start_value is None else self.target > self.start_value

    def is_reached(self, value: float) -> bool | None:
        """Tell whether a value fulfils it; None where it is not known which way was wanted."""
        if self.rises is None:
            return None
        return value >= self.target if self.rises else value <= self.target

    def degree(self, value: float) -> float | None:
        """Return (value - start) / (target - start); None without a start or where nothing was to change."""
        if self.start_value is None or self.start_value == self.target:
            return None
        return (value - self.start_value) / (self.target - self.start_value)

    def expected(self, today: date) -> float:
        """Return the share of its time that has passed, 0 to 1: the degree that would be on schedule."""
        passed = (today - self.set_on).days / (self.due_on - self.set_on).days
        return min(max(passed, 0.0), 1.0)

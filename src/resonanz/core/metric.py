"""What a metric is: a definition that can be printed, where it is read, and the figures that come of it.

A metric is a name out of `resonanz.measure.definitions` together with the part of the market that it is read over. What
a reader would get wrong: a figure without any denominator has no value (None), which is not nothing (0.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from resonanz.core.search import Filter


class Unit(StrEnum):
    """What a metric's value is a number of."""

    MENTIONS = "mentions"
    PEOPLE = "people"
    """Distinct authors per channel: the same person on two channels is two, nobody can know better."""
    ACTIONS = "actions"
    SHARE = "share"
    """0 to 1."""
    BALANCE = "balance"
    """-1 to 1."""
    SECONDS = "seconds"
    TRIES = "tries"


class ReadFrom(StrEnum):
    """Where a metric's counts come from."""

    ARCHIVE = "archive"
    CASES = "cases"
    NEEDS = "needs"
    INITIATIVES = "initiatives"
    CRITICISM = "criticism"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Say what a metric is, in words that its page prints and that a test computes by hand."""

    name: str
    """In addresses, files and the API: `net_sentiment_a`."""
    title: str
    formula: str
    numerator: str
    denominator: str
    """Empty where the metric is a plain number."""
    unit: Unit
    source: ReadFrom
    window: str
    """Which moment decides whether something lies in the time that is asked for."""
    gaps: str
    """What it does not know."""
    by_day: bool = True
    """Whether it can be read day by day."""
    higher_is_better: bool | None = None
    """None: neither; more of it is not a success by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """Name a metric and the part of the market that it is read over."""

    name: str
    """Of a definition."""
    filter: Filter = field(default_factory=Filter)
    """Its `since` and `until` are not used: times are asked for apart. Measures of cases use channels, departments."""
    part: Filter | None = None
    """For the metric `share` alone: which of the mentions under `filter` are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Hold a time: from `since` up to before `until`, both aware."""

    since: datetime
    until: datetime

    def before(self) -> Span:
        """Return the time of the same length right before."""
        return Span(since=self.since - (self.until - self.since), until=self.since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Hold one value of a metric with what it was computed from."""

    value: float | None
    """None where there is nothing to compute it from."""
    unit: Unit
    numerator: float = 0.0
    denominator: float | None = None
    low: float | None = None
    """Bounds of the 95 % interval where the value is an estimate, None where it was counted."""
    high: float | None = None
    undecided: int = 0
    """What still runs: neither in numerator nor denominator."""
    details: Mapping[str, float] = field(default_factory=dict)
    """More about it: percentiles of a time, parts of a balance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySeries:
    """Hold a metric day by day: `days` ascending without holes, `values` of the same length."""

    unit: Unit
    days: tuple[date, ...]
    values: tuple[float | None, ...]
    """None where a day has nothing to compute the metric from; a number counted as nothing is 0.0."""
    deaf: frozenset[date] = frozenset()
    """Days on which a source that matters did not listen for a while: too low, not quiet."""

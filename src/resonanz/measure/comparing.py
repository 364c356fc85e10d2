"""A figure beside others: the time before, and the parts of a segment.

What a reader would get wrong: two intervals may overlap although the values differ for sure; the difference has an
interval of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.metric import Figure, Metric, ReadFrom, Span
from resonanz.core.ports import Archive, Measures
from resonanz.core.search import By, Count, Filter
from resonanz.measure.definitions import definition
from resonanz.measure.parts import both, counted_under

SEGMENTS: Final = {
    By.CHANNEL: "channels",
    By.SOURCE: "sources",
    By.LANG: "langs",
    By.KIND: "kinds",
    By.SENTIMENT: "sentiments",
    By.DEPARTMENT: "departments",
    By.QUERY: "queries",
    By.TOPIC: "topics",
}
"""What a figure can be split by -> the field of a filter that it narrows."""
OF_CASES: Final = frozenset({By.CHANNEL, By.LANG, By.KIND, By.DEPARTMENT})
MOST_SEGMENTS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Say by how much a value is more than another; bounds of 95 % where both are estimates."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def is_sure(self) -> bool | None:
        """Tell whether nought lies outside the bounds; None where there are none."""
        if self.low is None or self.high is None:
            return None
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Hold the figure of one part."""

    key: object
    """Of the archive's group: a channel's name, a department's id."""
    metric: Metric
    """What it is the figure of: for its links."""
    figure: Figure


def difference(now: Figure, before: Figure) -> Difference | None:
    """Return now - before, bounded from both intervals (R. G. Newcombe, 1998, method 10); None without both values."""
    if now.value is None or before.value is None:
        return None
    value = now.value - before.value
    if None in (now.low, now.high, before.low, before.high):
        return Difference(value=value)
    low, high, former_low, former_high = (float(one or 0.0) for one in (now.low, now.high, before.low, before.high))
    below = math.hypot(now.value - low, former_high - before.value)
    above = math.hypot(high - now.value, before.value - former_low)
    return Difference(value=value, low=value - below, high=value + above)


def segments(archive: Archive, measures: Measures, metric: Metric, span: Span, by: By) -> Sequence[Segment]:
    """Return the figures of the most heard values of `by`, the most heard first; raise InputRejected.

    At most twelve. What is read from cases is split by what cases know.
    """
    source = definition(metric.name).source
    field = SEGMENTS.get(by)
    usable = source is ReadFrom.ARCHIVE or (source is ReadFrom.CASES and by in OF_CASES)
    if field is None or not usable:
        raise InputRejected(f"{metric.name} is not split by {by.value}.", place="segment", remedy="Choose another one.")
    under = replace(counted_under(metric.filter), since=span.since, until=span.until)
    groups = archive.count(Count(filter=under, by=(by,)))
    keys = [group.keys[0] for group in groups if group.keys[0] is not None][:MOST_SEGMENTS]
    found = []
    for key in keys:
        narrow = both(metric.filter, Filter(**{field: (key,)}))  # type: ignore[arg-type]  # a field of the class
        if narrow is not None:
            part = replace(metric, filter=narrow)
            found.append(Segment(key=key, metric=part, figure=measures.figure(part, span)))
    return found

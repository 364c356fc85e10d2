"""Reading metrics off the archive and the cases: counts are asked for here, `formulas` makes figures of them.

What a reader would get wrong: a day's value is computed from that day's counts, so a time's share is not the mean of
its days' shares, and its median not the median of their medians.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from resonanz.core.deadline import DeadlineKind
from resonanz.core.errors import InputRejected
from resonanz.core.metric import DailySeries, Definition, Figure, Metric, ReadFrom, Span, Unit
from resonanz.core.ports import Archive, CaseFigures, Dated, Rulebook
from resonanz.core.search import By, Count, Filter
from resonanz.core.source import Gap
from resonanz.measure.definitions import DEFINITIONS, definition
from resonanz.measure.formulas import FORMULAS, typical
from resonanz.measure.parts import Parts, parts_of
from resonanz.measure.scanning import SCANS, scanned

MOST_DAYS: Final = 1_100
"""Three years."""
DEAF: Final = timedelta(hours=1)
"""A gap that takes less of a day than this is not marked."""
TIMES: Final = {
    "first_answer_time": DeadlineKind.FIRST_ANSWER,
    "next_answer_time": DeadlineKind.NEXT_ANSWER,
    "resolution_time": DeadlineKind.RESOLUTION,
}
_NAMES: Final = {
    "attainment": ("met", "breached"),
    "answer_rate": ("answered", "closed_without"),
    "reaction_rate": ("reacted", ""),
}

Gaps: TypeAlias = Callable[[datetime, datetime], Sequence[Gap]]
Elsewhere: TypeAlias = Callable[[Metric, Span], Mapping[str, float]]
"""What counts for a metric that is read neither from mentions nor from cases; arguments of its formula."""


class Measuring:
    """Read metrics: the adapter of the port `Measures`."""

    def __init__(
        self,
        *,
        archive: Archive,
        cases: CaseFigures,
        rulebook: Rulebook,
        gaps: Gaps,
        elsewhere: Mapping[str, Elsewhere],
    ) -> None:
        self._archive = archive
        self._cases = cases
        self._queries = rulebook.queries
        self._gaps = gaps
        self._elsewhere = elsewhere

    def remembering(self) -> Measuring:
        """Return one that asks for queries and gaps once, to read many metrics for one page; not to be kept."""
        one = copy(self)
        one._queries, one._gaps = cache(self._queries), cache(self._gaps)  # noqa: SLF001  its own
        return one

    def definitions(self) -> Sequence[Definition]:
        """Return what can be measured here, in the order it is shown."""
        return [one for one in DEFINITIONS.values() if self._is_read(one)]

    def parts(self, metric: Metric) -> Parts:
        """Return which mentions are counted under which name; empty for what is not read from mentions."""
        if definition(metric.name).source is not ReadFrom.ARCHIVE:
            return {}
        return parts_of(metric, self._queries())

    def figure(self, metric: Metric, span: Span) -> Figure:
        """Return the value over a time; raise NotFound or InputRejected."""
        _check(span)
        source = self._source(metric)
        if source is ReadFrom.ARCHIVE:
            return self._heard(metric, span)
        if source is ReadFrom.CASES:
            return _worked(metric.name, self._rows(metric, span))
        return FORMULAS[metric.name](**self._elsewhere[metric.name](metric, span))

    def daily(self, metric: Metric, first: date, last: date, *, time_zone: str = "UTC") -> DailySeries:
        """Return the value of each day of a time zone from `first` to `last`, both included."""
        source = self._source(metric)
        if not DEFINITIONS[metric.name].by_day:
            raise InputRejected(f"{metric.name} has no values by day.", place="metric", remedy="Choose another one.")
        days = days_between(first, last)
        span = Span(since=midnight(first, time_zone), until=midnight(last + timedelta(days=1), time_zone))
        read = self._heard_daily if source is ReadFrom.ARCHIVE else self._worked_daily
        found = read(metric, span, time_zone)
        empty = _nothing(metric.name, list(self.parts(metric)))
        return DailySeries(
            unit=DEFINITIONS[metric.name].unit,
            days=days,
            values=tuple(found.get(day, empty).value for day in days),
            deaf=deaf_days(self._gaps(span.since, span.until), days, time_zone),
        )

    def _is_read(self, one: Definition) -> bool:
        return one.source in {ReadFrom.ARCHIVE, ReadFrom.CASES} or one.name in self._elsewhere

    def _source(self, metric: Metric) -> ReadFrom:
        found = definition(metric.name)
        if not self._is_read(found):
            raise InputRejected(f"{metric.name} is not read yet.", place="metric", remedy="Choose another one.")
        return found.source

    def _heard(self, metric: Metric, span: Span) -> Figure:
        parts = self.parts(metric)
        if metric.name in SCANS:
            return scanned(metric.name, self._archive, _within(parts["mentions"], span), None)[None]
        return FORMULAS[metric.name](**{name: self._total(metric, part, span) for name, part in parts.items()})

    def _total(self, metric: Metric, part: Filter | None, span: Span) -> int:
        if part is None:
            return 0
        (group,) = self._archive.count(Count(filter=_within(part, span), people=metric.name == "voices"))
        return group.number

    def _heard_daily(self, metric: Metric, span: Span, time_zone: str) -> Mapping[date, Figure]:
        parts = self.parts(metric)
        zone = ZoneInfo(time_zone)
        if metric.name in SCANS:
            found = scanned(metric.name, self._archive, _within(parts["mentions"], span), zone)
            return {day: figure for day, figure in found.items() if day is not None}
        counts: dict[date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(parts, 0))
        for name, part in parts.items():
            if part is None:
                continue
            asked = Count(filter=_within(part, span), by=(By.DAY,), time_zone=time_zone, people=metric.name == "voices")
            for group in self._archive.count(asked):
                begun = group.keys[0]
                if isinstance(begun, datetime):
                    counts[begun.astimezone(zone).date()][name] = group.number
        return {day: FORMULAS[metric.name](**each) for day, each in counts.items()}

    def _rows(self, metric: Metric, span: Span) -> Sequence[Dated]:
        only = metric.filter
        if metric.name in TIMES:
            return self._cases.waits(TIMES[metric.name], span, only)
        if metric.name == "attainment":
            return self._cases.promises(span, only)
        return self._cases.answers(span, only) if metric.name == "answer_rate" else self._cases.reactions(span, only)

    def _worked_daily(self, metric: Metric, span: Span, time_zone: str) -> Mapping[date, Figure]:
        zone = ZoneInfo(time_zone)
        rows: dict[date, list[Dated]] = defaultdict(list)
        for row in self._rows(metric, span):
            rows[row[0].astimezone(zone).date()].append(row)
        return {day: _worked(metric.name, each) for day, each in rows.items()}


def _worked(name: str, rows: Sequence[Dated]) -> Figure:
    running = sum(came is None for _begun, came in rows)
    done = [came for _begun, came in rows if came is not None]
    if name in TIMES:
        return typical(done, running)
    yes, no = sum(done), len(done) - sum(done)
    if name == "reaction_rate":
        return FORMULAS[name](reacted=yes, answered=len(done))
    good, bad = _NAMES[name]
    return FORMULAS[name](**{good: yes, bad: no, "running": running})


def _nothing(name: str, parts: Sequence[str]) -> Figure:
    """Return the figure of a day on which nothing was counted."""
    if name in SCANS:
        return Figure(value=0.0, unit=Unit.ACTIONS)
    return FORMULAS[name](**dict.fromkeys(parts, 0)) if parts else _worked(name, ())


def _within(part: Filter | None, span: Span) -> Filter:
    return replace(part or Filter(), since=span.since, until=span.until)


def _check(span: Span) -> None:
    if span.since.tzinfo is None or span.until.tzinfo is None:
        raise InputRejected("The time has no zone.", place="from", remedy="Write it with Z or an offset.")
    if span.until <= span.since:
        raise InputRejected("The time ends before it begins.", place="to", remedy="Give a later end.")


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Return the days from `first` to `last`, both included; raise InputRejected for none or too many."""
    number = (last - first).days + 1
    if not 1 <= number <= MOST_DAYS:
        raise InputRejected(f"Give 1 to {MOST_DAYS} days.", place="to", remedy="Choose another time.")
    return tuple(first + timedelta(days=one) for one in range(number))


def midnight(day: date, time_zone: str) -> datetime:
    """Return when a day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def deaf_days(gaps: Sequence[Gap], days: Sequence[date], time_zone: str) -> frozenset[date]:
    """Return the days of which a gap took more than an hour."""
    ends = [midnight(day, time_zone) for day in (*days, days[-1] + timedelta(days=1))]
    return frozenset(
        day
        for day, start, end in zip(days, ends, ends[1:], strict=False)
        if any(min(gap.end or end, end) - max(gap.start, start) >= DEAF for gap in gaps)
    )

"""Counting what a report says, once; from then on it is kept and only rendered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from resonanz.core.clock import Clock
from resonanz.core.errors import InputRejected
from resonanz.core.metric import Definition, Figure, Span
from resonanz.core.ports import Archive, Measures
from resonanz.core.report import Bars, Content, Decision, Drawing, Line, Value
from resonanz.core.search import By, Count, Filter
from resonanz.core.source import Gap
from resonanz.measure.reporting.templates import Drawn, Wanted, template

LONGEST = 400
"""Days that a report speaks of at most."""
_DAY = timedelta(days=1)

Gaps = Callable[[datetime, datetime], Sequence[Gap]]
Deciding = Callable[[], Sequence[Decision]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask for a report: first and last day, both included, of a time zone."""

    template: str
    first: date
    last: date
    zone: str
    company: str = ""


class Gatherer:
    """Count reports."""

    def __init__(
        self, *, archive: Archive, measures: Measures, gaps: Gaps, deciding: Deciding, clock: Clock, version: str
    ) -> None:
        self._archive = archive
        self._measures = measures
        self._gaps = gaps
        self._deciding = deciding
        self._clock = clock
        self._version = version

    def gather(self, ask: Ask) -> Content:
        """Return what a report says; raise InputRejected where its days make no sense."""
        chosen = template(ask.template)
        span = span_of(ask)
        definitions = {one.name: one for one in self._measures.definitions()}
        offered = [one for one in chosen.figures if one.metric.name in definitions]
        seq = self._archive.head()
        return Content(
            template=ask.template,
            company=ask.company,
            since=span.since,
            until=span.until,
            zone=ask.zone,
            made_at=self._clock.now(),
            seq=seq,
            version=self._version,
            lines=tuple(self._line(one, definitions[one.metric.name], span, ask) for one in offered),
            drawings=tuple(self._drawing(one, span, ask) for one in chosen.charts),
            decisions=tuple(one for one in self._deciding() if one.number),
        )

    def _line(self, wanted: Wanted, definition: Definition, span: Span, ask: Ask) -> Line:
        earlier = span_of(_before(ask))
        return Line(
            name=wanted.name,
            section=wanted.section,
            unit=definition.unit.value,
            now=_value(self._measures.figure(wanted.metric, span)),
            before=_value(self._measures.figure(wanted.metric, earlier)),
            title=definition.title,
            formula=definition.formula,
            numerator=definition.numerator,
            denominator=definition.denominator,
            gaps=definition.gaps,
            higher_is_better=definition.higher_is_better if wanted.name == definition.name else None,
        )

    def _drawing(self, drawn: Drawn, span: Span, ask: Ask) -> Drawing:
        asked = Filter(since=span.since, until=span.until, include_own=False, only_relevant=True)
        groups = self._archive.count(Count(filter=asked, by=(By.DAY, drawn.by), time_zone=ask.zone))
        counted = {(group.keys[0], group.keys[1]): group.number for group in groups}
        days = days_of(ask)
        begins = [_midnight(day, ask.zone) for day in days]
        series = tuple(
            Bars(key=key, values=tuple(float(counted.get((begin, key), 0)) for begin in begins)) for key in drawn.keys
        )
        return Drawing(name=drawn.name, days=days, series=series, gaps=self._deaf(begins, span))

    def _deaf(self, begins: Sequence[datetime], span: Span) -> tuple[tuple[int, int], ...]:
        """Return on which days listening had a gap."""
        ends = [*begins[1:], span.until]
        found = []
        for gap in self._gaps(span.since, span.until):
            touched = [
                place
                for place, (begin, end) in enumerate(zip(begins, ends, strict=True))
                if gap.start < end and (gap.end is None or gap.end > begin)
            ]
            if touched:
                found.append((touched[0], touched[-1]))
        return tuple(sorted(set(found)))


def days_of(ask: Ask) -> tuple[date, ...]:
    """Return the days of a report."""
    return tuple(ask.first + number * _DAY for number in range((ask.last - ask.first).days + 1))


def span_of(ask: Ask) -> Span:
    """Return the time from the first day's midnight to the one after the last; raise InputRejected."""
    if ask.last < ask.first:
        raise InputRejected("The last day lies before the first.", place="to", remedy="Write a later day.")
    if (ask.last - ask.first).days >= LONGEST:
        raise InputRejected(f"A report speaks of at most {LONGEST} days.", place="from", remedy="Write a later day.")
    return Span(since=_midnight(ask.first, ask.zone), until=_midnight(ask.last + _DAY, ask.zone))


def _before(ask: Ask) -> Ask:
    """Ask for as many days right before; a whole month is compared with the whole month before it."""
    first, last = ask.first, ask.last
    if first.day == 1 and (last + _DAY).day == 1 and (first.year, first.month) == (last.year, last.month):
        end = first - _DAY
        return Ask(template=ask.template, first=end.replace(day=1), last=end, zone=ask.zone)
    length = last - first + _DAY
    return Ask(template=ask.template, first=first - length, last=first - _DAY, zone=ask.zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _value(figure: Figure) -> Value:
    return Value(
        value=figure.value,
        low=figure.low,
        high=figure.high,
        numerator=figure.numerator,
        denominator=figure.denominator,
        undecided=figure.undecided,
    )

"""Metrics: what they are, their values over a time, by day and by segment, and what happened on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId, QueryId
from resonanz.core.metric import Definition, Figure, Metric, Span
from resonanz.core.search import By, Filter
from resonanz.measure.comparing import SEGMENTS, difference, segments
from resonanz.measure.definitions import definition

router = Router()

USUAL = timedelta(days=30)


class Time(Schema):
    """Over which time; the last 30 days where nothing is given."""

    since: datetime | None = Field(default=None, alias="from")
    until: datetime | None = Field(default=None, alias="to")


class Wanted(Time):
    """Over which time and which mentions; every condition that is given must hold."""

    q: str = ""
    channel: list[str] = Field(default_factory=list)
    source: list[str] = Field(default_factory=list)
    lang: list[str] = Field(default_factory=list)
    sentiment: list[str] = Field(default_factory=list)
    kind: list[str] = Field(default_factory=list)
    query: list[int] = Field(default_factory=list)
    topic: list[str] = Field(default_factory=list)
    department: list[int] = Field(default_factory=list)
    part: str = ""
    """For the metric `share`: a query for what is counted."""
    segment: str = ""
    days: bool = False
    """Whether each day's value is wanted too."""


class DefinitionOut(Schema):
    """What a metric is; `unit` says what its value is a number of, times are seconds."""

    name: str
    title: str
    formula: str
    numerator: str
    denominator: str
    unit: str
    source: str
    window: str
    gaps: str
    by_day: bool
    higher_is_better: bool | None


class FigureOut(Schema):
    """A value; `low` and `high` bound it with 95 % where it is an estimate, `undecided` still runs."""

    value: float | None
    numerator: float
    denominator: float | None
    low: float | None
    high: float | None
    undecided: int
    details: dict[str, float]


class DifferenceOut(Schema):
    """By how much it is more than in the time of the same length right before."""

    value: float
    low: float | None
    high: float | None


class SegmentOut(Schema):
    """The figure of one part."""

    key: str
    figure: FigureOut


class DayOut(Schema):
    """The value of one day; `deaf` where a source did not listen for more than an hour."""

    day: date
    value: float | None
    deaf: bool


class MetricOut(Schema):
    """A metric over a time, with the time before."""

    definition: DefinitionOut
    since: datetime
    until: datetime
    figure: FigureOut
    before: FigureOut
    difference: DifferenceOut | None
    segments: list[SegmentOut]
    days: list[DayOut]


@router.get("", response=list[DefinitionOut], summary="What can be measured")
def list_(request: HttpRequest, lang: str = "en") -> list[DefinitionOut]:
    """Return every definition, in German with `lang=de`."""
    actor(request)
    return [_told(definition(one.name, lang)) for one in house().measures.definitions()]


@router.get("/{name}", response=MetricOut, summary="A metric over a time")
def one(request: HttpRequest, name: str, wanted: Annotated[Wanted, Query()]) -> MetricOut:
    """Return the value over `from` to `to` (the last 30 days), the one before, and what else is wanted."""
    actor(request)
    measures = house().measures
    span = span_of(wanted)
    part = Filter(query=wanted.part) if wanted.part.strip() else None
    metric = Metric(name=name, filter=filter_of(wanted), part=part)
    now, before = measures.figure(metric, span), measures.figure(metric, span.before())
    moved = difference(now, before)
    return MetricOut(
        definition=_told(definition(name)),
        since=span.since,
        until=span.until,
        figure=figure_out(now),
        before=figure_out(before),
        difference=None if moved is None else DifferenceOut(value=moved.value, low=moved.low, high=moved.high),
        segments=_segments(metric, span, wanted.segment),
        days=_days(metric, span) if wanted.days else [],
    )


def figure_out(figure: Figure) -> FigureOut:
    """Return a figure as the API says it."""
    return FigureOut.model_validate(figure, from_attributes=True)


def _told(one: Definition) -> DefinitionOut:
    return DefinitionOut.model_validate(
        {name: getattr(one, name) for name in DefinitionOut.model_fields}
        | {"unit": one.unit.value, "source": one.source.value}
    )


def _segments(metric: Metric, span: Span, by: str) -> list[SegmentOut]:
    if not by:
        return []
    if by not in {one.value for one in SEGMENTS}:
        known = ", ".join(one.value for one in SEGMENTS)
        raise InputRejected("There is no such segment.", place="segment", remedy=f"Choose one of: {known}.")
    found = segments(house().archive, house().measures, metric, span, By(by))
    return [SegmentOut(key=str(one.key), figure=figure_out(one.figure)) for one in found]


def _days(metric: Metric, span: Span) -> list[DayOut]:
    name = house().settings.time_zone
    zone = ZoneInfo(name)
    last = (span.until - timedelta(microseconds=1)).astimezone(zone).date()
    series = house().measures.daily(metric, span.since.astimezone(zone).date(), last, time_zone=name)
    return [
        DayOut(day=day, value=value, deaf=day in series.deaf)
        for day, value in zip(series.days, series.values, strict=True)
    ]


def span_of(wanted: Time) -> Span:
    """Return the time that is asked for, in UTC; raise InputRejected."""
    now = house().clock.now()
    for place, moment in (("from", wanted.since), ("to", wanted.until)):
        if moment is not None and moment.tzinfo is None:
            raise InputRejected("The time has no zone.", place=place, remedy="Write for example 2026-03-01T12:00:00Z.")
    until = (wanted.until or now).astimezone(UTC)
    try:
        since = (wanted.since or until - USUAL).astimezone(UTC)
        Span(since=since, until=until).before()
    except OverflowError as trouble:
        raise InputRejected("There is no such time.", place="from", remedy="Give a later one.") from trouble
    return Span(since=since, until=until)


def filter_of(wanted: Wanted) -> Filter:
    """Return the filter that is asked for."""
    return Filter(
        query=wanted.q,
        channels=tuple(wanted.channel),
        sources=tuple(wanted.source),
        langs=tuple(wanted.lang),
        sentiments=tuple(wanted.sentiment),
        kinds=tuple(wanted.kind),
        queries=tuple(QueryId(one) for one in wanted.query),
        topics=tuple(wanted.topic),
        departments=tuple(DepartmentId(one) for one in wanted.department),
    )

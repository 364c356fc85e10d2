"""A metric day by day as a chart, each day a link to what it counts; for its own page and for dashboards."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from resonanz.app.wiring import house
from resonanz.core.metric import DailySeries, Figure, Metric, ReadFrom, Span, Unit
from resonanz.measure.definitions import definition
from resonanz.store.relational.selectors import seriousness as stored
from resonanz.store.relational.selectors import sources
from resonanz.web import figures
from resonanz.web.charts import DAY, Change, Chart, Series, days_between


def daily_chart(name: str, metric: Metric, span: Span, over_all: Figure, series: DailySeries | None = None) -> Chart:
    """Return a chart called `name`, unique on its page; the days are read where they are not given."""
    first, last = timezone.localtime(span.since).date(), timezone.localtime(span.until).date()
    if series is None:
        series = house().measures.daily(metric, first, last, time_zone=timezone.get_current_timezone_name())
    begins = days_between(span.since, span.until)
    title, unit = figures.defined(metric.name).title, figures.axis(series.unit)
    drawn = tuple(figures.plotted(value, series.unit) for value in series.values)
    shape = "bar" if series.unit in {Unit.MENTIONS, Unit.PEOPLE, Unit.ACTIONS} else "line"
    return Chart(
        name,
        _("%(title)s per day") % {"title": title} + (f" ({unit})" if unit else ""),
        over_all.numerator if over_all.denominator is None else over_all.denominator,
        begins,
        (Series("accent", title, drawn, _addresses(metric, begins), shape),),
        sources.gaps_between(span.since, span.until),
        _("no value"),
        step=DAY,
        changes=tuple(Change(_midnight(note.day), note.text) for note in stored.notes(first, last)),
    )


def _addresses(metric: Metric, begins: tuple[datetime, ...]) -> tuple[str, ...]:
    days = [Span(since=begin, until=end) for begin, end in zip(begins, [*begins[1:], begins[-1] + DAY], strict=True)]
    if definition(metric.name).source is ReadFrom.CASES:
        return tuple(figures.cases_link(metric, "cases", day) for day in days)
    whole = next((one for one in reversed(list(house().measures.parts(metric).values())) if one is not None), None)
    return tuple(figures.mentions_link(whole, day) for day in days)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())

"""The charts of a report as the pages draw them: the numbers of the report, each bar a link to its mentions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from resonanz.core.ids import SourceId
from resonanz.core.report import Content, Drawing
from resonanz.core.source import Gap
from resonanz.measure.reporting.words import Speech
from resonanz.web.asking import link
from resonanz.web.charts import DAY, Chart, Series


def chart_of(drawing: Drawing, content: Content, speech: Speech) -> Chart:
    """Return one chart of a report."""
    days = tuple(_midnight(day, content.zone) for day in drawing.days)
    live = reverse("live")
    series = tuple(
        Series(
            one.key,
            one.name or speech.word("key", one.key),
            one.values,
            tuple(
                link(live, since=day, until=_midnight(after, content.zone), own="no", **{drawing.name: one.key})
                for day, after in zip(days, _following(drawing), strict=True)
            ),
        )
        for one in drawing.series
    )
    gaps = tuple(Gap(source=SourceId(0), start=days[first], end=days[last], reason="") for first, last in drawing.gaps)
    title = speech.word("chart", drawing.name)
    return Chart(f"report-{drawing.name}", title, drawing.total, days, series, gaps, _("nothing heard"), step=DAY)


def _following(drawing: Drawing) -> list[date]:
    return [day + timedelta(days=1) for day in drawing.days]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)

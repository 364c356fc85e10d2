"""The picture of a verdict: what was, what would have been, and how far that may miss, with the day it began."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from resonanz.core.initiative import Initiative, Judgement
from resonanz.core.metric import Unit
from resonanz.learn.effects import Finding
from resonanz.measure.definitions import DEFINITIONS
from resonanz.store.relational.selectors import sources
from resonanz.web.charts import DAY, Change, Chart, Series

BEFORE: Final = 56
"""Days before the start that are shown at most."""
SCALE: Final = {Unit.SHARE: 100.0, Unit.BALANCE: 100.0, Unit.SECONDS: 1 / 3600}
"""What a stored value is multiplied with to be read."""


def verdict_chart(initiative: Initiative, judgement: Judgement, finding: Finding) -> Chart | None:
    """Return the days before and after the start; None where nothing was computed."""
    start = judgement.plan.starts_on
    if finding.curve is None or start is None:
        return None
    actual = dict(zip(judgement.series.days, judgement.series.values, strict=True))
    last = finding.curve.days[-1]
    first = max(judgement.series.days[0], start - timedelta(days=BEFORE))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    scale = SCALE.get(unit_of(judgement), 1.0)
    bounds = {"expected": finding.curve.expected, "low": finding.curve.low, "high": finding.curve.high}
    curve = {name: dict(zip(finding.curve.days, values, strict=True)) for name, values in bounds.items()}

    def told(name: str, key: str, shape: str, values: dict[date, float]) -> Series:
        shown = tuple(round(values[day] * scale, 2) if day in values else None for day in days)
        return Series(key, name, shown, shape=shape)

    series = (
        told(_("expected at least"), "suspect", "floor", curve["low"]),
        told(_("expected at most"), "suspect", "band", curve["high"]),
        told(_("would have been"), "suspect", "line", curve["expected"]),
        told(_("was"), "accent", "line", actual),
    )
    moments = tuple(map(_noon, days))
    gaps = () if judgement.plan.by_file else sources.gaps_between(moments[0], moments[-1] + DAY)
    return Chart(
        f"verdict-{initiative.id}",
        _("What was, and what would have been otherwise"),
        len(judgement.series.days),
        moments,
        series,
        gaps,
        _("nothing counted"),
        step=DAY,
        changes=(Change(_noon(start), _("it began")),),
    )


def unit_of(judgement: Judgement) -> Unit:
    """Return the unit of what was judged; of a file nobody knows: plain numbers."""
    named = judgement.plan.metric
    found = DEFINITIONS.get(named.name) if named and not judgement.plan.by_file else None
    return found.unit if found else Unit.MENTIONS


def _noon(day: date) -> datetime:
    """Return a moment that lies on that day in every reader's zone that is near."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)

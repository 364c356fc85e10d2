"""Sources and how they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Sum

from resonanz.core.errors import Misconfigured, NotFound
from resonanz.core.ids import SourceId
from resonanz.core.ports import Secrets
from resonanz.core.source import Gap
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.rows import gap_of, health_of, source_of
from resonanz.store.relational.text import from_json
from resonanz.store.relational.views import SkipRow, SourceDetail, SourceHourRow, SourceRow

DAY: Final = timedelta(days=1)
GAPS: Final = 50
"""Gaps shown on a source's page."""


@reachable()
def sources(now: datetime) -> tuple[SourceRow, ...]:
    """Return every source by name, with its last 24 hours; three queries."""
    rows = list(models.Source.objects.order_by("name"))
    sums, gaps = _sums(now - DAY), _open_gaps()
    return tuple(_row(row, sums.get(row.pk, (0, 0)), gaps.get(row.pk)) for row in rows)


@reachable()
def source_detail(
    source: SourceId, now: datetime, secrets: Secrets, *, span: timedelta = timedelta(days=7)
) -> SourceDetail:
    """Return everything about a source over the last `span`; raise NotFound."""
    row = models.Source.objects.filter(pk=source).first()
    if row is None:
        raise NotFound(f"There is no source {source}.")
    since = now - span
    hours = models.SourceHour.objects.filter(source=row, hour__gte=since).order_by("hour")
    gaps = models.SourceGap.objects.filter(source=row).order_by("-start", "-pk")[:GAPS]
    return SourceDetail(
        row=_row(row, _sums(now - DAY, source).get(source, (0, 0)), _open_gaps(source).get(source)),
        secrets=_names(secrets, source),
        hours=tuple(_hour_row(hour) for hour in hours),
        skips=_skips(source, since),
        gaps=tuple(gap_of(gap) for gap in gaps),
        cursor=None if row.cursor is None else from_json(row.cursor),
    )


@reachable()
def gaps_between(since: datetime, until: datetime) -> tuple[Gap, ...]:
    """Return every gap that touches a time, for the charts that show it; oldest first."""
    touching = models.SourceGap.objects.filter(start__lt=until).exclude(end__lte=since).order_by("start", "pk")
    return tuple(gap_of(row) for row in touching)


def _row(row: models.Source, sums: tuple[int, int], gap: Gap | None) -> SourceRow:
    return SourceRow(
        source=source_of(row),
        health=health_of(row),
        new_last_day=sums[0],
        skipped_last_day=sums[1],
        open_gap=gap,
        look_wanted=row.wanted,
    )


def _sums(since: datetime, source: SourceId | None = None) -> Mapping[int, tuple[int, int]]:
    hours = models.SourceHour.objects.filter(hour__gte=since)
    if source is not None:
        hours = hours.filter(source=source)
    sums = hours.order_by().values_list("source_id").annotate(Sum("new"), Sum("skipped"))
    return {number: (new, skipped) for number, new, skipped in sums}


def _open_gaps(source: SourceId | None = None) -> Mapping[int, Gap]:
    open_now = models.SourceGap.objects.filter(end=None)
    if source is not None:
        open_now = open_now.filter(source=source)
    return {row.source_id: gap_of(row) for row in open_now}


def _skips(source: SourceId, since: datetime) -> tuple[SkipRow, ...]:
    skips = models.SkipHour.objects.filter(source=source, hour__gte=since).order_by()
    sums = skips.values_list("reason").annotate(number=Sum("number")).order_by("-number", "reason")
    return tuple(SkipRow(reason=reason, number=number) for reason, number in sums)


def _hour_row(row: models.SourceHour) -> SourceHourRow:
    return SourceHourRow(
        hour=row.hour,
        new=row.new,
        revised=row.revised,
        known=row.known,
        removed=row.removed,
        skipped=row.skipped,
    )


def _names(secrets: Secrets, source: SourceId) -> tuple[str, ...]:
    try:
        return tuple(sorted(secrets.read(source)))
    except Misconfigured:  # sealed with a lost key: as good as not set, and looking at the source says so
        return ()

"""Surges, the hours of the series that are watched, and what was learned of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from resonanz.core.errors import NotFound
from resonanz.core.ids import SurgeId
from resonanz.core.ports import Progress, Watched
from resonanz.core.surge import SILENCE, Surge
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable
from resonanz.store.relational.watch import touch

SURGES = "surges"
"""Name of the stamp that moves whenever a surge begins, grows or ends."""


class StoredSurgeBook:
    """Keep surges."""

    @reachable()
    def progress(self) -> Progress:
        """Return how far the watch has come."""
        row = models.SurgeWatching.objects.filter(pk=1).first()
        if row is None:
            return Progress()
        pending = {datetime.fromisoformat(at): voices for at, voices in json.loads(row.pending).items()}
        return Progress(seq=row.seq, closed=row.closed, pending=pending)

    @reachable()
    def learned(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what the watch of each series remembers."""
        return {row.series: json.loads(row.learned) for row in models.WatchedSeries.objects.all()}

    @reachable()
    def keep(self, watched: Watched) -> list[Surge]:
        """Store a round in one transaction; return the surges with their ids."""
        with transaction.atomic():
            _advance(watched.progress)
            _add_hours(watched)
            _learn(watched.learned)
            stored = [_kept(surge) for surge in watched.surges]
            if stored:
                touch(SURGES)
        return stored

    @reachable()
    def hours(self, series: str, *, since: datetime, until: datetime) -> Mapping[datetime, int]:
        """Return the voices of each hour that had any, ascending."""
        found = models.SeriesHour.objects.filter(series=series, hour__gte=since, hour__lt=until).order_by("hour")
        return dict(found.values_list("hour", "voices"))

    @reachable()
    def load(self, surge: SurgeId) -> Surge:
        """Return one surge; raise NotFound."""
        row = models.Surge.objects.filter(pk=surge).first()
        if row is None:
            raise NotFound(f"There is no surge {surge}.")
        return surge_of(row)

    @reachable()
    def lasting(self) -> list[Surge]:
        """Return the surges that have not ended, the latest first."""
        return [surge_of(row) for row in models.Surge.objects.filter(ended_at=None).order_by("-started_at", "-pk")]

    @reachable()
    def budget(self) -> float:
        """Return how many false alarms a week are borne, over all series together."""
        row = models.SurgeWatching.objects.filter(pk=1).only("budget").first()
        return 1.0 if row is None else row.budget

    @reachable()
    def prune(self, *, before: datetime) -> None:
        """Drop hours from before a moment, and series of which nothing was heard since."""
        with transaction.atomic():
            models.SeriesHour.objects.filter(hour__lt=before).delete()
            heard = models.SeriesHour.objects.values("series")
            models.WatchedSeries.objects.exclude(series__in=heard).exclude(series=SILENCE).delete()


def surge_of(row: models.Surge) -> Surge:
    """Return a surge."""
    return Surge(
        id=SurgeId(row.pk),
        series=row.series,
        also=tuple(row.also.splitlines()),
        started_at=row.started_at,
        peak_at=row.peak_at,
        ended_at=row.ended_at,
        severity=row.severity,
        expected=row.expected,
        observed=row.observed,
        voices=row.voices,
        mentions=row.mentions,
        negative=row.negative,
        reach=row.reach,
    )


def _kept(surge: Surge) -> Surge:
    names = ("series", "started_at", "peak_at", "ended_at", "severity", "expected", "observed")
    columns = {name: getattr(surge, name) for name in (*names, "voices", "mentions", "negative", "reach")}
    columns["also"] = "\n".join(surge.also)
    if surge.id > 0:
        models.Surge.objects.filter(pk=surge.id).update(**columns)
        return surge
    return surge_of(models.Surge.objects.create(**columns))


def _advance(progress: Progress) -> None:
    columns = {
        "seq": progress.seq,
        "closed": progress.closed,
        "pending": json.dumps({at.isoformat(): dict(voices) for at, voices in progress.pending.items()}),
    }
    if not models.SurgeWatching.objects.filter(pk=1).update(**columns):
        models.SurgeWatching.objects.create(pk=1, **columns)


def _add_hours(watched: Watched) -> None:
    if watched.hours_anew_from is not None:
        models.SeriesHour.objects.filter(hour__gte=watched.hours_anew_from).delete()
    new = []
    for hour, voices in watched.hours.items():
        there = set(models.SeriesHour.objects.filter(hour=hour).values_list("series", flat=True))
        for series, number in voices.items():
            if series in there:
                models.SeriesHour.objects.filter(hour=hour, series=series).update(voices=F("voices") + number)
            else:
                new.append(models.SeriesHour(series=series, hour=hour, voices=number))
    models.SeriesHour.objects.bulk_create(new, batch_size=500)


def _learn(learned: Mapping[str, Mapping[str, Any]]) -> None:
    rows: Sequence[models.WatchedSeries] = [
        models.WatchedSeries(series=series, learned=json.dumps(each)) for series, each in learned.items()
    ]
    for piece in pieces(rows, 100):
        models.WatchedSeries.objects.bulk_create(
            piece, update_conflicts=True, unique_fields=["series"], update_fields=["learned"]
        )

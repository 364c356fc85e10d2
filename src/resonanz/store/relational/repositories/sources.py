"""Sources with their cursors, health, counts and gaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from resonanz.core.errors import NotFound
from resonanz.core.ids import SourceId
from resonanz.core.source import Counts, Gap, Source, SourceHealth
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.rows import gap_of, health_of, source_of
from resonanz.store.relational.text import from_json, storable, to_json


class StoredSourceBook:
    """Keep the configured sources."""

    @reachable()
    def all(self) -> list[Source]:
        """Return every source, by name."""
        return [source_of(row) for row in models.Source.objects.defer("cursor").order_by("name")]

    @reachable()
    def load(self, source: SourceId) -> Source:
        """Return one source; raise NotFound."""
        return source_of(_row(source))

    @reachable()
    def ensure(self, name: str, connector: str) -> Source:
        """Return the source of that name, made when it is not there."""
        row, _ = models.Source.objects.get_or_create(name=name, defaults={"connector": connector})
        return source_of(row)

    @reachable()
    def cursor(self, source: SourceId) -> Mapping[str, object] | None:
        """Return where reading goes on, None at the beginning."""
        text = models.Source.objects.filter(pk=source).values_list("cursor", flat=True).first()
        return None if text is None else from_json(text)

    @reachable()
    def advance(self, source: SourceId, cursor: Mapping[str, object] | None, counts: Counts, at: datetime) -> None:
        """Store the cursor (None: leave it) and add the counts of the hour in one transaction, after all facts."""
        with transaction.atomic():
            _lock(source)
            if cursor is not None:
                models.Source.objects.filter(pk=source).update(cursor=to_json(cursor))
            _add(source, counts, at.replace(minute=0, second=0, microsecond=0))

    @reachable()
    def counts(self, source: SourceId) -> Mapping[datetime, Counts]:
        """Return what came in, by hour."""
        skips: dict[datetime, dict[str, int]] = {}
        for skip in models.SkipHour.objects.filter(source=source):
            skips.setdefault(skip.hour, {})[skip.reason] = skip.number
        return {
            row.hour: Counts(
                new=row.new,
                revised=row.revised,
                known=row.known,
                removed=row.removed,
                skipped=skips.get(row.hour, {}),
            )
            for row in models.SourceHour.objects.filter(source=source).order_by("hour")
        }

    @reachable()
    def health(self, source: SourceId) -> SourceHealth:
        """Return how the source is."""
        row = models.Source.objects.filter(pk=source).first()
        return SourceHealth() if row is None else health_of(row)

    @reachable()
    def healths(self) -> Mapping[SourceId, SourceHealth]:
        """Return how every source is, in one look: it is asked every second."""
        return {SourceId(row.pk): health_of(row) for row in models.Source.objects.defer("cursor", "settings")}

    @reachable()
    def report(self, source: SourceId, health: SourceHealth) -> None:
        """Store how the source is."""
        models.Source.objects.filter(pk=source).update(
            state=health.state.value,
            sentence=storable(health.sentence),
            since=health.since,
            last_look_at=health.last_look_at,
            last_success_at=health.last_success_at,
            next_look_at=health.next_look_at,
            failures=health.failures,
        )

    @reachable()
    def open_gap(self, gap: Gap) -> None:
        """Record that the source stopped listening; an open gap stays as it is."""
        with transaction.atomic():
            _lock(gap.source)
            if gap.end is None and models.SourceGap.objects.filter(source=gap.source, end=None).exists():
                return
            models.SourceGap.objects.create(
                source_id=gap.source, start=gap.start, end=gap.end, reason=storable(gap.reason)
            )

    @reachable()
    def close_gap(self, source: SourceId, at: datetime) -> None:
        """Record that the source listens again."""
        models.SourceGap.objects.filter(source=source, end=None).update(end=at)

    @reachable()
    def gaps(self, source: SourceId) -> list[Gap]:
        """Return when the source did not listen, oldest first."""
        return [gap_of(row) for row in models.SourceGap.objects.filter(source=source).order_by("start")]

    @reachable()
    def wanted(self) -> list[SourceId]:
        """Return the sources that somebody asked to look now, and forget the wish."""
        # Asked every second: looking first keeps the usual answer, nobody, from being a write.
        if not models.Source.objects.filter(wanted=True).exists():
            return []
        with transaction.atomic():
            wishes = models.Source.objects.select_for_update().filter(wanted=True).order_by("pk")
            found = list(wishes.values_list("pk", flat=True))
            models.Source.objects.filter(pk__in=found).update(wanted=False)
        return [SourceId(number) for number in found]

    @reachable()
    def want(self, source: SourceId) -> None:
        """Wish that the source looks now."""
        models.Source.objects.filter(pk=source).update(wanted=True)


def _row(source: SourceId) -> models.Source:
    try:
        return models.Source.objects.get(pk=source)
    except models.Source.DoesNotExist:
        raise NotFound(f"There is no source {source}.") from None


def _lock(source: SourceId) -> None:
    """Let one writer at a time count for a source; raise NotFound."""
    if not models.Source.objects.select_for_update().filter(pk=source).values_list("pk"):
        raise NotFound(f"There is no source {source}.")


def _add(source: SourceId, counts: Counts, hour: datetime) -> None:
    sums = {name: getattr(counts, name) for name in ("new", "revised", "known", "removed")}
    sums["skipped"] = sum(counts.skipped.values())
    if any(sums.values()):
        _increase(models.SourceHour, {"source_id": source, "hour": hour}, sums)
    for reason, number in counts.skipped.items():
        _increase(models.SkipHour, {"source_id": source, "hour": hour, "reason": reason[:80]}, {"number": number})


def _increase(
    table: type[models.SourceHour] | type[models.SkipHour], key: dict[str, Any], sums: dict[str, int]
) -> None:
    """Add to a row, made when it is not there; the source's lock keeps others from making it meanwhile."""
    more = {name: F(name) + number for name, number in sums.items()}
    if not table.objects.filter(**key).update(**more):
        table.objects.create(**key, **sums)

"""The files that were asked for: one's own, and those that an erasure or the end of their days must reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from resonanz.core.errors import NotFound
from resonanz.core.export import Export, ExportId
from resonanz.core.ids import UserId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable


@reachable()
def exports(owner: UserId, *, limit: int = 100) -> Sequence[Export]:
    """Return the files that somebody asked for, the latest first; one query."""
    return [_export(row) for row in models.Export.objects.filter(owner=owner).order_by("-asked_at", "-pk")[:limit]]


@reachable()
def export_of(owner: UserId, number: ExportId) -> Export:
    """Return one file that somebody asked for; raise NotFound, also where it is somebody else's."""
    row = models.Export.objects.filter(owner=owner, pk=number).first()
    if row is None:
        raise NotFound(f"There is no file {number} of yours.")
    return _export(row)


@reachable()
def export(number: ExportId) -> Export:
    """Return one file, whoever asked for it; raise NotFound."""
    row = models.Export.objects.filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no file {number}.")
    return _export(row)


@reachable()
def kept() -> Sequence[Export]:
    """Return the files that are kept or being written."""
    return [_export(row) for row in models.Export.objects.filter(spoilt=False)]


@reachable()
def numbers() -> frozenset[ExportId]:
    """Return the numbers of all files that are known."""
    return frozenset(ExportId(number) for number in models.Export.objects.values_list("pk", flat=True))


@reachable()
def asked_before(moment: datetime) -> Sequence[ExportId]:
    """Return the files that were asked for before a moment."""
    return [
        ExportId(number) for number in models.Export.objects.filter(asked_at__lt=moment).values_list("pk", flat=True)
    ]


def _export(row: models.Export) -> Export:
    return Export(
        id=ExportId(row.pk),
        owner=UserId(row.owner_id),
        what=row.what,
        form=row.form,
        wanted=row.wanted,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        number=row.number,
        size=row.size,
        spoilt=row.spoilt,
    )

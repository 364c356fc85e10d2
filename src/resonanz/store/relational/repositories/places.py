"""How many spoke of each new place, in the tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from resonanz.core.place import Crowd, Place, PlaceKind, PlaceState, PlaceWeek
from resonanz.store.relational import models
from resonanz.store.relational.reach import pieces, reachable

FOLLOWER = "places"


class StoredPlaceBook:
    """Keep places and their weeks."""

    @reachable()
    def mark(self) -> int:
        """Return up to which place of the archive mentions were counted."""
        return models.FollowerMark.objects.filter(pk=FOLLOWER).values_list("seq", flat=True).first() or 0

    @reachable()
    def keep(self, seq: int, crowds: Mapping[PlaceWeek, Crowd], at: datetime) -> bool:
        """Add to what is there and move the mark, in one transaction; tell whether it was done."""
        with transaction.atomic():
            models.FollowerMark.objects.get_or_create(follower=FOLLOWER)
            row = models.FollowerMark.objects.select_for_update().get(follower=FOLLOWER)
            if seq <= row.seq:
                return False
            numbers = _numbered({one.place for one in crowds}, at)
            there = _there(set(numbers.values()), {one.week for one in crowds})
            changed = []
            for one, crowd in crowds.items():
                number = numbers[one.place]
                stored = there.get((number, one.week))
                whole = (
                    crowd if stored is None else Crowd.unpacked(stored.mentions, bytes(stored.seen)).with_other(crowd)
                )
                filled = stored or models.PlaceWeek(place_id=number, week=one.week)
                filled.mentions, filled.seen, filled.voices = whole.mentions, whole.packed, whole.voices
                changed.append(filled)
            fields = ["mentions", "seen", "voices"]
            models.PlaceWeek.objects.bulk_create([one for one in changed if one.pk is None], batch_size=200)
            models.PlaceWeek.objects.bulk_update([one for one in changed if one.pk is not None], fields, batch_size=50)
            models.FollowerMark.objects.filter(pk=FOLLOWER).update(seq=seq)
        return True

    @reachable()
    def crowds(self, since: date) -> Mapping[PlaceWeek, Crowd]:
        """Return everything counted in the weeks from a Monday on."""
        rows = models.PlaceWeek.objects.filter(week__gte=since).select_related("place").order_by("pk")
        return {
            PlaceWeek(Place(PlaceKind(row.place.kind), row.place.name), row.week): Crowd.unpacked(
                row.mentions, bytes(row.seen)
            )
            for row in rows.iterator(chunk_size=2_000)
        }

    @reachable()
    def prune(self, *, before: date, quiet_before: date, fewest: float) -> int:
        """Drop weeks before one, and earlier than `quiet_before` those with fewer voices; return how many."""
        with transaction.atomic():
            old, _by = models.PlaceWeek.objects.filter(week__lt=before).delete()
            quiet = models.PlaceWeek.objects.filter(week__lt=quiet_before, voices__lt=fewest)
            few, _by = quiet.exclude(place__kind=PlaceKind.ALL.value).delete()
            models.Place.objects.filter(state=PlaceState.NEW.value, weeks=None).delete()
        return old + few


def _numbered(places: set[Place], at: datetime) -> dict[Place, int]:
    """Return the rows of these places, made where they are not there."""
    found = _found(places)
    missing = [
        models.Place(kind=one.kind.value, name=one.name, state=PlaceState.NEW.value, first_seen=at)
        for one in sorted(places - set(found))
    ]
    models.Place.objects.bulk_create(missing, ignore_conflicts=True, batch_size=200)
    return found | _found(places - set(found))


def _found(places: set[Place]) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for kind in PlaceKind:
        for names in pieces(sorted(one.name for one in places if one.kind is kind)):
            rows = models.Place.objects.filter(kind=kind.value, name__in=names).values_list("name", "pk")
            found |= {Place(kind, name): number for name, number in rows}
    return found


def _there(numbers: set[int], weeks: set[date]) -> dict[tuple[int, date], models.PlaceWeek]:
    found = {}
    for some in pieces(sorted(numbers)):
        for row in models.PlaceWeek.objects.filter(place__in=some, week__in=weeks):
            found[row.place_id, row.week] = row
    return found

"""New places where the company is talked about: those that are tried, and those to decide about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, Sum

from resonanz.core.errors import NotFound
from resonanz.core.place import PlaceKind, PlaceState
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable

_ALL = PlaceKind.ALL.value


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """Hold a place with how many spoke of it, week by week."""

    id: int
    kind: PlaceKind
    name: str
    state: PlaceState
    first_seen: datetime
    decided_at: datetime | None
    voices: dict[date, float]
    """By the Monday that a week begins on."""
    mentions: int


@reachable()
def trying() -> Sequence[PlaceRow]:
    """Return the places that are tried."""
    return [
        _row(row, {}, 0)
        for row in models.Place.objects.filter(state=PlaceState.TRYING.value).order_by("decided_at", "pk")
    ]


@reachable()
def place(number: int) -> PlaceRow:
    """Return one place; raise NotFound."""
    row = models.Place.objects.filter(pk=number).exclude(kind=_ALL).first()
    if row is None:
        raise NotFound(f"There is no place {number}.")
    return _row(row, {}, 0)


@reachable()
def heard_of(since: date, now: date, *, fewest: float) -> Sequence[PlaceRow]:
    """Return the places that nobody decided about, and everybody, with their weeks from a Monday on; two queries.

    Places with fewer voices than that in the weeks from `now` on are left out: most are named once and never again.
    """
    heard = models.PlaceWeek.objects.filter(week__gte=now).order_by().values("place")
    enough = heard.annotate(recent=Sum("voices")).filter(recent__gte=fewest).values("place")
    wanted = models.Place.objects.filter(Q(pk__in=enough) | Q(kind=_ALL), state=PlaceState.NEW.value)
    weeks: dict[int, dict[date, float]] = {}
    mentions: dict[int, int] = {}
    rows = models.PlaceWeek.objects.filter(week__gte=since, place__in=wanted)
    for number, week, voices, said in rows.values_list("place_id", "week", "voices", "mentions").iterator():
        weeks.setdefault(number, {})[week] = voices
        mentions[number] = mentions.get(number, 0) + said
    found = wanted.order_by("pk").iterator(chunk_size=2_000)
    return [_row(row, weeks.get(row.pk, {}), mentions.get(row.pk, 0)) for row in found]


@reachable()
def hidden(*, limit: int = 100) -> Sequence[PlaceRow]:
    """Return the places that were hidden, the latest first."""
    found = models.Place.objects.filter(state=PlaceState.HIDDEN.value).order_by("-decided_at", "-pk")
    return [_row(row, {}, 0) for row in found[:limit]]


def _row(row: models.Place, voices: dict[date, float], mentions: int) -> PlaceRow:
    return PlaceRow(
        id=row.pk,
        kind=PlaceKind(row.kind),
        name=row.name,
        state=PlaceState(row.state),
        first_seen=row.first_seen,
        decided_at=row.decided_at,
        voices=voices,
        mentions=mentions,
    )

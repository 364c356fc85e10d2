"""Dashboards: a person's own and the shared ones, their tiles, and what the tiles show over a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from resonanz.api.metrics import FigureOut, figure_out
from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.tokens import actor
from resonanz.api.tops import TopsOut, tops_out
from resonanz.app.dashboards import Reading, check_tile, readings
from resonanz.app.wiring import house
from resonanz.core.dashboard import MOST_TILES, Dashboard, Shape, Tile, added
from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import DepartmentId, QueryId, UserId
from resonanz.core.metric import Metric, Span
from resonanz.core.search import Filter
from resonanz.store.relational.editing import dashboards as editing
from resonanz.store.relational.selectors import dashboards as stored

router = Router()

MOST_DAYS = 366


class TileIn(Schema):
    """One metric; `line` shows it day by day. Every condition that is given must hold."""

    metric: str
    shape: Literal["number", "line", "words"] = "number"
    query: list[int] = Field(default_factory=list)
    channel: list[str] = Field(default_factory=list)
    department: list[int] = Field(default_factory=list)
    kind: list[str] = Field(default_factory=list)

    def tile(self) -> Tile:
        """Return it as the house knows it; raise InputRejected."""
        tile = Tile(
            metric=Metric(
                name=self.metric,
                filter=Filter(
                    queries=tuple(QueryId(one) for one in self.query),
                    channels=tuple(self.channel),
                    departments=tuple(DepartmentId(one) for one in self.department),
                    kinds=tuple(self.kind),
                ),
            ),
            shape=Shape(self.shape),
        )
        check_tile(house(), tile)
        return tile


class TileOut(TileIn):
    """One metric, with the key that it keeps while its dashboard is arranged on the page."""

    key: int

    @staticmethod
    def of(tile: Tile) -> TileOut:
        """Return a tile as the API says it."""
        asked = tile.metric.filter
        return TileOut(
            key=tile.key,
            metric=tile.metric.name,
            shape=tile.shape.value,
            query=list(asked.queries),
            channel=list(asked.channels),
            department=list(asked.departments),
            kind=list(asked.kinds),
        )


class DashboardNew(Schema):
    """What a dashboard is called, and whether everybody sees it."""

    name: str
    shared: bool = False


class DashboardIn(DashboardNew):
    """A dashboard with all its tiles, at most twelve, in the order shown."""

    tiles: list[TileIn] = Field(max_length=MOST_TILES)


class DashboardOut(DashboardNew):
    """A dashboard; its owner alone may change it."""

    id: int
    owner: int
    tiles: list[TileOut]

    @staticmethod
    def of(one: Dashboard) -> DashboardOut:
        """Return a dashboard as the API says it."""
        tiles = [TileOut.of(tile) for tile in one.tiles]
        return DashboardOut(id=one.id, owner=one.owner, name=one.name, shared=one.shared, tiles=tiles)


class DayOut(Schema):
    """The value of one day."""

    day: date
    value: float | None


class ReadingOut(Schema):
    """What a tile shows; `refused` says why there is no figure."""

    tile: TileOut
    figure: FigureOut | None
    before: FigureOut | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    days: list[DayOut]
    words: TopsOut | None
    refused: str

    @staticmethod
    def of(one: Reading) -> ReadingOut:
        """Return a reading as the API says it."""
        series, moved = one.days, one.moved
        return ReadingOut(
            tile=TileOut.of(one.tile),
            figure=figure_out(one.figure) if one.figure else None,
            before=figure_out(one.before) if one.before else None,
            difference=moved.value if moved else None,
            difference_low=moved.low if moved else None,
            difference_high=moved.high if moved else None,
            days=[DayOut(day=day, value=value) for day, value in zip(series.days, series.values, strict=True)]
            if series
            else [],
            words=tops_out(one.words) if one.words else None,
            refused=one.refused,
        )


@router.get("", response=Page[DashboardOut], summary="One's own dashboards and the shared ones, the latest first")
def dashboards(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> Page[DashboardOut]:
    """Return a page of dashboards."""
    rows = stored.dashboards(_person(request), after=cursor or None, limit=max(1, min(limit, LARGEST_PAGE)))
    return Page[DashboardOut](items=[DashboardOut.of(row) for row in rows.items], next=rows.next)


@router.post("", response={201: DashboardOut}, summary="Begin a dashboard")
def create(request: HttpRequest, wanted: DashboardNew) -> Status[DashboardOut]:
    """Make a dashboard without tiles."""
    made = editing.create_dashboard(actor(request), wanted.name, house().clock.now(), shared=wanted.shared)
    return Status(201, DashboardOut.of(made))


@router.get("/{int:dashboard}", response=DashboardOut, summary="A dashboard")
def one(request: HttpRequest, dashboard: int) -> DashboardOut:
    """Return one dashboard."""
    return DashboardOut.of(stored.dashboard(_person(request), dashboard))


@router.put("/{int:dashboard}", response=DashboardOut, summary="Name and arrange a dashboard")
def arrange(request: HttpRequest, dashboard: int, wanted: DashboardIn) -> DashboardOut:
    """Put name and tiles in the place of the earlier ones."""
    who, at = actor(request), house().clock.now()
    tiles: tuple[Tile, ...] = ()
    for given in wanted.tiles:
        tiles = added(tiles, given.tile())
    editing.name_dashboard(who, dashboard, wanted.name, at, shared=wanted.shared)
    return DashboardOut.of(editing.arrange(who, dashboard, lambda _before: tiles, at))


@router.delete("/{int:dashboard}", response={204: None}, summary="Remove a dashboard")
def remove(request: HttpRequest, dashboard: int) -> Status[None]:
    """Remove a dashboard of one's own; administrators may remove a shared one."""
    editing.delete_dashboard(actor(request), dashboard, house().clock.now())
    return Status(204, None)


@router.get("/{int:dashboard}/figures", response=list[ReadingOut], summary="What the tiles show")
def figures(request: HttpRequest, dashboard: int, days: int = 28, until: datetime | None = None) -> list[ReadingOut]:
    """Return each tile over the last `days` before `until` (now), against the time before."""
    found = stored.dashboard(_person(request), dashboard)
    if not 1 <= days <= MOST_DAYS:
        raise InputRejected("This is no number of days.", place="days", remedy=f"Give 1 to {MOST_DAYS}.")
    if until is not None and until.tzinfo is None:
        raise InputRejected("The time has no zone.", place="until", remedy="Write for example 2026-03-01T12:00:00Z.")
    end = (until or house().clock.now()).astimezone(UTC)
    try:
        span = Span(since=end - timedelta(days=days), until=end)
        span.before()
    except OverflowError as trouble:
        raise InputRejected("There is no such time.", place="until", remedy="Give a later one.") from trouble
    return [ReadingOut.of(each) for each in readings(house(), found.tiles, span, house().settings.time_zone)]


def _person(request: HttpRequest) -> UserId:
    found = actor(request).id
    if found is None:
        raise NotAllowed("A dashboard belongs to a person.")
    return found

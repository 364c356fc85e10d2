"""Reading a dashboard: each tile's metric over a time. A tile that cannot be read says why and keeps its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.app.house import House
from resonanz.app.logging import log
from resonanz.core.dashboard import Shape, Tile
from resonanz.core.errors import InputRejected, ResonanzError
from resonanz.core.metric import DailySeries, Figure, Metric, Span
from resonanz.core.ports import Measures
from resonanz.measure.comparing import Difference, difference
from resonanz.measure.definitions import definition
from resonanz.measure.tops import Words, top_words

MOST_WORDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Hold what a tile shows."""

    tile: Tile
    figure: Figure | None = None
    before: Figure | None = None
    """In the time of the same length right before."""
    moved: Difference | None = None
    days: DailySeries | None = None
    """For a line alone."""
    words: Words | None = None
    """For words alone."""
    refused: str = ""
    """Why it cannot be read."""


def readings(home: House, tiles: Sequence[Tile], span: Span, zone: str) -> list[Reading]:
    """Return what each tile shows over a time; days begin at the zone's midnights."""
    return [_reading(home, tile, span, zone) for tile in tiles]


def _reading(home: House, tile: Tile, span: Span, zone: str) -> Reading:
    measures = home.measures
    try:
        if tile.shape is Shape.WORDS:
            return Reading(tile=tile, words=top_words(home.archive, tile.metric.filter, span, limit=MOST_WORDS))
        now, before = measures.figure(tile.metric, span), measures.figure(tile.metric, span.before())
        days = _daily(measures, tile.metric, span, zone) if tile.shape is Shape.LINE else None
    except ResonanzError as trouble:  # a metric or query that is gone since it was chosen, a store that is away
        return Reading(tile=tile, refused=str(trouble.args[0]))
    except Exception as trouble:  # noqa: BLE001  one tile's defect must not take the others' place
        log("dashboards").warning("tile_failed", metric=tile.metric.name, exc_info=trouble)
        return Reading(tile=tile, refused="This could not be counted; the log says why.")
    return Reading(tile=tile, figure=now, before=before, moved=difference(now, before), days=days)


def _daily(measures: Measures, metric: Metric, span: Span, zone: str) -> DailySeries:
    last = span.until - timedelta(microseconds=1)
    first_day, last_day = (moment.astimezone(ZoneInfo(zone)).date() for moment in (span.since, last))
    return measures.daily(metric, first_day, last_day, time_zone=zone)


def check_tile(home: House, tile: Tile) -> None:
    """Raise InputRejected where a tile names what cannot be shown so."""
    known = {one.name for one in home.measures.definitions() if one.name != "share"}  # which needs two questions
    if tile.metric.name not in known:
        raise InputRejected("There is no such measure.", place="metric", remedy="Choose another one.")
    if tile.shape is Shape.LINE and not definition(tile.metric.name).by_day:
        raise InputRejected("This measure has no values by day.", place="shape", remedy="Choose the number.")
    if tile.shape is Shape.WORDS and tile.metric.name != "volume":
        raise InputRejected("Only mentions have words.", place="shape", remedy="Choose the volume.")
    asked = tile.metric.filter
    if set(asked.queries) - {one.id for one in home.rulebook.queries()}:
        raise InputRejected("There is no such query.", place="query", remedy="Choose another one.")
    if set(asked.departments) - {one.id for one in home.rulebook.departments()}:
        raise InputRejected("There is no such department.", place="department", remedy="Choose another one.")

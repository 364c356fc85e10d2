"""Dashboards: figures that a person wants to see together, in the order that they chose.

A tile is found by its key, never by its place: of two windows that arrange the same dashboard neither moves a tile that
it does not show. A tile is filtered by what the company named itself (queries, departments) and by words of ours, so a
dashboard holds nothing that a stranger wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import UserId
from resonanz.core.metric import Metric

MOST_TILES: Final = 12


class Shape(StrEnum):
    """How a tile shows its metric."""

    NUMBER = "number"
    """With its interval, against the time before."""
    LINE = "line"
    """Day by day."""
    WORDS = "words"
    """The most frequent words of the mentions that are counted; for the volume alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Hold one metric of a dashboard."""

    key: int = 0
    """Unique in its dashboard; 0 before it was added."""
    metric: Metric
    shape: Shape = Shape.NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Hold what somebody arranged."""

    id: int
    owner: UserId
    owner_name: str
    name: str
    shared: bool
    """Whether everybody may look at it; its owner alone arranges it."""
    tiles: tuple[Tile, ...]


def added(tiles: Sequence[Tile], tile: Tile) -> tuple[Tile, ...]:
    """Return the tiles with one more at the end; raise InputRejected where there is no place left."""
    if len(tiles) >= MOST_TILES:
        raise InputRejected(
            f"A dashboard has at most {MOST_TILES} tiles.", place="metric", remedy="Remove a tile, or make another one."
        )
    return (*tiles, replace(tile, key=max((one.key for one in tiles), default=0) + 1))


def moved(tiles: Sequence[Tile], key: int, by: int) -> tuple[Tile, ...]:
    """Return the tiles with one moved by so many places, to the edge at most; raise NotFound."""
    tile = _named(tiles, key)
    rest = [one for one in tiles if one.key != key]
    rest.insert(max(0, tiles.index(tile) + by), tile)
    return tuple(rest)


def removed(tiles: Sequence[Tile], key: int) -> tuple[Tile, ...]:
    """Return the tiles without one; raise NotFound."""
    _named(tiles, key)
    return tuple(one for one in tiles if one.key != key)


def _named(tiles: Sequence[Tile], key: int) -> Tile:
    found = next((one for one in tiles if one.key == key), None)
    if found is None:
        raise NotFound("This tile is no longer there.")
    return found

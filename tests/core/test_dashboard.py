"""Arranging tiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.dashboard import MOST_TILES, Tile, added, moved, removed
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.metric import Metric

ONE = Tile(metric=Metric(name="volume"))


def tiles(number: int) -> tuple[Tile, ...]:
    found: tuple[Tile, ...] = ()
    for _ in range(number):
        found = added(found, ONE)
    return found


def keys(found: tuple[Tile, ...]) -> list[int]:
    return [tile.key for tile in found]


def test_a_new_tile_stands_at_the_end_under_a_key_of_its_own():
    assert keys(added(removed(tiles(3), 2), ONE)) == [1, 3, 4]


def test_a_dashboard_has_an_end():
    with pytest.raises(InputRejected):
        added(tiles(MOST_TILES), ONE)


@pytest.mark.parametrize(("key", "by", "order"), [(2, -1, [2, 1, 3]), (2, 1, [1, 3, 2]), (1, -1, [1, 2, 3])])
def test_a_tile_moves_by_its_key_and_not_over_the_edge(key, by, order):
    assert keys(moved(tiles(3), key, by)) == order


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(-6, 6)), max_size=8))
def test_moving_never_loses_a_tile(moves):
    found = tiles(5)
    for key, by in moves:
        found = moved(found, key, by)
    assert sorted(keys(found)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("do", [lambda found: removed(found, 9), lambda found: moved(found, 9, 1)])
def test_a_tile_that_is_gone_is_said(do):
    with pytest.raises(NotFound):
        do(tiles(2))

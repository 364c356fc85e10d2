"""What every PlaceBook promises."""

from __future__ import annotations

from datetime import date, timedelta

from resonanz.core.place import EVERYWHERE, Crowd, Place, PlaceKind, PlaceWeek
from resonanz.core.ports.places import PlaceBook
from tests.store.contracts.making import NOON

WEEK = date(2026, 3, 2)
SHOP = PlaceWeek(Place(PlaceKind.SITE, "shop.example"), WEEK)
ALL = PlaceWeek(EVERYWHERE, WEEK)
KEY = b"tests"


def crowd(*names: str) -> Crowd:
    made = Crowd()
    for name in names:
        made.see(name, KEY)
    return made


class PlaceBookContract:
    """Hold for every PlaceBook; `places` is an empty one."""

    def test_what_is_kept_comes_back(self, places: PlaceBook) -> None:
        assert places.keep(3, {SHOP: crowd("a", "b")}, NOON)
        assert places.crowds(WEEK) == {SHOP: crowd("a", "b")}
        assert places.mark() == 3

    def test_more_of_a_week_is_added_and_nobody_counts_twice(self, places: PlaceBook) -> None:
        places.keep(3, {SHOP: crowd("a", "b")}, NOON)
        places.keep(5, {SHOP: crowd("b", "c"), ALL: crowd("b", "c")}, NOON)
        both = places.crowds(WEEK)
        assert both[SHOP].mentions == 4
        assert both[SHOP].bits == crowd("a", "b", "c").bits
        assert both[ALL] == crowd("b", "c")

    def test_keeping_the_same_again_changes_nothing(self, places: PlaceBook) -> None:
        places.keep(3, {SHOP: crowd("a")}, NOON)
        assert not places.keep(3, {SHOP: crowd("a")}, NOON)
        assert places.crowds(WEEK)[SHOP].mentions == 1

    def test_earlier_weeks_are_not_returned(self, places: PlaceBook) -> None:
        places.keep(3, {SHOP: crowd("a")}, NOON)
        assert places.crowds(WEEK + timedelta(weeks=1)) == {}

    def test_pruning_drops_what_is_old_and_what_is_quiet(self, places: PlaceBook) -> None:
        busy = PlaceWeek(Place(PlaceKind.HASHTAG, "busy"), WEEK)
        places.keep(3, {SHOP: crowd("a"), busy: crowd("a", "b", "c"), ALL: crowd("a")}, NOON)
        assert places.prune(before=WEEK, quiet_before=WEEK + timedelta(weeks=1), fewest=2.5) == 1
        assert set(places.crowds(WEEK)) == {busy, ALL}
        assert places.prune(before=WEEK + timedelta(weeks=1), quiet_before=WEEK, fewest=0) == 2
        assert places.crowds(WEEK) == {}

"""What every SurgeBook promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.errors import NotFound
from resonanz.core.ids import SurgeId
from resonanz.core.ports import Progress, SurgeBook, Watched
from resonanz.core.surge import EVERYTHING, SILENCE, Surge
from tests.store.contracts.making import NOON

HOUR = timedelta(hours=1)
RISE = Surge(
    id=SurgeId(-1), series="query:1", also=("kind:problem", EVERYTHING), started_at=NOON, peak_at=NOON, severity=1.5,
    expected=2.0, observed=30.0, voices=40, mentions=55, negative=30, reach=5_000_000_000,
)  # fmt: skip


def counted(*hours: dict[str, int]) -> Watched:
    return Watched(progress=Progress(), hours={NOON + number * HOUR: voices for number, voices in enumerate(hours)})


class SurgeBookContract:
    """Hold for every SurgeBook; `surges` is an empty one."""

    def test_nothing_is_there_at_first(self, surges: SurgeBook) -> None:
        assert (surges.progress(), surges.learned(), surges.lasting(), surges.budget()) == (Progress(), {}, [], 1.0)

    def test_progress_comes_back(self, surges: SurgeBook) -> None:
        far = Progress(seq=7, closed=NOON, pending={NOON: {"query:1": 3}, NOON + HOUR: {}})
        surges.keep(Watched(progress=far))
        assert surges.progress() == far

    def test_what_was_learned_is_replaced_where_it_is_named(self, surges: SurgeBook) -> None:
        for learned in ({"a": {"level": 1.25}, "b": {}}, {"a": {"level": [1, None]}}):
            surges.keep(Watched(progress=Progress(), learned=learned))
        assert surges.learned() == {"a": {"level": [1, None]}, "b": {}}

    def test_hours_are_added(self, surges: SurgeBook) -> None:
        surges.keep(counted({"a": 2, "b": 1}))
        surges.keep(counted({"a": 3}, {"a": 1}))
        assert surges.hours("a", since=NOON, until=NOON + 2 * HOUR) == {NOON: 5, NOON + HOUR: 1}
        assert surges.hours("a", since=NOON + HOUR, until=NOON + HOUR) == {}

    def test_hours_are_counted_anew(self, surges: SurgeBook) -> None:
        surges.keep(counted({"a": 2}, {"a": 4}))
        surges.keep(replace(counted({}, {"a": 1}), hours_anew_from=NOON + HOUR))
        assert surges.hours("a", since=NOON, until=NOON + 9 * HOUR) == {NOON: 2, NOON + HOUR: 1}

    def test_a_surge_gets_an_id_and_comes_back(self, surges: SurgeBook) -> None:
        (stored,) = surges.keep(Watched(progress=Progress(), surges=[RISE]))
        assert stored == replace(RISE, id=stored.id)
        assert stored.id > 0
        assert surges.load(stored.id) == stored

    def test_a_surge_that_ended_lasts_no_longer(self, surges: SurgeBook) -> None:
        first, second = surges.keep(Watched(progress=Progress(), surges=[RISE, replace(RISE, started_at=NOON + HOUR)]))
        assert surges.lasting() == [second, first]
        surges.keep(Watched(progress=Progress(), surges=[replace(second, ended_at=NOON + 2 * HOUR)]))
        assert surges.lasting() == [first]

    def test_an_unknown_surge_is_not_found(self, surges: SurgeBook) -> None:
        with pytest.raises(NotFound):
            surges.load(SurgeId(99))

    def test_what_is_old_is_dropped_with_the_series_that_fell_silent(self, surges: SurgeBook) -> None:
        surges.keep(replace(counted({"a": 1, "b": 1}, {"a": 1}), learned={"a": {}, "b": {}, SILENCE: {}}))
        surges.prune(before=NOON + HOUR)
        assert surges.learned() == {"a": {}, SILENCE: {}}
        assert surges.hours("a", since=NOON, until=NOON + 9 * HOUR) == {NOON + HOUR: 1}

"""What is promised before the start: what would be seen, and how many people it takes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.errors import InputRejected
from resonanz.learn.capacity import Promise, staffing, staffing_range, with_people
from resonanz.learn.power import power, seeing
from tests.learn.worlds import World, lived

PROMISE = Promise(handle_minutes=6, target_minutes=15, attain=0.9)


def test_the_smallest_effect_is_seen_with_the_probability_that_was_promised():
    daily = lived(World(), 80, 1)
    assert seeing(daily, 14, power(daily, 14).rise) == pytest.approx(0.8, abs=0.01)


def test_longer_tries_show_smaller_effects():
    daily = lived(World(memory=0.3), 80, 2)
    assert power(daily, 28).rise < power(daily, 7).rise


def test_louder_series_show_larger_effects_only():
    assert power(lived(World(noise=0.3), 80, 3), 14).rise > power(lived(World(noise=0.1), 80, 3), 14).rise


def test_nothing_is_seen_of_nothing_but_by_chance():
    assert seeing(lived(World(), 80, 4), 14, 0.0) == pytest.approx(0.05, abs=0.001)


@pytest.mark.parametrize("days", [0, 81])
def test_a_try_longer_than_what_is_known_is_refused(days: int):
    with pytest.raises(InputRejected, match="cannot be judged"):
        power(lived(World(), 80, 5), days)


def test_erlangs_second_formula_gives_the_textbook_value():
    """Load 2 Erlang, 3 people: P(wait) = 4/9 (Cooper, Introduction to Queueing Theory, 1981)."""
    found = with_people(3, 20.0, Promise(handle_minutes=6, target_minutes=0, attain=0.5))
    assert 1 - found.attained == pytest.approx(4 / 9)
    assert found.mean_wait_minutes == pytest.approx(4 / 9 * 6)


@given(st.floats(0, 500), st.floats(0.5, 60), st.floats(0, 240), st.floats(0, 0.99))
def test_the_fewest_people_keep_the_promise_and_one_less_does_not(arrivals, handle, target, attain):
    promise = Promise(handle_minutes=handle, target_minutes=target, attain=attain)
    found = staffing(arrivals, promise)
    assert found.attained >= attain
    assert found.people > found.load
    if found.people > 1:
        fewer = with_people(found.people - 1, arrivals, promise)
        assert fewer.attained < attain or fewer.mean_wait_minutes == math.inf


def test_the_range_of_the_rate_gives_a_range_of_people():
    low, high = staffing_range(60, 2.0, PROMISE)
    assert low.people <= staffing(30.0, PROMISE).people <= high.people
    assert staffing_range(0, 2.0, PROMISE)[0].load == 0.0


@pytest.mark.parametrize(
    ("arrivals", "promise", "place"),
    [
        (-1.0, PROMISE, "arrivals-per-hour"),
        (math.nan, PROMISE, "arrivals-per-hour"),
        (1e9, PROMISE, "arrivals-per-hour"),
        (3.0, Promise(0.0, 15, 0.9), "handle-minutes"),
        (3.0, Promise(5.0, -1, 0.9), "target-minutes"),
        (3.0, Promise(5.0, 15, 1.0), "attain"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(arrivals: float, promise: Promise, place: str):
    with pytest.raises(InputRejected) as refused:
        staffing(arrivals, promise)
    assert refused.value.place == place

"""Growth: a topic's people, tested against its own past."""

from __future__ import annotations

import numpy as np
import pytest

from resonanz.core.topic import Trend
from resonanz.understand.growth import BEFORE, DAYS, LATELY, growths


def trend(past: list[int], lately: list[int]) -> Trend:
    """Return the trend of a topic that is tested alone."""
    return growths({"one": [*past, *lately]})["one"].trend


def test_three_times_the_people_is_growth() -> None:
    assert trend([4, 5, 3, 4] * 7, [12] * LATELY) is Trend.GROWING


def test_the_usual_is_steady() -> None:
    assert trend([4, 5, 3, 4] * 7, [4, 4, 5, 4, 3, 5, 4]) is Trend.STEADY


def test_hardly_anybody_left_is_fading() -> None:
    assert trend([6, 7, 5, 6] * 7, [1] * LATELY) is Trend.FADING


def test_what_nobody_spoke_of_before_is_new() -> None:
    assert trend([0] * BEFORE, [1, 1, 1, 1, 1, 1, 1]) is Trend.NEW


def test_a_handful_of_people_is_too_few_to_tell() -> None:
    assert trend([0] * BEFORE, [1, 0, 1, 0, 1, 0, 0]) is Trend.UNKNOWN


def test_a_past_of_bursts_asks_for_more() -> None:
    bursts = [0, 0, 0, 28, 0, 0, 0] * 4
    assert trend([4] * BEFORE, [6] * LATELY) is Trend.GROWING
    assert trend(bursts, [6] * LATELY) is Trend.STEADY


def test_among_many_steady_topics_hardly_any_is_said_to_grow_or_fade() -> None:
    draw = np.random.default_rng(7)
    looks = [growths({n: list(draw.poisson(3, DAYS)) for n in range(40)}).values() for _ in range(50)]
    wrong = sum(any(one.trend is not Trend.STEADY for one in look) for look in looks)
    assert wrong <= 12  # two sides of 5 % each, of 50 looks, and some chance


def test_days_before_listening_began_are_no_past() -> None:
    days = [0] * 18 + [5] * 10 + [5] * LATELY
    assert growths({"one": days})["one"].trend is Trend.GROWING
    assert growths({"one": days}, listening=18)["one"].trend is Trend.STEADY


def test_less_than_a_week_of_past_tells_nothing() -> None:
    assert growths({"one": [0] * 24 + [5] * 11}, listening=24)["one"].trend is Trend.UNKNOWN


def test_another_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="35 days"):
        growths({"one": [1] * 7})

"""A surge is what the series itself never led to expect, within the false alarms that are borne."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.core.errors import InputRejected
from resonanz.understand.rhythm import Scale
from resonanz.understand.series import read_series
from resonanz.understand.spikes import Surge, SurgeWatch, find_surges

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
STEP = timedelta(minutes=15)
A_DAY = 96


def rhythm(days: int = 28, level: float = 20.0) -> np.ndarray:
    """Return counts with a daily and a weekly rhythm, drawn from Poisson's distribution."""
    at = np.arange(days * A_DAY)
    daily = 1 + 0.7 * np.sin(2 * math.pi * at / A_DAY)
    weekend = np.where(at // A_DAY % 7 >= 5, 0.5, 1.0)
    return np.random.default_rng(5).poisson(level * daily * weekend).astype(float)


def found(values: np.ndarray, budget: float = 1.0) -> list[Surge]:
    readings = [(MONDAY + number * STEP, float(value)) for number, value in enumerate(values)]
    return find_surges(readings, step=STEP, budget_per_week=budget)


def with_surge(at: int, times: float = 10.0, hours: int = 4) -> np.ndarray:
    values = rhythm()
    values[at : at + 4 * hours] += times * 20.0
    return values


def test_a_usual_week_raises_no_alarm() -> None:
    assert found(rhythm()) == []


def test_a_tenfold_surge_is_found_within_an_hour() -> None:
    at = 15 * A_DAY + 40
    (surge,) = found(with_surge(at))
    assert timedelta(0) <= surge.start - (MONDAY + at * STEP) <= timedelta(hours=1)


def test_a_surge_ends_when_it_is_over() -> None:
    at = 15 * A_DAY + 40
    (surge,) = found(with_surge(at, hours=4))
    assert timedelta(hours=3) < (surge.end or surge.start) - surge.start < timedelta(hours=6)


def test_a_surge_says_what_was_expected() -> None:
    (surge,) = found(with_surge(15 * A_DAY + 40))
    assert (surge.expected < 40, surge.observed > 150) == (True, True)


def test_a_larger_surge_is_more_severe() -> None:
    at = 15 * A_DAY + 40
    assert found(with_surge(at, times=10))[0].severity < found(with_surge(at, times=40))[0].severity


def test_one_burst_of_a_moment_is_no_surge() -> None:
    values = rhythm()
    values[15 * A_DAY + 40] += 10.0
    assert found(values) == []


def test_a_peak_of_every_week_is_part_of_the_rhythm() -> None:
    values = rhythm(days=63)
    for week in range(9):
        values[week * 7 * A_DAY + 40 : week * 7 * A_DAY + 48] += 200.0
    late = [surge for surge in found(values) if surge.start > MONDAY + timedelta(weeks=5)]
    assert late == []


def test_nothing_is_called_a_surge_before_enough_was_seen() -> None:
    assert found(with_surge(A_DAY)[: 2 * A_DAY]) == []


def test_silence_is_no_surge() -> None:
    assert found(np.zeros(10 * A_DAY)) == []


def test_a_smaller_budget_never_gives_more_alarms() -> None:
    values = rhythm() * np.random.default_rng(1).lognormal(0, 0.8, 28 * A_DAY)
    assert len(found(values, budget=0.1)) <= len(found(values, budget=5.0))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(min_value=-1e6, max_value=1e9), max_size=600))
def test_any_series_is_watched(values: list[float]) -> None:
    assert all(surge.severity >= 1 for surge in found(np.array(values)))


@pytest.mark.parametrize("company", ["AAPL", "AMZN", "CRM", "CVS", "FB"])
def test_the_budget_is_kept_on_series_of_real_mentions(shared: Path, company: str) -> None:
    file = shared / "data" / "nab_twitter_volume" / "realTweets" / f"Twitter_volume_{company}.csv"
    series = read_series(file.read_text(encoding="utf-8").splitlines())
    weeks = (series.readings[-1][0] - series.readings[0][0]) / timedelta(weeks=1)
    assert len(find_surges(series.readings, step=series.step)) <= weeks


def read(*lines: str) -> tuple[list[tuple[datetime, float]], timedelta]:
    return read_series(lines)


def test_a_series_is_read_in_the_order_of_time() -> None:
    readings, step = read("timestamp,value", "2026-03-02 01:00:00,2", "2026-03-02 00:00:00,1", "2026-03-02T02:00:00Z,3")
    assert ([value for _, value in readings], step) == ([1.0, 2.0, 3.0], timedelta(hours=1))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "no columns"),
        (["a,b"], "no columns"),
        (["timestamp,value", "2026-03-02,1"], "at least three"),
        (["timestamp,value", "2026-03-02,1", "yesterday,2"], "line 3: This is no reading"),
        (["timestamp,value", "2026-03-02,many"], "line 2: This is no reading"),
        (["timestamp,value", "2026-03-02,nan"], "line 2: No reading has such"),
        (["timestamp,value", "0001-01-01,1"], "line 2: No reading has such"),
        (["timestamp,value", "2026-03-02"], "line 2: This is no reading"),
        (["timestamp,value", *["2026-03-02,1"] * 5], "the same time"),
    ],
)
def test_a_bad_series_is_refused_with_its_line(lines: list[str], said: str) -> None:
    with pytest.raises(InputRejected, match=said):
        read(*lines)


def test_quoted_values_are_read() -> None:
    assert read('"timestamp","value"', *[f'"2026-03-0{day}","1"' for day in (1, 2, 3)])[1].days == 1


def test_a_watch_goes_on_where_it_was_remembered() -> None:
    readings = [(MONDAY + number * STEP, float(value)) for number, value in enumerate(with_surge(15 * A_DAY + 40))]
    whole, told = SurgeWatch(step=STEP), []
    for at, value in readings:
        again = SurgeWatch(step=STEP)
        again.recall(json.loads(json.dumps(whole.remember())))
        whole = again
        told.append(whole.take(at, value))
    assert [one for one in told if one and one.end] == find_surges(readings, step=STEP)


def test_few_voices_are_watched_by_counting() -> None:
    quiet = np.random.default_rng(7).poisson(0.5, 28 * 24).astype(float)
    quiet[20 * 24 : 20 * 24 + 6] += 5.0
    sums = np.convolve(quiet, np.ones(6))[: len(quiet)]
    watch, hour = SurgeWatch(step=timedelta(hours=1), scale=Scale.COUNT), timedelta(hours=1)
    begun = [one for at, value in enumerate(sums) if (one := watch.take(MONDAY + at * hour, value)) and not one.end]
    assert [(one.start - MONDAY) // timedelta(days=1) for one in begun] == [20]


def test_a_series_that_was_silent_at_first_learns_what_is_usual() -> None:
    values = np.concatenate([np.zeros(5 * A_DAY), rhythm(days=30)])
    late = [one for one in found(values) if one.start > MONDAY + timedelta(days=20)]
    assert late == []

"""What a file gives as days."""

from __future__ import annotations

from datetime import date

import pytest

from resonanz.core.errors import InputRejected
from resonanz.learn.daily import day_of, read_daily


def test_readings_of_an_hour_are_summed_to_days_and_half_days_left_out():
    hours = [f"2026-03-{day:02}T{hour:02}:00:00,1,2" for day in (1, 2) for hour in range(24)]
    found = read_daily(["timestamp,value,a", *hours, "2026-03-03T00:00:00,1,2"])
    assert found.days == (date(2026, 3, 1), date(2026, 3, 2))
    assert found.values.tolist() == [24, 24]
    assert found.controls["a"].tolist() == [48, 48]


def test_only_the_named_controls_are_taken():
    found = read_daily(["timestamp,value,a,b", "2026-03-01,1,2,3"], ["b"])
    assert list(found.controls) == ["b"]


def test_an_empty_cell_leaves_its_day_out():
    found = read_daily(["timestamp,value", "2026-03-01,1", "2026-03-02,", "2026-03-03,3"])
    assert found.days == (date(2026, 3, 1), date(2026, 3, 3))


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["time,value", "2026-03-01,1"], "line 1"),
        (["timestamp,value,value", "2026-03-01,1,1"], "line 1"),
        (["timestamp,value", "yesterday,1"], "line 2"),
        (["timestamp,value", "2026-03-01,many"], "line 2"),
        (["timestamp,value", "2026-03-01,nan"], "line 2"),
        (["timestamp,value", "2026-03-01,1", "2026-03-01,2"], "line 3"),
        (["timestamp,value", "2026-03-01"], "line 2"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(lines: list[str], place: str):
    with pytest.raises(InputRejected) as refused:
        read_daily(lines)
    assert refused.value.place == place


def test_an_empty_file_says_what_a_line_looks_like():
    with pytest.raises(InputRejected, match="no reading"):
        read_daily(["timestamp,value"])


def test_a_day_may_be_written_as_a_time_of_it():
    assert day_of("2026-03-02T10:00:00+01:00", place="start") == date(2026, 3, 2)
    with pytest.raises(InputRejected, match="no date"):
        day_of("soon", place="start")

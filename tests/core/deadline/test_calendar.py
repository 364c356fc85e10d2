"""Days that are not as long as others, and calendars that cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from resonanz.core.deadline import ALWAYS, Calendar, Interval, at_moment, moment_of
from resonanz.core.errors import InputRejected
from tests.core.deadline.making import BERLIN, HOUR, NIGHT, OFFICE, calendar


def berlin(year: int, month: int, day: int, hour: int = 0, minute: int = 0, fold: int = 0) -> int:
    return moment_of(datetime(year, month, day, hour, minute, tzinfo=BERLIN, fold=fold))


def around(week: tuple[Interval, ...]) -> Calendar:
    return calendar((week,) * 7)


def test_a_night_is_an_hour_shorter_when_the_clocks_go_forward() -> None:
    night = around((Interval(0, 360),))
    assert night.between(berlin(2026, 3, 29), berlin(2026, 3, 30)) == 5 * HOUR


def test_a_night_is_an_hour_longer_when_the_clocks_go_back() -> None:
    night = around((Interval(0, 360),))
    assert night.between(berlin(2026, 10, 25), berlin(2026, 10, 26)) == 7 * HOUR


def test_office_hours_are_not_touched_by_the_clocks() -> None:
    assert calendar().after(berlin(2026, 3, 27, 16), 2 * HOUR) == berlin(2026, 3, 30, 10)


def test_an_opening_that_does_not_exist_begins_when_the_clocks_have_gone_forward() -> None:
    early = around((Interval(150, 240),))
    assert early.after(berlin(2026, 3, 28, 12), HOUR) == berlin(2026, 3, 29, 4)


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    twice = around((Interval(120, 180),))
    assert twice.after(berlin(2026, 10, 25), 90 * 60) == berlin(2026, 10, 25, 2, 30, fold=1)


def test_a_leap_day_is_a_day() -> None:
    assert calendar().after(berlin(2028, 2, 28, 9), 16 * HOUR) == berlin(2028, 2, 29, 17)


def test_a_year_without_one_has_no_leap_day() -> None:
    assert calendar().after(berlin(2027, 2, 26, 9), 16 * HOUR) == berlin(2027, 3, 1, 17)


def test_a_night_shift_over_midnight_is_one_piece() -> None:
    assert calendar(NIGHT).after(berlin(2026, 5, 4, 22), 8 * HOUR) == berlin(2026, 5, 5, 6)


def test_a_closed_day_is_a_day_of_the_place_and_not_of_the_clock_in_greenwich() -> None:
    shut = Calendar(zone="Pacific/Auckland", week=OFFICE, closed=frozenset({date(2026, 5, 5)}))
    open_on_the_fourth = datetime(2026, 5, 3, 21, 0, tzinfo=UTC)
    assert at_moment(shut.after(moment_of(open_on_the_fourth), 9 * HOUR)) == datetime(2026, 5, 5, 22, 0, tzinfo=UTC)


def test_around_the_clock_every_second_counts() -> None:
    assert ALWAYS.between(berlin(2026, 3, 29), berlin(2026, 3, 30)) == 23 * HOUR


def test_a_calendar_that_never_opens_is_refused() -> None:
    with pytest.raises(InputRejected, match="never opens"):
        calendar(((),) * 7)


def test_a_calendar_that_is_closed_for_the_time_known_still_ends() -> None:
    monday = Calendar(zone="UTC", week=((Interval(0, 1),), *((),) * 6))
    with pytest.raises(InputRejected, match="not open for so long"):
        monday.after(0, 60 * 60 * 24 * 365)


def test_intervals_that_overlap_are_refused() -> None:
    with pytest.raises(InputRejected, match="overlap"):
        around((Interval(540, 720), Interval(700, 800)))


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InputRejected, match="22:00-24:00"):
        Interval(1320, 360)


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputRejected, match="IANA"):
        calendar(zone="Europe/Bonn")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InputRejected, match="time zone"):
        moment_of(datetime(2026, 5, 4, 9))

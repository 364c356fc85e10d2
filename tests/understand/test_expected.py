"""What is usual is told from like hours before, never from the surge itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from resonanz.understand.expected import expected

MONDAY = datetime(2026, 3, 30, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def every_day(of: int, days: int = 30) -> dict[datetime, int]:
    """Return so many voices in each hour of the days before."""
    return {MONDAY - number * HOUR: of for number in range(1, 24 * days)}


def test_a_usual_hour_is_expected_as_it_was() -> None:
    assert expected(every_day(6), [MONDAY])[0] == 6


def test_a_surge_does_not_explain_itself() -> None:
    hours = [MONDAY + number * HOUR for number in range(48)]
    surge = dict.fromkeys(hours, 500)
    assert max(expected(every_day(6) | surge, hours)) <= 6


def test_a_weekend_is_compared_with_weekends() -> None:
    busy = {at: number for at, number in every_day(6).items() if at.weekday() < 5}
    saturday = MONDAY + timedelta(days=5)
    assert expected(busy, [saturday]) == [0]


def test_without_a_past_nothing_is_expected() -> None:
    assert (expected({}, [MONDAY]), expected({}, [])) == ([0.0], [])

"""What a notice is, and when somebody may be disturbed: also where clocks jump."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resonanz.core.notice import (
    APART,
    GATHERED,
    NoticeKind,
    Rhythm,
    Wishes,
    free_from,
    goes_at,
    kind_of,
    next_digest,
)

BERLIN = "Europe/Berlin"
NIGHT = Wishes(quiet_from=22 * 60, quiet_until=7 * 60)


def berlin(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(BERLIN), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("surge_started", NoticeKind.SURGE),
        ("overdue_now", NoticeKind.OVERDUE),
        ("unowned_case", NoticeKind.OVERDUE),
        ("initiative_judged", NoticeKind.INITIATIVE),
        ("webhook_disabled", NoticeKind.SYSTEM),
        ("", NoticeKind.SYSTEM),
    ],
)
def test_the_first_word_of_an_event_says_its_kind(event: str, kind: NoticeKind) -> None:
    assert kind_of(event) is kind


def test_without_quiet_hours_everything_goes_at_once() -> None:
    now = berlin(2026, 3, 2, 3, 0)
    assert free_from(Wishes(), now, BERLIN) == now


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (berlin(2026, 3, 2, 21, 59), berlin(2026, 3, 2, 21, 59)),
        (berlin(2026, 3, 2, 22, 0), berlin(2026, 3, 3, 7, 0)),
        (berlin(2026, 3, 3, 6, 59), berlin(2026, 3, 3, 7, 0)),
        (berlin(2026, 3, 3, 7, 0), berlin(2026, 3, 3, 7, 0)),
    ],
)
def test_a_quiet_night_lasts_until_the_morning(now: datetime, free: datetime) -> None:
    assert free_from(NIGHT, now, BERLIN) == free


def test_quiet_hours_within_a_day_end_on_that_day() -> None:
    lunch = Wishes(quiet_from=12 * 60, quiet_until=13 * 60)
    assert free_from(lunch, berlin(2026, 3, 2, 12, 30), BERLIN) == berlin(2026, 3, 2, 13, 0)


@pytest.mark.parametrize("day", [(2026, 3, 28), (2026, 10, 24)], ids=["an hour short", "an hour long"])
def test_a_night_in_which_the_clocks_change_ends_by_the_clock_on_the_wall(day: tuple[int, int, int]) -> None:
    evening = berlin(*day, 23, 0)
    assert free_from(NIGHT, evening, BERLIN).astimezone(ZoneInfo(BERLIN)).hour == 7


def test_an_hour_that_there_is_twice_is_quiet_both_times() -> None:
    until_three = Wishes(quiet_from=120, quiet_until=150)
    first, second = berlin(2026, 10, 25, 2, 10), berlin(2026, 10, 25, 2, 10, fold=1)
    assert free_from(until_three, first, BERLIN) >= second


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.integers(0, 1439),
    st.integers(0, 1439),
)
@example(datetime(2026, 3, 28, 1, 1), 121, 120)  # the one minute that is not quiet is one that the clocks leave out
def test_whoever_may_be_disturbed_then_may_be(naive: datetime, begins: int, ends: int) -> None:
    wishes = Wishes(quiet_from=begins, quiet_until=ends)
    now = naive.replace(tzinfo=UTC, microsecond=0)
    free = free_from(wishes, now, BERLIN)
    assert now <= free <= now + timedelta(hours=49)
    assert free_from(wishes, free, BERLIN) == free


def test_what_is_urgent_disturbs_only_where_somebody_said_so() -> None:
    now = berlin(2026, 3, 2, 23, 0)
    assert free_from(NIGHT, now, BERLIN, urgent=True) > now
    assert free_from(replace(NIGHT, urgent_passes=True), now, BERLIN, urgent=True) == now
    assert free_from(replace(NIGHT, urgent_passes=True), now, BERLIN) > now


def test_nobody_who_wants_no_digest_gets_one() -> None:
    assert next_digest(Wishes(), berlin(2026, 3, 2, 8, 0), BERLIN) is None


@pytest.mark.parametrize("start", [berlin(2026, 3, 27, 12, 0), berlin(2026, 10, 23, 12, 0)])
def test_a_daily_digest_keeps_its_time_when_the_clocks_change(start: datetime) -> None:
    wishes, at = Wishes(digest=Rhythm.DAILY, digest_at=8 * 60), start
    for _ in range(4):
        due = next_digest(wishes, at, BERLIN)
        assert due is not None
        at = due
        assert (at.astimezone(ZoneInfo(BERLIN)).hour, at.astimezone(ZoneInfo(BERLIN)).minute) == (8, 0)


def test_a_daily_digest_comes_once_a_day_even_in_the_hour_that_is_not_there() -> None:
    wishes, at, seen = Wishes(digest=Rhythm.DAILY, digest_at=150), berlin(2026, 3, 27, 12, 0), []
    for _ in range(4):
        due = next_digest(wishes, at, BERLIN)
        assert due is not None
        at = due
        seen.append(at.astimezone(ZoneInfo(BERLIN)).day)
    assert seen == [28, 29, 30, 31]


def test_a_weekly_digest_comes_on_its_day() -> None:
    wishes = Wishes(digest=Rhythm.WEEKLY, digest_at=8 * 60, digest_day=4)
    monday = berlin(2026, 3, 2, 12, 0)
    assert next_digest(wishes, monday, BERLIN) == berlin(2026, 3, 6, 8, 0)
    assert next_digest(wishes, berlin(2026, 3, 6, 8, 0), BERLIN) == berlin(2026, 3, 13, 8, 0)


def test_messages_keep_apart_and_wait_for_company() -> None:
    now = berlin(2026, 3, 2, 12, 0)
    assert goes_at(now, last=None, free=now, urgent=False) == now + GATHERED
    assert goes_at(now, last=now, free=now, urgent=False) == now + APART
    assert goes_at(now, last=now, free=now + timedelta(hours=9), urgent=True) == now + timedelta(hours=9)

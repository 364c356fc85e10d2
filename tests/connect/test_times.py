"""Dates as strangers write them are read where they can be believed and never crash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.connect.times import heard_time, parse_time, revision_of

SEEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
MOMENT = datetime(2026, 3, 5, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "2026-03-05T08:30:00Z",
        "2026-03-05t08:30:00z",
        "2026-03-05T09:30:00+01:00",
        "2026-03-05 08:30:00+00:00",
        "2026-03-05T08:30:00.000Z",
        "20260305T083000Z",
        "Thu, 05 Mar 2026 08:30:00 GMT",
        "Thu, 5 Mar 2026 09:30:00 +0100",
        "05 Mar 26 08:30 +0000",
        "Thu, 05 Mar 2026 03:30:00 EST",
        "Do, 05 Mär 2026 08:30:00 GMT",
        " 2026-03-05T08:30:00Z\n",
        1_772_699_400,
        1_772_699_400.0,
        1_772_699_400_000,
        "1772699400",
    ],
)
def test_a_date_is_read_in_every_common_form(said: object) -> None:
    assert parse_time(said) == MOMENT


@pytest.mark.parametrize("said", ["2026-03-05T08:30:00", "Thu, 05 Mar 2026 08:30:00", "2026-03-05", "2026-03-05 08:30"])
def test_a_date_without_zone_is_not_given_one(said: str) -> None:
    found = parse_time(said)
    assert found is not None
    assert found.tzinfo is None


@pytest.mark.parametrize(
    "said",
    ["", "yesterday", "0000-00-00T00:00:00Z", "2026-13-01T00:00:00Z", "Thu, 31 Feb 2026 10:00:00 GMT", None, True, [],
     {}, float("nan"), float("inf"), 10**30, -(10**30), "9" * 5_000, "0001-01-01T00:00:00+14:00",
     "9999-12-31T23:59:59-14:00"],
)  # fmt: skip
def test_what_is_no_date_is_none(said: object) -> None:
    assert parse_time(said) is None


@pytest.mark.parametrize(
    "said", ["9999-12-31T00:00:00Z", "2026-11-01T12:00:01Z", "1969-07-20T20:17:00Z", "2026-03-05", ""]
)
def test_a_date_that_cannot_be_believed_becomes_when_it_was_seen(said: str) -> None:
    assert heard_time(said, seen_at=SEEN) == SEEN


def test_the_revision_of_an_edit_grows_with_its_date() -> None:
    assert revision_of("2026-10-01T00:00:02Z", seen_at=SEEN) - revision_of("2026-10-01T00:00:00Z", seen_at=SEEN) == 2


def test_an_edit_in_the_far_future_is_none_that_would_outrank_all_others() -> None:
    assert revision_of((SEEN + timedelta(days=2)).isoformat(), seen_at=SEEN) == 0


@given(st.one_of(st.text(max_size=80), st.integers(), st.floats(), st.datetimes().map(str)))
def test_no_date_crashes(said: object) -> None:
    assert heard_time(said, seen_at=SEEN) <= SEEN

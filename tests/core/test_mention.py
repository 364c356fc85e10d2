"""What a mention refuses, and which dates are believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from resonanz.core.mention import believable_time
from tests.making import NOON, mention


def test_an_id_of_another_channel_is_refused() -> None:
    with pytest.raises(ValueError, match="does not belong"):
        type(mention())(
            id="rss:1", channel="bluesky", source="x", published_at=NOON, seen_at=NOON, text="", thread="rss:1"
        )


@pytest.mark.parametrize(
    "moment", [datetime(2026, 3, 2, 12), datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=1)))]
)
def test_a_time_that_is_not_utc_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        mention(published_at=moment)


@pytest.mark.parametrize(
    "claimed",
    [
        None,
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=UTC),
        NOON + timedelta(seconds=1),
        datetime(2026, 3, 2, 11),
    ],
)
def test_a_date_that_cannot_be_is_when_we_saw_it(claimed: datetime | None) -> None:
    assert believable_time(claimed, seen_at=NOON) == NOON


def test_a_believable_date_is_told_in_utc() -> None:
    local = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    assert believable_time(local, seen_at=NOON) == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)

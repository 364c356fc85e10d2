"""How grave a surge is, and whose voices count."""

from __future__ import annotations

import pytest

from resonanz.core.ids import DepartmentId, QueryId, SurgeId, mention_id
from resonanz.core.mention import Author
from resonanz.core.surge import Gravity, Surge, is_voice, series_of, who
from resonanz.core.understood import Label, Voice
from tests.making import NOON, heard


def surge(**values: object) -> Surge:
    given = {"expected": 1.0, "observed": 3.0, "voices": 10, "mentions": 10, "negative": 0, "reach": 0, **values}
    return Surge(id=SurgeId(1), series="query:1", started_at=NOON, peak_at=NOON, severity=1.0, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "grave"),
    [
        ({}, Gravity.NOTABLE),
        ({"observed": 4.0}, Gravity.NOTABLE),
        ({"observed": 10.0}, Gravity.SERIOUS),
        ({"observed": 4.0, "negative": 5}, Gravity.SERIOUS),
        ({"observed": 10.0, "negative": 5, "voices": 50}, Gravity.CRITICAL),
        ({"voices": 500, "reach": 100_000, "observed": 4.0}, Gravity.CRITICAL),
    ],
)
def test_height_people_sentiment_and_reach_make_it_grave(values: dict[str, object], grave: Gravity) -> None:
    assert surge(**values).gravity is grave


def test_what_was_never_expected_is_many_times_more() -> None:
    assert surge(expected=0.0, observed=3.0).times == pytest.approx(30)


@pytest.mark.parametrize(
    "values",
    [
        {"voice": Voice.OWN},
        {"author": Author(handle="us", is_own=True)},
        {"relevant": Label("no", 0.9)},
        {"duplicate_of": mention_id("mastodon", "0")},
    ],
)
def test_our_own_voice_news_and_copies_are_no_voice(values: dict[str, object]) -> None:
    assert not is_voice(heard(**values))


def test_a_mention_is_in_the_series_of_everything_that_is_understood_of_it() -> None:
    one = heard(queries=(QueryId(2), QueryId(3)), topics=("brakes",), department=DepartmentId(4))
    assert set(series_of(one)) == {"all:", "kind:question", "query:2", "query:3", "topic:brakes", "department:4"}


def test_authors_are_told_apart_by_channel_and_without_regard_to_case() -> None:
    assert who(heard("1", author=Author(handle="Ada"))) == who(heard("2", author=Author(handle="ada")))
    assert who(heard("1", author=Author())) != who(heard("2", author=Author()))

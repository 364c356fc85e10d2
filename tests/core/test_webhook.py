"""When a telling is tried again, and who wants to be told of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.ids import QueryId
from resonanz.core.webhook import (
    DISABLED_AFTER,
    WAITS,
    Event,
    Happening,
    Subscription,
    SubscriptionId,
    wait_after,
    wants,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DESK = Subscription(
    id=SubscriptionId(1), name="Desk", url="https://desk.example", events=(Event.MENTION_HEARD,), query=QueryId(7),
    enabled=True, created_at=NOON,
)  # fmt: skip
HEARD = Happening(event=Event.MENTION_HEARD, subject="mention:a:1", at=NOON, queries=frozenset({QueryId(7)}))


@given(tries=st.integers(1, len(WAITS)), message=st.text(max_size=40))
def test_a_pause_is_the_recommended_one_and_at_most_a_tenth_more(tries: int, message: str) -> None:
    wait = wait_after(tries, message)
    assert wait is not None
    assert WAITS[tries - 1] <= wait <= WAITS[tries - 1] * 1.1


def test_after_ten_tries_it_is_over() -> None:
    assert wait_after(len(WAITS), "m") is not None
    assert wait_after(len(WAITS) + 1, "m") is None


def test_what_failed_together_is_not_tried_again_together() -> None:
    assert len({wait_after(3, f"m{number}") for number in range(20)}) > 5


def test_a_receiver_is_switched_off_later_than_any_telling_is_given_up() -> None:
    assert sum(WAITS, timedelta()) * 1.1 < DISABLED_AFTER


def test_the_same_happening_has_the_same_name_and_another_has_another() -> None:
    assert HEARD.message == replace(HEARD, at=NOON + timedelta(hours=1), queries=frozenset()).message
    assert HEARD.message != replace(HEARD, subject="mention:a:2").message
    assert HEARD.message != replace(HEARD, event=Event.CASE_OPENED).message


@pytest.mark.parametrize(
    ("subscription", "happening", "told"),
    [
        (DESK, HEARD, True),
        (replace(DESK, query=None), replace(HEARD, queries=frozenset()), True),
        (DESK, replace(HEARD, queries=frozenset({QueryId(8)})), False),
        (DESK, replace(HEARD, at=NOON - timedelta(seconds=1)), False),
        (replace(DESK, enabled=False), HEARD, False),
        (replace(DESK, events=(Event.CASE_OPENED,)), HEARD, False),
        (
            replace(DESK, events=(Event.CASE_OPENED,)),
            replace(HEARD, event=Event.CASE_OPENED, queries=frozenset()),
            True,
        ),
    ],
)
def test_who_wants_what(subscription: Subscription, happening: Happening, told: bool) -> None:
    assert wants(subscription, happening) is told

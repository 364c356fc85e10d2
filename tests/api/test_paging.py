"""Pages that are turned while others write: nothing twice, nothing left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from resonanz.app.house import House
from tests.api.conftest import hand_in, record
from tests.making import NOON


def heard(client: Client, *numbers: int) -> None:
    """Hand in a question for each number, as many minutes ago."""
    hand_in(
        client,
        *(
            record(
                str(number), f"Where is parcel {number}?", published_at=(NOON - timedelta(minutes=number)).isoformat()
            )
            for number in numbers
        ),
    )


def turned(client: Client, noun: str, between: Callable[[int], None], **asked: Any) -> list[Any]:
    """Return the ids of all pages of three; `between` is called with the number of each page."""
    seen: list[Any] = []
    cursor, page = "", 0
    while cursor is not None:
        answer = client.get(f"/api/v1/{noun}", {"limit": 3, "cursor": cursor, **asked}).json()
        seen += [one["id"] for one in answer["items"]]
        cursor, page = answer["next"], page + 1
        between(page)
        assert page < 50
    return seen


def test_mentions_that_come_in_meanwhile_move_nothing(home: House, chief: Client) -> None:
    heard(chief, *range(100, 110))

    # Newer than all, between the pages, and older than all: only the last lies still ahead.
    seen = turned(chief, "mentions", lambda page: heard(chief, page, 104, 900 + page), q="parcel")

    before = [f"mastodon:{number}" for number in range(100, 110)]
    assert [one for one in seen if one in before] == before
    assert len(seen) == len(set(seen))


def test_mentions_of_one_moment_are_each_on_one_page(home: House, chief: Client) -> None:
    hand_in(chief, *(record(str(number)) for number in range(20)))

    seen = turned(chief, "mentions", lambda _: None)

    assert sorted(seen) == sorted(f"mastodon:{number}" for number in range(20))


def test_a_mention_that_is_erased_meanwhile_takes_no_other_with_it(home: House, chief: Client) -> None:
    heard(chief, *range(10))

    # The last of the first page is where the next one begins.
    seen = turned(chief, "mentions", lambda page: chief.delete("/api/v1/mentions/mastodon:2") if page == 1 else None)

    assert seen == [f"mastodon:{number}" for number in range(10)]


@pytest.mark.parametrize("order", ["changed", "urgent"])
def test_cases_that_are_opened_meanwhile_move_nothing(home: House, chief: Client, order: str) -> None:
    heard(chief, *range(100, 110))
    home.follower.catch_up()
    before = {one["id"] for one in chief.get("/api/v1/cases", {"limit": 100}).json()["items"]}

    def more(page: int) -> None:
        heard(chief, page)
        home.follower.catch_up()

    seen = turned(chief, "cases", more, order=order)

    assert len(before) == 10
    assert before <= set(seen)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("limit", [-1, 0, 1_000_000])
def test_a_page_has_at_least_one_and_at_most_200(home: House, chief: Client, limit: int) -> None:
    heard(chief, *range(250))

    items = chief.get("/api/v1/mentions", {"limit": limit}).json()["items"]

    assert len(items) == (1 if limit < 1 else 200)

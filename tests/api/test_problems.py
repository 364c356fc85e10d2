"""Whatever is sent, the answer is a problem document and never a page."""

from __future__ import annotations

import pytest
from django.test import Client

from resonanz.app.house import House
from tests.api.conftest import hand_in, record

HUGE = 10**30


@pytest.mark.parametrize(
    "asked",
    [
        f"cases?department={HUGE}",
        f"cases?owner={HUGE}",
        f"replies?department={HUGE}",
        "mentions?since=0001-01-01T00:00:00%2B14:00",
        "mentions?until=9999-12-31T23:59:59-14:00",
    ],
)
def test_what_no_store_can_hold_is_the_askers_mistake(home: House, chief: Client, asked: str) -> None:
    answer = chief.get(f"/api/v1/{asked}")

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("asked", ["cases?due_before", "reactions?since", "mentions?until"])
def test_a_zone_that_is_far_away_is_a_zone(home: House, chief: Client, asked: str) -> None:
    assert chief.get(f"/api/v1/{asked}=2026-03-02T12:00:00%2B23:59").status_code == 200


@pytest.mark.parametrize("asked", ["cases?due_before", "reactions?since", "mentions?until"])
def test_a_moment_without_a_zone_is_refused_at_its_place(home: House, chief: Client, asked: str) -> None:
    answer = chief.get(f"/api/v1/{asked}=2026-03-02T12:00:00")

    assert (answer.status_code, answer.json()["place"]) == (422, asked.partition("?")[2])


def test_half_a_character_is_the_askers_mistake(home: House, chief: Client) -> None:
    answer = chief.post("/api/v1/departments", {"name": "\ud800"}, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_a_failure_of_ours_says_so_and_tells_nobodys_words(
    home: House, chief: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(chief, record())

    def broken(*_: object) -> None:
        raise KeyError("a stranger's words")

    monkeypatch.setattr(home.archive, "find", broken)
    answer = chief.get("/api/v1/mentions/mastodon:1")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert b"stranger" not in answer.content

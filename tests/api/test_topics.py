"""Topics over the API."""

from __future__ import annotations

from django.test import Client

from tests.api.conftest import hand_in, record

TOPICS = "/api/v1/topics"
JSON = "application/json"


def begun(chief: Client) -> str:
    """Name a topic of two mentions; return its key."""
    hand_in(chief, record("1"), record("2"))
    given = {"name": "Late parcels", "mentions": ["mastodon:1", "mastodon:2"]}
    return str(chief.post(TOPICS, given, JSON).json()["key"])


def test_a_topic_is_named_and_found_by_its_key(chief: Client) -> None:
    key = begun(chief)
    assert key == "late-parcels"
    assert chief.get(f"{TOPICS}/{key}").json()["state"] == "named"
    found = chief.get(f"/api/v1/mentions?topic={key}").json()["items"]
    assert {one["id"] for one in found} == {"mastodon:1", "mastodon:2"}


def test_what_is_said_of_a_mention_holds_at_once(chief: Client) -> None:
    key = begun(chief)
    chief.post(f"{TOPICS}/{key}/examples", {"mention": "mastodon:2", "fits": False}, JSON)
    found = chief.get(f"/api/v1/mentions?topic={key}").json()["items"]
    assert [one["id"] for one in found] == ["mastodon:1"]


def test_a_split_gives_the_new_topic(chief: Client) -> None:
    key = begun(chief)
    new = chief.post(f"{TOPICS}/{key}/split", {"name": "Lost", "mentions": ["mastodon:2"]}, JSON).json()
    assert new["key"] == "lost"
    assert [one["action"] for one in chief.get(f"{TOPICS}/{key}/events").json()] == ["split", "named"]


def test_a_name_that_is_taken_is_a_mistake_with_its_place(chief: Client) -> None:
    begun(chief)
    answer = chief.post(TOPICS, {"name": "late parcels"}, JSON)
    assert answer.status_code == 422
    assert "name" in answer.content.decode()


def test_an_unknown_topic_is_not_found(chief: Client) -> None:
    assert chief.get(f"{TOPICS}/nothing").status_code == 404

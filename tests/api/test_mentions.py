"""Mentions over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from resonanz.app.house import House
from resonanz.core.department import StandingQuery
from resonanz.core.ids import QueryId
from resonanz.core.policy import SYSTEM, Role
from resonanz.store.relational import models
from resonanz.store.relational.editing import queries
from tests.api.conftest import hand_in, record
from tests.making import NOON


def test_what_is_handed_in_is_understood_routed_and_found(home: House, chief: Client, service: int) -> None:
    assert hand_in(chief, record()).json() == {"imported": 1, "known": 0, "rejected": []}

    (found,) = chief.get("/api/v1/mentions", {"q": "parcel"}).json()["items"]

    assert found["id"] == "mastodon:1"
    assert found["understood"]["kind"]["value"] == "question"
    assert found["understood"]["kind"]["origin"] == "rule"
    assert found["understood"]["department"] == service
    assert len(found["understood"]["queries"]) == 1


def test_handing_in_twice_changes_nothing(home: House, chief: Client) -> None:
    hand_in(chief, record())

    assert hand_in(chief, record()).json() == {"imported": 0, "known": 1, "rejected": []}


def test_a_bad_one_is_named_and_the_others_are_in(home: House, chief: Client) -> None:
    answer = hand_in(
        chief, record("1"), {"channel": "mastodon", "native_id": "2", "text": "no date"}, record("3")
    ).json()

    assert (answer["imported"], [one["line"] for one in answer["rejected"]]) == (2, [2])
    assert "published_at" in answer["rejected"][0]["reason"]


def test_pages_follow_each_other_without_a_gap(home: House, chief: Client) -> None:
    moments = [(NOON - timedelta(minutes=one)).isoformat() for one in range(7)]
    hand_in(chief, *(record(str(one), f"text {one}", published_at=at) for one, at in enumerate(moments)))

    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = chief.get("/api/v1/mentions", {"limit": 3, "cursor": cursor}).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]

    assert seen == [f"mastodon:{one}" for one in range(7)]


def test_an_address_with_slashes_is_one_mention(home: House, chief: Client) -> None:
    hand_in(chief, record("at://did:plc:abc/app.bsky.feed.post/3k", channel="bluesky"))

    found = chief.get("/api/v1/mentions/bluesky:at://did:plc:abc/app.bsky.feed.post/3k").json()

    assert found["channel"] == "bluesky"


def test_a_correction_is_a_persons_word(home: House, chief: Client) -> None:
    hand_in(chief, record())

    corrected = chief.patch("/api/v1/mentions/mastodon:1", {"kind": "problem"}, content_type="application/json").json()

    assert corrected["understood"]["kind"]["value"] == "problem"
    assert corrected["understood"]["kind"]["origin"].startswith("person:")


def test_a_word_on_one_target_is_a_persons_word(home: House, chief: Client) -> None:
    hand_in(chief, record())
    query = queries.create_query(SYSTEM, StandingQuery(id=QueryId(0), name="Ours", text="ours"), home.clock.now()).id
    said = {"towards": [{"query": query, "value": "negative"}]}

    corrected = chief.patch("/api/v1/mentions/mastodon:1", said, content_type="application/json").json()

    (felt,) = corrected["understood"]["targets"]
    assert (felt["query"], felt["feels"]["value"]) == (query, "negative")
    assert felt["feels"]["origin"].startswith("person:")


def test_erasing_reaches_the_archive_and_is_for_administrators(home: House, chief: Client, client_of, service) -> None:
    hand_in(chief, record())
    lead = client_of("lead", roles={service: Role.LEAD})

    assert lead.delete("/api/v1/mentions/mastodon:1").status_code == 403
    assert chief.delete("/api/v1/mentions/mastodon:1").status_code == 204
    assert chief.get("/api/v1/mentions/mastodon:1").status_code == 404


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"q": "(parcel"}, "line 1"),
        ({"since": "2026-03-01T12:00:00"}, "since"),
        ({"cursor": "!!"}, "cursor"),
        ({"cursor": "MjAyNi0wMy0wMlQxMjowMDowMHw1"}, "cursor"),
    ],
)
def test_what_is_wrong_with_a_request_is_named(home: House, chief: Client, asked: dict[str, str], place: str) -> None:
    answer = chief.get("/api/v1/mentions", asked)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert place in answer.json()["place"]
    assert answer.json()["remedy"]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer rsz_wrong"}, {"Authorization": "Basic YTpi"}])
def test_without_a_valid_token_nothing_is_said(home: House, header: dict[str, str]) -> None:
    answer = Client(headers=header).get("/api/v1/mentions")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_shape_that_is_not_known_is_a_problem_with_its_place(home: House, chief: Client) -> None:
    answer = chief.post("/api/v1/mentions", {"mentions": "all"}, content_type="application/json")

    assert answer.status_code == 422
    assert "mentions" in answer.json()["errors"][0]["place"]


def test_an_erasure_stands_in_the_trail_and_does_not_come_back(home: House, chief: Client) -> None:
    hand_in(chief, record())
    chief.delete("/api/v1/mentions/mastodon:1")

    assert models.AuditLine.objects.filter(action="mention_erase").count() == 1
    assert hand_in(chief, record()).json()["imported"] == 0

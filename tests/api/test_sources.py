"""Sources over the API."""

from __future__ import annotations

import pytest
from django.test import Client

from resonanz.app.house import House
from resonanz.connect.registry import connectors

MASTODON = {"name": "Fediverse", "connector": "mastodon", "settings": {"base_url": "https://social.example"}}


@pytest.fixture(autouse=True)
def installed(home: House) -> None:
    home.__dict__["connectors"] = connectors()


def test_secrets_go_in_and_never_come_out(home: House, chief: Client) -> None:
    wanted = {**MASTODON, "secrets": {"access_token": "geheim"}}
    made = chief.post("/api/v1/sources", wanted, content_type="application/json")

    assert made.status_code == 201
    assert home.secrets.read(made.json()["id"]) == {"access_token": "geheim"}
    assert b"geheim" not in chief.get("/api/v1/sources").content


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"settings": {"base_url": "https://social.example", "access_token": "geheim"}}, "settings"),
        ({"settings": {"base_ulr": "https://social.example"}}, "settings"),
        ({"secrets": {"base_url": "https://social.example"}}, "secrets"),
    ],
)
def test_what_the_connector_does_not_ask_for_is_refused(
    home: House, chief: Client, wrong: dict[str, object], place: str
) -> None:
    answer = chief.post("/api/v1/sources", {**MASTODON, **wrong}, content_type="application/json")

    assert (answer.status_code, answer.json()["place"]) == (422, place)
    assert b"geheim" not in answer.content
    assert home.sources.all() == []

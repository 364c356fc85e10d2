"""Webhooks through the API: made, changed, looked at, sent again; a secret comes out once."""

from __future__ import annotations

from django.test import Client

from resonanz.app.house import House

WANTED = {"name": "Desk", "url": "https://desk.example/hooks", "events": ["mention.heard"], "query": 1}


def post(client: Client, path: str, body: object = None):  # type: ignore[no-untyped-def]
    return client.post(f"/api/v1/{path}", data=body, content_type="application/json")


def test_a_webhook_is_made_with_its_secret_and_shown_without(chief: Client, home: House) -> None:
    made = post(chief, "webhooks", WANTED)
    assert made.status_code == 201
    number = made.json()["id"]
    assert list(home.webhook_book.secrets(number)) == [made.json()["secret"]]
    shown = chief.get(f"/api/v1/webhooks/{number}").json()
    assert {name: shown[name] for name in WANTED} == WANTED
    assert "secret" not in shown
    assert chief.get("/api/v1/webhooks").json() == [shown]


def test_an_event_that_is_not_known_is_refused_by_its_place(chief: Client) -> None:
    answer = post(chief, "webhooks", {**WANTED, "events": ["mention.liked"]})
    assert (answer.status_code, answer.json()["place"]) == (422, "events")


def test_the_log_is_read_and_something_sent_again(chief: Client, home: House) -> None:
    number = post(chief, "webhooks", WANTED).json()["id"]
    post(chief, f"webhooks/{number}/test")
    (line,) = chief.get(f"/api/v1/webhooks/{number}/deliveries?state=waiting").json()["items"]
    assert (line["event"], line["tries"]) == ("test", 0)
    assert post(chief, f"webhooks/{number}/deliveries/{line['id']}/again").status_code == 204
    assert chief.get(f"/api/v1/webhooks/{number}/deliveries?state=given_up").json()["items"] == []


def test_a_secret_is_renewed_and_the_former_ended(chief: Client, home: House) -> None:
    made = post(chief, "webhooks", WANTED).json()
    new = post(chief, f"webhooks/{made['id']}/secret").json()["secret"]
    assert list(home.webhook_book.secrets(made["id"])) == [new, made["secret"]]
    chief.delete(f"/api/v1/webhooks/{made['id']}/secret")
    assert list(home.webhook_book.secrets(made["id"])) == [new]

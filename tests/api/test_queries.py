"""Queries over the API: checked, imported, brought back to what they were, asked of old mentions again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from resonanz.app.house import House
from tests.api.conftest import NOON, hand_in, record

JSON = "application/json"


@pytest.fixture
def said(home: House, chief: Client):
    """Return what sends something and returns the answer's body."""

    def send(path: str, **body: Any) -> Any:
        return chief.post(f"/api/v1/queries{path}", body, content_type=JSON).json()

    return send


def test_a_check_names_what_is_probably_not_meant(said):
    found = said("/check", text="late and early")
    assert found["good"]
    assert [(one["line"], one["column"], one["end"]) for one in found["hints"]] == [(1, 6, 9)]


def test_a_check_knows_the_queries_that_are_named(said):
    assert said("/check", text='query:"Parcels" late')["good"]
    unknown = said("/check", text='late query:"Nobody"')
    assert (unknown["good"], unknown["column"]) == (False, 6)


def test_a_query_is_told_in_words_where_that_is_asked_for(said):
    assert said("/check", text="a NEAR/3 b")["told"] is None
    assert said("/check", text="a NEAR/3 b", explain=True, lang="de")["told"]["words"].startswith("höchstens 3")


def test_an_import_says_what_it_left_out(said):
    found = said("/import", dialect="brandwatch", text="parcel AND country:de")
    assert (found["text"], found["is_whole"], len(found["notes"])) == ("parcel", False, 1)


def test_an_unknown_dialect_is_refused(home: House, chief: Client):
    answer = chief.post("/api/v1/queries/import", {"dialect": "klingon", "text": "x"}, content_type=JSON)
    assert answer.status_code == 422


def test_queries_come_in_pages_and_can_be_looked_for(home: House, chief: Client, said):
    said("", name="Another", text="late")
    first = chief.get("/api/v1/queries?limit=1").json()
    rest = chief.get(f"/api/v1/queries?cursor={first['next']}").json()
    assert [one["name"] for one in first["items"] + rest["items"]] == ["Another", "Parcels"]
    assert [one["name"] for one in chief.get("/api/v1/queries?text=paket").json()["items"]] == ["Parcels"]


def test_versions_come_in_pages_and_one_can_be_asked_again(home: House, chief: Client, said):
    for text in ("parcel*", "shoe"):
        chief.put("/api/v1/queries/1", {"name": "Parcels", "text": text}, content_type=JSON)
    first = chief.get("/api/v1/queries/1/versions?limit=2").json()
    rest = chief.get(f"/api/v1/queries/1/versions?cursor={first['next']}").json()
    assert [one["text"] for one in first["items"] + rest["items"]] == ["shoe", "parcel*", "parcel OR paket"]
    assert rest["next"] is None
    restored = said("/1/versions/1/restore")
    assert (restored["text"], restored["version"]) == ("parcel OR paket", 4)


def test_old_mentions_are_asked_in_the_background(home: House, chief: Client, said):
    assert chief.get("/api/v1/queries/1/rerun").json()["state"] == "never"
    assert said("/1/rerun")["state"] == "waiting"
    assert chief.get("/api/v1/queries/1/rerun").json()["state"] == "waiting"


def test_how_much_a_query_would_bring_is_estimated(home: House, chief: Client, said):
    before = (NOON - timedelta(hours=1)).isoformat()
    texts = ("Where is my parcel?", "My parcel is late", "Nice bikes!")
    hand_in(chief, *(record(str(at), text, published_at=before) for at, text in enumerate(texts)))
    found = said("/estimate", text="parcel")
    assert (found["exact"], found["looked_at"], found["per_day"] > 0) == (True, 3, True)
    assert said("/noise", text="parcel", days=7) == []


def test_a_mistake_in_what_is_estimated_is_refused_with_its_place(home: House, chief: Client):
    answer = chief.post("/api/v1/queries/estimate", {"text": "(parcel"}, content_type=JSON)
    assert answer.status_code == 422
    assert "line 1" in answer.content.decode()


def test_who_uses_a_query_is_told(home: House, chief: Client, said):
    said("", name="Both", text='query:"Parcels" OR letters')
    found = chief.get("/api/v1/queries/1/use").json()
    assert [one["name"] for one in found["queries"]] == ["Both"]
    assert (found["routes"], found["searches"]) == ([], [])

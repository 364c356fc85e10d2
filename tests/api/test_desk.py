"""Cases, answers and rules over the API."""

from __future__ import annotations

from django.test import Client

from resonanz.app.house import House
from resonanz.core.policy import Role
from resonanz.store.relational import models
from tests.api.conftest import hand_in, record

JSON = "application/json"


def case_of(home: House, chief: Client, *, text: str = "Where is my parcel?") -> int:
    hand_in(chief, record(text=text))
    home.follower.catch_up()
    return int(chief.get("/api/v1/cases").json()["items"][0]["id"])


def test_a_question_is_a_case_in_its_departments_inbox(home: House, chief: Client, service: int, legal: int) -> None:
    case_of(home, chief)

    (case,) = chief.get("/api/v1/cases", {"department": service}).json()["items"]

    assert (case["state"], case["route"], case["mention_count"]) == ("new", "Questions", 1)
    assert chief.get("/api/v1/cases", {"department": legal}).json()["items"] == []


def test_work_on_a_case_stands_in_its_history(home: House, chief: Client, legal: int) -> None:
    case = case_of(home, chief)
    chief.post(f"/api/v1/cases/{case}/take")
    chief.post(f"/api/v1/cases/{case}/notes", {"text": "call back"}, content_type=JSON)
    chief.post(f"/api/v1/cases/{case}/priority", {"priority": "urgent"}, content_type=JSON)
    handed = chief.post(
        f"/api/v1/cases/{case}/hand-over", {"department": legal, "reason": "a threat"}, content_type=JSON
    )

    actions = [one["action"] for one in chief.get(f"/api/v1/cases/{case}/events").json()]

    assert handed.json()["department"] == legal
    assert actions == ["opened", "take", "note", "prioritise", "hand_over"]


def test_a_note_that_is_too_long_is_refused_at_its_place(home: House, chief: Client) -> None:
    case = case_of(home, chief)

    answer = chief.post(f"/api/v1/cases/{case}/notes", {"text": "x" * 20_001}, content_type=JSON)

    assert (answer.status_code, answer.json()["place"]) == (422, "text")


def test_a_reader_looks_and_does_nothing(home: House, chief: Client, client_of, service: int) -> None:
    case = case_of(home, chief)
    reader = client_of("reader", roles={service: Role.READER})

    assert reader.get(f"/api/v1/cases/{case}").status_code == 200
    assert reader.post(f"/api/v1/cases/{case}/take").status_code == 403


def test_a_case_is_assigned_to_whoever_works_in_its_department(
    home: House, chief: Client, client_of, service: int, legal: int
) -> None:
    case = case_of(home, chief)
    names = {"reader": {service: Role.READER}, "lawyer": {legal: Role.MEMBER}, "member": {service: Role.MEMBER}}
    for name, roles in names.items():
        client_of(name, roles=roles)
    numbers = dict(models.User.objects.values_list("username", "pk"))

    def assign(name: str) -> int:
        given = {"owner": numbers[name]}
        return chief.post(f"/api/v1/cases/{case}/assign", given, content_type=JSON).status_code

    assert [assign(name) for name in names] == [422, 422, 200]


def test_an_answer_needs_a_channel_that_can_carry_it(home: House, chief: Client) -> None:
    case = case_of(home, chief)

    answer = chief.post("/api/v1/replies", {"case": case, "text": "Today."}, content_type=JSON)

    assert answer.status_code == 422
    assert "No source can answer" in answer.json()["detail"]


def test_a_query_is_checked_with_its_place_in_both_languages(home: House, chief: Client) -> None:
    said = [
        chief.post("/api/v1/queries/check", {"text": "(parcel", "lang": lang}, content_type=JSON).json()
        for lang in ("en", "de")
    ]

    assert [(one["good"], one["line"], one["column"]) for one in said] == [(False, 1, 1)] * 2
    assert said[0]["message"] != said[1]["message"]


def test_a_changed_query_is_a_new_version(home: House, chief: Client) -> None:
    (query,) = chief.get("/api/v1/queries").json()["items"]

    changed = chief.put(f"/api/v1/queries/{query['id']}", {"name": "Parcels", "text": "parcel*"}, content_type=JSON)

    assert changed.json()["version"] == query["version"] + 1


def test_a_rule_can_be_tried_before_it_is_switched_on(home: House, chief: Client, legal: int) -> None:
    hand_in(chief, record("1"), record("2", "My lawyer will write to you."), record("3", "Nice bikes!"))
    rule = {"name": "Law", "department": legal, "text": "lawyer"}

    tried = chief.post("/api/v1/routes/try?days=30&position=0", rule, content_type=JSON).json()

    assert (tried["looked_at"], tried["taken"], tried["moved"]) == (3, 1, 1)
    assert [one["id"] for one in tried["examples"]] == ["mastodon:2"]
    assert len(chief.get("/api/v1/routes").json()) == 2


def test_every_list_answers(home: House, chief: Client) -> None:
    for noun in ("mentions", "cases", "replies", "sources", "queries", "departments", "routes"):
        assert chief.get(f"/api/v1/{noun}").status_code == 200, noun


def test_the_description_names_every_noun(home: House, chief: Client) -> None:
    paths = chief.get("/api/v1/openapi.json").json()["paths"]

    assert {path.split("/")[3] for path in paths} == {
        "absences", "annotations", "answers", "cases", "charters", "criticism", "dashboards", "departments", "ear",
        "exports", "forecasts", "goals", "incidents", "initiatives", "inquiries", "mentions", "metrics", "moderation",
        "needs", "notices", "places", "queries", "reactions", "replies", "reports", "routes", "sources", "surges",
        "topics", "webhooks",
    }  # fmt: skip

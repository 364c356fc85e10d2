"""One thing done to many cases over the API, and taken back."""

from __future__ import annotations

import threading

import pytest
from django.test import Client

from resonanz.app.house import House
from resonanz.app.jobs import Jobs
from resonanz.app.logging import log
from resonanz.app.works import WORKS
from tests.api.conftest import hand_in, record

JSON = "application/json"
BULK = "/api/v1/cases/bulk"


@pytest.fixture
def cases(home: House, chief: Client) -> list[int]:
    """Return the numbers of three cases."""
    hand_in(chief, *(record(str(number), f"Where is parcel {number}?") for number in range(3)))
    home.follower.catch_up()
    return sorted(one["id"] for one in chief.get("/api/v1/cases").json()["items"])


def do(client: Client, **wanted: object):
    return client.post(BULK, wanted, content_type=JSON)


def states(client: Client, cases: list[int]) -> list[str]:
    return [client.get(f"/api/v1/cases/{one}").json()["case"]["state"] for one in cases]


def test_named_cases_are_done_and_no_others(chief: Client, cases: list[int]) -> None:
    answer = do(chief, doing="close", cases=cases[:2], reason="Spam")

    assert (answer.status_code, answer.json()["done"], answer.json()["asked"]) == (200, 2, 2)
    assert states(chief, cases) == ["closed", "closed", "new"]
    assert chief.get(f"/api/v1/cases/{cases[0]}/events").json()[-1]["detail"] == "Spam"


def test_conditions_are_those_of_the_list(chief: Client, cases: list[int]) -> None:
    do(chief, doing="prioritise", priority="urgent", cases=cases[:1])

    do(chief, doing="close", where={"priority": ["urgent"]})

    assert states(chief, cases) == ["closed", "new", "new"]


def test_what_cannot_be_done_is_named_with_the_reason(chief: Client, cases: list[int], legal: int) -> None:
    said = do(chief, doing="assign", owner=10**6, cases=cases[:1]).json()

    assert (said["done"], said["refused"]) == (0, 1)
    assert said["refusals"] == [{"case": cases[0], "reason": "This person does not work in the department."}]


def test_taking_back_names_what_somebody_changed_since(home: House, chief: Client, cases: list[int]) -> None:
    number = do(chief, doing="close", cases=cases).json()["id"]
    home.clock.sleep(1)
    chief.post(f"/api/v1/cases/{cases[1]}/reopen")

    undone = chief.post(f"{BULK}/{number}/undo")

    assert undone.status_code == 200
    assert (undone.json()["restored"], undone.json()["kept"]) == (2, [cases[1]])
    assert chief.post(f"{BULK}/{number}/undo").status_code == 409


def test_many_cases_are_a_job_that_tells_how_far_it_is(
    home: House, chief: Client, cases: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resonanz.app.sweeping.AT_ONCE", 2)
    begun = do(chief, doing="take", where={})
    assert (begun.status_code, begun.json()["ended_at"], begun.json()["runs"]) == (202, None, True)

    Jobs(home, WORKS, threading.Event(), log("tests")).run_all("tests")

    now = chief.get(f"{BULK}/{begun.json()['id']}").json()
    assert (now["done"], now["can_be_undone"], now["runs"], now["ended_at"] is None) == (3, True, False, False)


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ({"doing": "burn", "where": {}}, "doing"),
        ({"doing": "take"}, "cases"),
        ({"doing": "take", "cases": [], "where": {}}, "cases"),
        ({"doing": "take", "cases": []}, "case"),
        ({"doing": "hand_over", "department": 1, "where": {}}, "reason"),
        ({"doing": "snooze", "until": "2026-03-02T08:00:00", "where": {}}, "until"),
        ({"doing": "relabel", "kind": "poem", "where": {}}, "kind"),
    ],
)
def test_what_lacks_something_says_where(chief: Client, wanted: dict[str, object], place: str) -> None:
    answer = do(chief, **wanted)

    assert (answer.status_code, answer.json()["place"]) == (422, place)

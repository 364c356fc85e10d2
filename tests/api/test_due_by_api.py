"""What is due, by the API, and the working time that it is counted in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from resonanz.app.house import House
from resonanz.core.clock import FixedClock
from resonanz.core.ids import DepartmentId, MentionId
from tests.api.conftest import hand_in, record

ENGLISH = {"accept-language": "en"}
OFFICE = {"zone": "Europe/Berlin", "hours": {"mon-fri": ["09:00-12:00", "13:00-17:00"]}}


@pytest.fixture
def case(home: House, chief: Client) -> int:
    """Return a case of the customer service that was opened at noon."""
    hand_in(chief, record())
    home.follower.catch_up()
    (opened,) = home.casebook.cases_of([MentionId("mastodon:1")]).values()
    return opened.id


def calendar(department: DepartmentId) -> str:
    return f"/api/v1/departments/{department}/calendar"


def test_a_case_lists_its_deadlines_with_their_words(home: House, chief: Client, case: int) -> None:
    found = chief.get(f"/api/v1/cases/{case}", headers=ENGLISH).json()["deadlines"]
    assert [(one["kind"], one["state"]) for one in found] == [("first_answer", "running"), ("resolution", "running")]
    assert found[0]["explanation"].startswith("8 h business time from Mon 13:00, due Tue 13:00")


def test_the_words_are_in_the_language_asked_for(chief: Client, case: int) -> None:
    found = chief.get(f"/api/v1/cases/{case}/deadlines", headers={"accept-language": "de"}).json()
    assert found[0]["explanation"].startswith("8 h Geschäftszeit ab Mo 13:00")


def test_an_inbox_is_sorted_and_filtered_by_what_is_due(home: House, chief: Client, case: int) -> None:
    home.deadlines.tick()
    assert isinstance(home.clock, FixedClock)
    home.clock.sleep(timedelta(days=2).total_seconds())
    home.deadlines.tick()
    (row,) = chief.get("/api/v1/cases", {"due": "breached", "order": "due"}).json()["items"]
    assert (row["id"], row["due_kind"], row["due_state"]) == (case, "first_answer", "breached")


def test_a_department_has_the_companys_working_time_at_first(chief: Client, service: DepartmentId) -> None:
    found = chief.get(calendar(service)).json()
    assert (found["own"], found["hours"]) == (False, {"mon-fri": ["09:00-17:00"]})


def test_a_department_gets_its_own_working_time(chief: Client, service: DepartmentId, legal: DepartmentId) -> None:
    wanted = {**OFFICE, "holidays": {"country": "DE", "state": "BY"}, "closed": ["2026-12-24"]}
    assert chief.put(calendar(service), wanted, "application/json").status_code == 200
    found = chief.get(calendar(service)).json()
    assert found == {**wanted, "own": True}
    assert chief.get(calendar(legal)).json()["own"] is False


def test_open_cases_follow_new_working_time_when_asked(
    home: House, chief: Client, case: int, service: DepartmentId
) -> None:
    home.clock.sleep(60)
    chief.put(calendar(service), {"zone": "UTC", "hours": "always"}, "application/json")
    home.deadlines.tick()
    found = chief.get(f"/api/v1/cases/{case}/deadlines", headers=ENGLISH).json()
    assert found[0]["explanation"].startswith("8 h from Mon 12:00, due Mon 20:00")


def test_open_cases_keep_their_working_time_unless_asked(
    home: House, chief: Client, case: int, service: DepartmentId
) -> None:
    home.clock.sleep(60)
    chief.put(calendar(service), {"zone": "UTC", "hours": "always", "adopt": False}, "application/json")
    home.deadlines.tick()
    found = chief.get(f"/api/v1/cases/{case}/deadlines", headers=ENGLISH).json()
    assert found[0]["explanation"].startswith("8 h business time from Mon 13:00")


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ({"zone": "Europe/Bonn", "hours": "always"}, "zone"),
        ({"zone": "UTC", "hours": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "hours.mon[1]"),
        ({"zone": "UTC", "hours": "always", "holidays": {"country": "DE", "state": "XX"}}, "holidays.state"),
    ],
)
def test_working_time_that_cannot_be_is_refused_with_its_place(
    chief: Client, service: DepartmentId, wanted: dict[str, object], place: str
) -> None:
    refused = chief.put(calendar(service), wanted, "application/json")
    assert refused.status_code in (400, 422)
    assert place in refused.content.decode()

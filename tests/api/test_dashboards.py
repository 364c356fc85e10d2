"""Dashboards over the API."""

from __future__ import annotations

from resonanz.core.policy import Role
from tests.api.conftest import hand_in, record

JSON = "application/json"


def made(client, **values):
    return client.post("/api/v1/dashboards", {"name": "Mine", **values}, content_type=JSON).json()["id"]


def test_tiles_come_back_in_the_order_given(chief):
    number = made(chief)
    wanted = {"name": "Mine", "tiles": [{"metric": "voices"}, {"metric": "volume", "shape": "line"}]}
    chief.put(f"/api/v1/dashboards/{number}", wanted, content_type=JSON)
    tiles = chief.get(f"/api/v1/dashboards/{number}").json()["tiles"]
    assert [(one["metric"], one["shape"]) for one in tiles] == [("voices", "number"), ("volume", "line")]


def test_a_tile_is_read_over_a_time(chief):
    hand_in(chief, record("1"), record("2"))
    number = made(chief)
    wanted = {"name": "Mine", "tiles": [{"metric": "volume", "shape": "line", "channel": ["mastodon"]}]}
    chief.put(f"/api/v1/dashboards/{number}", wanted, content_type=JSON)
    later = "2026-12-31T00:00:00Z"
    (read,) = chief.get(f"/api/v1/dashboards/{number}/figures?days=366&until={later}").json()
    assert read["figure"]["value"] == sum(day["value"] for day in read["days"]) == 2


def test_a_measure_that_is_none_is_refused_at_its_place(chief):
    number = made(chief)
    wanted = {"name": "Mine", "tiles": [{"metric": "happiness"}]}
    answer = chief.put(f"/api/v1/dashboards/{number}", wanted, content_type=JSON)
    assert (answer.status_code, answer.json()["place"]) == (422, "metric")


def test_somebody_elses_own_dashboard_is_not_there(chief, client_of, service):
    number = made(chief)
    other = client_of("other", roles={service: Role.LEAD})
    assert other.get(f"/api/v1/dashboards/{number}").status_code == 404
    assert other.get("/api/v1/dashboards").json()["items"] == []

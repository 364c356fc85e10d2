"""Goals over the API."""

from __future__ import annotations

from resonanz.store.relational import models

WANTED = {"title": "Calmer", "metric": "problem_share", "target": 0.1, "due_on": "2027-01-01"}


def test_a_share_of_nothing_named_is_no_goal(chief):
    answer = chief.post("/api/v1/goals", WANTED | {"metric": "share"}, content_type="application/json")
    assert (answer.status_code, answer.json()["place"]) == (422, "metric")
    assert "question_share" in answer.json()["remedy"]
    assert not models.Goal.objects.exists()

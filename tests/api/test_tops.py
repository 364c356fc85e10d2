"""What is heard most, over the API."""

from __future__ import annotations

import pytest

from tests.api.conftest import hand_in, record

TIME = {"from": "2026-01-01T00:00:00Z", "to": "2026-12-31T00:00:00Z"}


@pytest.fixture
def heard(chief):
    """Return a client of a company that heard two mentions."""
    hand_in(chief, record("1"), record("2"))
    return chief


def test_words_come_with_shares_and_what_they_were_read_from(heard):
    found = heard.get("/api/v1/metrics/tops", TIME | {"limit": 3}).json()
    first = found["rows"][0]
    assert (found["read"], found["of"], first["number"], first["share"]) == (2, 2, 2, 1.0)
    assert first["low"] < first["share"] <= first["high"]


@pytest.mark.parametrize("by", ["author", "domain"])
def test_authors_and_sites_are_counted(heard, by):
    found = heard.get("/api/v1/metrics/tops", TIME | {"by": by}).json()
    assert sum(row["number"] for row in found["rows"]) <= 2
    assert found["read"] is None


def test_more_than_a_hundred_are_refused(chief):
    assert chief.get("/api/v1/metrics/tops", {"limit": 101}).status_code == 422

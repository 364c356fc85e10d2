"""Files over the API."""

from __future__ import annotations

import asyncio
import threading
from typing import get_args

import pytest
from django.test import AsyncRequestFactory

from resonanz.api import exports
from resonanz.api.files import streamed
from resonanz.app import jobs
from resonanz.app.exportable import EXPORTABLE
from resonanz.app.logging import log
from resonanz.app.works import WORKS
from tests.api.conftest import hand_in, record


def test_mentions_are_narrowed_as_a_search_is(chief):
    hand_in(chief, record("1"), record("2", channel="bluesky"))
    text = chief.get("/api/v1/exports/mentions?channel=bluesky").getvalue().decode()
    assert [line.split(",")[0] for line in text.splitlines()] == ['"id"', '"bluesky:2"']


@pytest.mark.parametrize("query", ["form=exe", "q=("])
def test_what_cannot_be_is_refused_before_a_file_begins(chief, query):
    assert chief.get(f"/api/v1/exports/mentions?{query}").status_code == 422


def test_a_list_that_is_none_is_refused(chief):
    assert chief.get("/api/v1/exports/passwords").status_code == 422


def test_a_large_file_is_asked_for_watched_and_fetched(chief, home):
    hand_in(chief, record("1"), record("2", channel="bluesky"))
    wanted = {"what": "mentions", "mentions": {"channel": ["bluesky"]}}
    asked = chief.post("/api/v1/exports", wanted, content_type="application/json")
    address = asked.json()["look_at"]
    jobs.Jobs(home, WORKS, threading.Event(), log("tests")).run_all("tests")
    written = chief.get(address).json()
    text = chief.get(f"{address}/file").getvalue().decode()
    assert (asked.status_code, asked.json()["state"]) == (202, "being_written")
    assert (written["state"], written["rows"]) == ("ready", 1)
    assert [line.split(",")[0] for line in text.splitlines()] == ['"id"', '"bluesky:2"']


def test_what_the_api_offers_is_what_can_be_taken_out():
    assert {*get_args(exports.List), "mentions", "metrics"} == set(EXPORTABLE)


def test_under_asgi_the_pieces_are_sent_one_by_one(rf_async):
    taken = []

    def pieces():
        for number in range(3):
            taken.append(number)
            yield b"x"

    answer = streamed(rf_async.get("/"), pieces(), "x.csv", "text/csv")

    async def first() -> bytes:
        async for piece in answer.streaming_content:
            return piece
        return b""

    assert (asyncio.run(first()), taken) == (b"x", [0])


@pytest.fixture
def rf_async():
    """Return what makes requests as an ASGI server does."""
    return AsyncRequestFactory()

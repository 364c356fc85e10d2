"""Files over the API."""

from __future__ import annotations

import asyncio

import pytest
from django.test import AsyncRequestFactory

from resonanz.api.files import streamed
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

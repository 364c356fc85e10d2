"""A mention is put together from its row without the columns that are only asked for."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from resonanz.core.heard import Heard
from resonanz.store.archive.rows import key_of, to_heard, to_row
from resonanz.store.archive.schema import PLACE, UNREAD
from tests.query.strategies import conversations
from tests.store.contracts.making import complete


def read_back(heard: Heard) -> Heard:
    """Return what a row gives whose unread columns are empty."""
    row = list(to_row(heard, 7, key_of(heard.mention.id)))
    for name in UNREAD:
        row[PLACE[name]] = None
    return to_heard(tuple(row))


def test_a_mention_in_which_nothing_is_left_out_comes_back_whole() -> None:
    assert read_back(complete()) == replace(complete(), seq=7)


@given(conversations())
def test_any_mention_comes_back_whole(batch: list[Heard]) -> None:
    assert [read_back(each) for each in batch] == [replace(each, seq=7) for each in batch]

"""A round over several feeds: each has its turn, and the batches say honestly whether all was read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from resonanz.connect.contract import AccessDenied, Batch, Budget, Cursor, RawItem, SourceTrouble, TryLater
from resonanz.connect.rounds import Meter, Round, Sheet
from resonanz.connect.window import Entry, Window
from resonanz.core.clock import FixedClock

NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Feeds:
    """Serve feeds of one page each; some refuse."""

    def __init__(self, *names: str, refusing: dict[str, SourceTrouble] | None = None, length: int = 2) -> None:
        self.names = names
        self.refusing = refusing or {}
        self.length = length
        self.asked: list[str] = []

    def look(self, cursor: Cursor | None, **budget: int) -> list[Batch]:
        self.meter = Meter(Budget(**budget), FixedClock(NOW))
        return list(Round(self.names, cursor, self.meter, self.fetch).read())

    def fetch(self, name: str, window: Window) -> Sheet:
        self.meter.ask()
        self.asked.append(name)
        if name in self.refusing:
            raise self.refusing[name]
        entries = [Entry(f"{name}-{number}", f"{number}") for number in range(self.length, 0, -1)]
        return Sheet(entries, lambda at: _raw(entries[at].key), None)


def _raw(key: str) -> RawItem:
    return RawItem(native_id=key, form="x", payload={}, seen_at=NOW)


def test_every_feed_is_read_once() -> None:
    feeds = Feeds("a", "b")
    feeds.look(None)
    assert feeds.asked == ["a", "b"]


def test_items_are_handed_over_oldest_first() -> None:
    (batch,) = Feeds("a").look(None)
    assert [item.native_id for item in batch.items] == ["a-1", "a-2"]


def test_only_the_last_batch_says_that_all_was_read() -> None:
    assert [batch.more for batch in Feeds("a", "b").look(None)] == [True, False]


def test_a_round_that_is_cut_short_goes_on_with_the_next_feed() -> None:
    feeds = Feeds("a", "b", "c")
    cursor = None
    for _ in range(4):
        cursor = feeds.look(cursor, requests=1)[-1].cursor
    assert feeds.asked == ["a", "b", "c", "a"]


def test_a_refusal_is_raised_after_the_others_were_read() -> None:
    feeds = Feeds("a", "b", refusing={"a": AccessDenied("no")})
    with pytest.raises(AccessDenied):
        feeds.look(None)
    assert feeds.asked == ["a", "b"]


def test_a_source_in_trouble_is_left_alone_at_once() -> None:
    feeds = Feeds("a", "b", refusing={"a": TryLater("busy")})
    with pytest.raises(TryLater):
        feeds.look(None)
    assert feeds.asked == ["a"]


def test_a_budget_of_items_cuts_a_page_and_the_next_look_has_the_rest() -> None:
    feeds = Feeds("a", length=3)
    first = feeds.look(None, items=2)
    second = feeds.look(first[-1].cursor, items=2)
    handed = [[item.native_id for batch in look for item in batch.items] for look in (first, second)]
    assert handed == [["a-2", "a-3"], ["a-1"]]


def test_a_budget_that_is_spent_before_it_begins_says_that_there_is_more() -> None:
    assert [batch.more for batch in Feeds("a").look(None, requests=0)] == [True]


def test_no_feed_at_all_is_caught_up() -> None:
    assert [batch.more for batch in Feeds().look(None)] == [False]


def test_marks_of_feeds_that_are_no_longer_wanted_are_forgotten() -> None:
    cursor = Feeds("a", "b").look(None)[-1].cursor
    (batch,) = Feeds("b").look(cursor)
    assert list(batch.cursor["marks"]) == ["b"]  # type: ignore[index, call-overload]


@pytest.mark.parametrize("cursor", [{"v": 2}, {"v": 1, "marks": [], "todo": 5}, {}, {"v": 1, "todo": ["gone"]}])
def test_a_foreign_cursor_is_the_beginning(cursor: Cursor) -> None:
    assert len(Feeds("a").look(cursor)[0].items) == 2

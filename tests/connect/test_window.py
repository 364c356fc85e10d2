"""A window over a newest-first source: nothing is lost, whatever arrives and whoever dies in between."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.connect.window import NEWEST, Entry, Window

PAGE = 5


@dataclass
class Feed:
    """A source that shows its newest five first and names the page below by its last position."""

    entries: list[Entry] = field(default_factory=list)
    count: int = 0

    def arrive(self, *, late_by: int = 0) -> None:
        position = f"{max(self.count - late_by, 0):06d}"
        self.entries.append(Entry(f"key-{self.count}", position + f".{self.count:06d}"))
        self.count += 1

    def arrive_all(self, number: int) -> None:
        for _ in range(number):
            self.arrive()

    def page(self, place: str) -> tuple[list[Entry], str | None]:
        newest_first = sorted(self.entries, key=lambda one: one.position, reverse=True)
        below = [one for one in newest_first if place == NEWEST or one.position < place]
        page = below[:PAGE]
        return page, page[-1].position if len(below) > PAGE else None


def through_json(window: Window) -> Window:
    return Window.from_json(json.loads(json.dumps(window.to_json())))


def step(feed: Feed, window: Window, allowed: int) -> tuple[set[str], Window]:
    page, below = feed.page(window.place)
    fresh = window.fresh(page)
    handed = [page[index] for index in fresh[:allowed]]
    after = window.after(page, below) if len(handed) == len(fresh) else window.within(page, handed)
    return {one.key for one in handed}, through_json(after)


def catch_up(feed: Feed, window: Window) -> tuple[set[str], Window]:
    seen, window = step(feed, window, PAGE)
    while window.is_open:
        more, window = step(feed, window, PAGE)
        seen |= more
    return seen, window


ARRIVE = st.tuples(st.just("arrive"), st.integers(1, 4 * PAGE))
READ = st.tuples(st.just("read"), st.integers(1, PAGE))
DIE = st.tuples(st.just("die"), st.just(PAGE))


@given(st.lists(st.one_of(ARRIVE, READ, DIE), max_size=40), st.integers(0, PAGE))
def test_whatever_arrives_on_top_is_handed_over_whoever_dies(moves: list[tuple[str, int]], history: int) -> None:
    feed = Feed()
    feed.arrive_all(history)
    seen, stored = catch_up(feed, Window())
    for move, number in moves:
        if move == "arrive":
            feed.arrive_all(number)
            continue
        handed, after = step(feed, stored, number)
        seen |= handed
        stored = after if move == "read" else stored  # who dies has stored the items and not the cursor
    for _ in range(2):  # the open walk first, then what came on top of it
        handed, stored = catch_up(feed, stored)
        seen |= handed
    assert seen == {one.key for one in feed.entries}


def test_a_first_look_takes_one_page() -> None:
    feed = Feed()
    for _ in range(12):
        feed.arrive()
    seen, window = catch_up(feed, Window())
    assert (len(seen), window.is_open) == (PAGE, False)


def test_a_second_look_hands_nothing_over_twice() -> None:
    feed = Feed()
    for _ in range(12):
        feed.arrive()
    _, window = catch_up(feed, Window())
    assert catch_up(feed, window)[0] == set()


def test_what_arrives_late_below_the_mark_is_still_handed_over() -> None:
    feed = Feed()
    for _ in range(4):
        feed.arrive()
    _, window = catch_up(feed, Window())
    feed.arrive(late_by=2)
    assert catch_up(feed, window)[0] == {"key-4"}


def test_items_that_share_a_position_with_the_mark_are_not_passed_over() -> None:
    known, above = Entry("known", "5"), [Entry(f"new-{number}", "5") for number in range(4)]
    window = Window().after([known], None)
    walking = window.after(above[:2], "below")
    assert walking.is_open
    assert not walking.after([above[2], above[3], known], "further").is_open


def test_the_mark_does_not_move_while_the_walk_is_under_way() -> None:
    feed = Feed()
    feed.arrive()
    _, window = catch_up(feed, Window())
    for _ in range(3 * PAGE):
        feed.arrive()
    _, walking = step(feed, window, PAGE)
    assert (walking.low, walking.is_open) == (window.low, True)


def test_after_an_empty_first_look_everything_is_news() -> None:
    feed = Feed()
    _, window = catch_up(feed, Window())
    for _ in range(3 * PAGE):
        feed.arrive()
    assert len(catch_up(feed, window)[0]) == 3 * PAGE


@settings(max_examples=30)
@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_a_foreign_cursor_is_the_beginning_or_a_window(stored: object) -> None:
    assert isinstance(Window.from_json(stored), Window)


def test_a_stored_window_is_as_small_as_a_page_of_digests() -> None:
    feed = Feed()
    for _ in range(50):
        feed.arrive()
    _, window = catch_up(feed, Window())
    assert len(json.dumps(window.to_json())) < PAGE * 20 + 60

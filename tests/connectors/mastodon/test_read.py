"""Looking at timelines: nothing is lost between pages, looks and servers of every kind."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.connect.contract import Batch, Budget, CredentialsRejected, Misconfigured, TryLater
from resonanz.connect.replay import Asked, Given, Replay
from resonanz.connectors.mastodon.ids import position_of
from resonanz.core.clock import FixedClock
from tests.connectors.mastodon.fake_server import BOB, HOST, NOW, FakeServer, opened, opened_with

PUBLIC = {"timeline": "public"}


def look(server: FakeServer, cursor: dict | None, budget: Budget | None = None, **settings: object) -> list[Batch]:
    return list(opened(server, **(settings or PUBLIC)).read(cursor, budget or Budget()))


def ids(batches: list[Batch]) -> list[str]:
    return [item.native_id.partition("/")[2] for batch in batches for item in batch.items]


def last(batches: list[Batch], cursor: dict | None) -> dict | None:
    for batch in batches:
        cursor = json.loads(json.dumps(batch.cursor)) if batch.cursor is not None else cursor
    return cursor


def caught_up(server: FakeServer, cursor: dict | None, **settings: object) -> tuple[list[str], dict | None]:
    seen: list[str] = []
    for _ in range(50):
        batches = look(server, cursor, Budget(requests=2), **settings)
        seen, cursor = seen + ids(batches), last(batches, cursor)
        if not batches[-1].more:
            return seen, cursor
    raise AssertionError("never caught up")


def test_a_first_look_takes_the_newest_page_oldest_first() -> None:
    server = FakeServer()
    for _ in range(5):
        server.say()
    assert ids(look(server, None)) == ["102", "103", "104"]


def test_a_second_look_brings_only_what_is_new() -> None:
    server = FakeServer()
    server.say()
    _, cursor = caught_up(server, None)
    new = server.say()
    assert caught_up(server, cursor)[0] == [new["id"]]


@given(
    st.lists(st.integers(1, 12) | st.sampled_from(["look", "die"]), max_size=20),
    st.booleans(),
    st.sampled_from(["public", "notifications"]),
)
@settings(deadline=None, max_examples=60)
def test_nothing_is_lost_whoever_dies_between_pages(moves: list[int | str], links: bool, what: str) -> None:
    server = FakeServer(links=links)
    wanted = {"notifications": True} if what == "notifications" else PUBLIC
    said = [server.say()["id"]]
    server.notify(server.statuses[-1])
    seen, cursor = caught_up(server, None, **wanted)
    for move in moves:
        if isinstance(move, int):
            for _ in range(move):
                server.notify(server.say())
                said.append(server.statuses[-1]["id"])
            continue
        batches = look(server, cursor, Budget(requests=3), **wanted)
        kept = batches if move == "look" else batches[:1]
        seen += ids(kept)
        cursor = last(kept, cursor)
    seen += caught_up(server, cursor, **wanted)[0]
    assert set(seen) == set(said)


def test_an_empty_page_without_a_link_does_not_hide_what_lies_below() -> None:
    server = FakeServer()
    server.say()
    _, cursor = caught_up(server, None)
    below = [server.say()["id"] for _ in range(3)]
    server.hidden = {server.say()["id"] for _ in range(3)}
    top = [server.say()["id"] for _ in range(3)]
    assert set(caught_up(server, cursor)[0]) == {*below, *top}


def test_what_reaches_the_server_late_is_heard() -> None:
    server = FakeServer()
    for _ in range(3):
        server.say()
    _, cursor = caught_up(server, None)
    late = server.say()
    late["id"] = "99"  # below the mark, as a status gets its place by when it was written
    server.page_size = 4
    assert caught_up(server, cursor)[0] == ["99"]


def test_a_server_that_ignores_paging_does_not_hold_a_look_for_ever() -> None:
    server = FakeServer(honours_paging=False, links=False)
    for _ in range(3):
        server.say()
    _, cursor = caught_up(server, None)
    for _ in range(9):
        server.say()
    assert set(caught_up(server, cursor)[0]) >= {"109", "110", "111"}


def test_a_budget_of_items_ends_within_a_page_and_goes_on_there() -> None:
    server = FakeServer()
    for _ in range(3):
        server.say()
    first = look(server, None, Budget(items=2))
    second = look(server, last(first, None), Budget(items=2))
    assert (ids(first), ids(second), first[-1].more) == (["101", "102"], ["100"], True)


def test_a_budget_of_requests_is_kept() -> None:
    server = FakeServer()
    server.say()
    _, cursor = caught_up(server, None)
    for _ in range(30):
        server.say()
    http = Replay(server, clock := FixedClock(NOW))
    list(opened_with(http, clock, token="", **PUBLIC).read(cursor, Budget(requests=4)))
    assert len(http.asked) == 4


def test_every_timeline_gets_its_turn_however_small_the_budget() -> None:
    server = FakeServer()
    server.notify(server.say())
    wanted = {"notifications": True, "hashtags": ["bahn", "#ICE"], "timeline": "local"}
    cursor, paths = None, []
    for _ in range(4):
        http = Replay(server, clock := FixedClock(NOW))
        cursor = last(list(opened_with(http, clock, **wanted).read(cursor, Budget(requests=1))), cursor)
        paths += [asked.path for asked in http.asked if "timelines" in asked.path or "notifications" in asked.path]
    assert [path.rpartition("/")[2] for path in paths] == ["notifications", "bahn", "ICE", "public"]


def test_one_refused_timeline_does_not_silence_the_others() -> None:
    server = FakeServer(says_401_to="notifications")
    server.say()
    seen: list[Batch] = []
    with pytest.raises(CredentialsRejected):
        seen.extend(opened(server, notifications=True, **PUBLIC).read(None, Budget()))
    batches = iter(opened(server, notifications=True, **PUBLIC).read(None, Budget()))
    assert ids([next(batches)]) == ["100"]


def test_while_trouble_is_pending_no_batch_says_that_all_was_read() -> None:
    server = FakeServer(says_401_to="notifications")
    server.say()
    assert next(iter(opened(server, notifications=True, **PUBLIC).read(None, Budget()))).more is True


def test_searches_read_the_list_within_the_answer() -> None:
    server = FakeServer()
    server.say("the train is late")
    server.say("nothing")
    assert ids(look(server, None, searches=["late"])) == ["100"]


def test_a_reply_carries_the_root_of_its_thread() -> None:
    server = FakeServer()
    root = server.say()
    middle = server.say(reply_to=root)
    server.notify(server.say(reply_to=middle))
    (batch,) = look(server, None, notifications=True)
    assert batch.items[0].payload["root"] == root["id"]


def test_a_thread_is_asked_for_once() -> None:
    server = FakeServer(page_size=10)
    root = server.say()
    middle = server.say(reply_to=root)
    server.say(reply_to=middle)
    server.say(reply_to=middle)
    http = Replay(server, clock := FixedClock(NOW))
    list(opened_with(http, clock, **PUBLIC).read(None, Budget()))
    assert sum("context" in asked.path for asked in http.asked) == 1


def test_where_no_context_is_shown_the_answered_status_stands_for_the_root() -> None:
    server = FakeServer(has_context=False)
    root = server.say()
    middle = server.say(reply_to=root)
    server.notify(server.say(reply_to=middle))
    (batch,) = look(server, None, notifications=True)
    assert batch.items[0].payload["root"] == middle["id"]


def test_a_notification_without_a_status_has_an_id_of_its_own() -> None:
    server = FakeServer()
    server.notify(type="follow")
    (batch,) = look(server, None, notifications=True)
    assert batch.items[0].native_id == f"{HOST}/notification:10"


def test_our_own_account_is_named_with_what_it_may_have_said() -> None:
    server = FakeServer()
    server.say()
    assert look(server, None)[0].items[0].payload["me"] == "1"


def test_without_a_token_nobody_is_asked_who_we_are() -> None:
    server = FakeServer()
    server.say()
    http = Replay(server, clock := FixedClock(NOW))
    list(opened_with(http, clock, token="", **PUBLIC).read(None, Budget()))
    assert [asked.path for asked in http.asked] == ["/api/v1/timelines/public"]


def test_a_foreign_cursor_is_the_beginning() -> None:
    server = FakeServer()
    server.say()
    assert ids(look(server, {"v": 99, "marks": []})) == ["100"]


@pytest.mark.parametrize("what", [PUBLIC, {"hashtags": ["bahn"]}, {"notifications": True}])
def test_a_source_that_is_led_to_another_server_loses_nothing_there(what: dict) -> None:
    old = FakeServer()
    for _ in range(30):
        old.notify(old.say())
    _, cursor = caught_up(old, None, **what)
    new = FakeServer(host="new.example")
    there = {**what, "base_url": "https://new.example"}
    new.notify(new.say())
    _, cursor = caught_up(new, cursor, **there)
    later = [new.say() for _ in range(7)]
    for status in later:
        new.notify(status)
    assert set(caught_up(new, cursor, **there)[0]) == {one["id"] for one in later}


def test_a_source_that_is_led_to_another_server_begins_at_its_top() -> None:
    old = FakeServer()
    for _ in range(5):
        old.say()
    _, cursor = caught_up(old, None)
    new = FakeServer(host="new.example")
    for _ in range(5):
        new.say()
    assert ids(look(new, cursor, base_url="https://new.example", **PUBLIC)) == ["102", "103", "104"]


def test_a_source_that_listens_to_nothing_is_caught_up() -> None:
    assert [batch.more for batch in look(FakeServer(), None, timeline="none")] == [False]


@pytest.mark.parametrize(
    "wanted", [{"notifications": True}, {"searches": ["x"]}, {"timeline": "mine"}, {"base_url": "ftp://x"}]
)
def test_settings_that_cannot_work_say_so_before_anything_is_asked(wanted: dict) -> None:
    with pytest.raises(Misconfigured):
        opened(FakeServer(), token="", **wanted)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("99", "100"),
        ("01HGZ5X6J2N0V3T1K8Q4R7S9AB", "01HGZ5X6J3N0V3T1K8Q4R7S9AB"),
        ("AcWQRw2nY8ffWVJhsC", "AcWQRx2nY8ffWVJhsC"),
        ("1795415467f5ab509a1aab6d82041f3c3066a8f2a1", "179541546805ab509a1aab6d82041f3c3066a8f2a1"),
    ],
)
def test_ids_of_every_server_sort_by_time(older: str, newer: str) -> None:
    assert position_of(older) < position_of(newer)


def test_a_boosted_status_is_handed_over_as_it_came() -> None:
    server = FakeServer()
    server.say(reblog={"id": "7", "account": BOB})
    assert look(server, None)[0].items[0].form == "status"


def test_a_reached_limit_says_when_to_come_back() -> None:
    class Limited(FakeServer):
        def answer(self, asked: Asked) -> Given:
            return Given(status=429, headers={"x-ratelimit-reset": "2026-11-23T12:01:30.000000Z"})

    with pytest.raises(TryLater) as caught:
        look(Limited(), None)
    assert caught.value.after == 90.0


@pytest.mark.parametrize(("said", "is_on"), [(True, True), ("true", True), ("off", False), (None, False)])
def test_a_switch_may_be_written_as_text(said: object, is_on: bool) -> None:
    server = FakeServer()
    server.notify(server.say())
    assert bool(ids(look(server, None, notifications=said))) is is_on

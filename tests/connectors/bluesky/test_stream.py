"""Hearing the whole network and keeping what was asked for."""

from __future__ import annotations

import json

import pytest

from resonanz.connect.contract import Batch, Context, Cursor, Mention, Misconfigured, RawItem, Removed, TryLater
from resonanz.connect.replay import Given, Replay
from resonanz.connectors.bluesky import CONNECTOR
from resonanz.connectors.bluesky.stream import REWIND, terms_of
from resonanz.core.clock import FixedClock
from tests.connectors.bluesky.fake_network import ACME, NOW, STREAM, FakeNetwork, micros, opened, opened_with

CONTEXT = Context(source="acme", settings={})
BAHN = {"searches": ["bahn"]}


def event(
    number: int, text: str = "Die Bahn ist spät", *, operation: str = "create", did: str = "did:plc:bob", **record
):
    commit = {
        "rev": "3m6zzzzzzzz2a",
        "operation": operation,
        "collection": "app.bsky.feed.post",
        "rkey": f"3key{number}",
    }
    if operation != "delete":
        commit["record"] = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-23T09:00:00Z", **record}
    return json.dumps({"did": did, "time_us": micros(number), "kind": "commit", "commit": commit})


def until_cut(messages: list[str | None], cursor: Cursor | None = None, *, url: str = STREAM, **wanted) -> list[Batch]:
    network = FakeNetwork(events={url: messages})
    batches: list[Batch] = []
    stream = opened(network, **(wanted or BAHN)).stream(cursor, lambda: False)  # type: ignore[attr-defined]
    with pytest.raises(TryLater):
        batches.extend(stream)
    return batches


def heard(messages: list[str | None], **wanted) -> list[RawItem]:
    return [item for batch in until_cut(messages, **wanted) for item in batch.items]


def made(item: RawItem):
    return CONNECTOR.normalise(item, CONTEXT)


def test_a_post_that_was_asked_for_is_kept() -> None:
    assert [item.native_id for item in heard([event(1)])] == ["at://did:plc:bob/app.bsky.feed.post/3key1"]


def test_other_peoples_posts_are_not_kept() -> None:
    assert heard([event(1, "about something else")]) == []


def test_a_deletion_removes_the_mention() -> None:
    (item,) = heard([event(1, operation="delete")])
    assert made(item) == Removed(id="bluesky:at://did:plc:bob/app.bsky.feed.post/3key1", at=NOW)


def test_an_update_has_a_higher_revision() -> None:
    (item,) = heard([event(1, "no longer about it", operation="update")])
    assert isinstance(made(item), Mention)
    assert made(item).revision > 0


def test_a_reply_to_us_is_kept_whatever_it_says() -> None:
    ours = {"uri": f"at://{ACME['did']}/app.bsky.feed.post/3x", "cid": "c"}
    reply = event(1, "hm", reply={"root": ours, "parent": ours})
    assert len(heard([reply], notifications=True)) == 1


def test_a_mention_of_us_is_kept_whatever_it_says() -> None:
    facet = {"index": {}, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": ACME["did"]}]}
    assert len(heard([event(1, "hm", facets=[facet])], notifications=True)) == 1


def test_without_own_notifications_nobody_looks_for_us() -> None:
    ours = {"uri": f"at://{ACME['did']}/app.bsky.feed.post/3x", "cid": "c"}
    assert heard([event(1, "hm", reply={"root": ours, "parent": ours})]) == []


def test_wanted_accounts_are_asked_for_where_nothing_else_is_wanted() -> None:
    url = STREAM + "&wantedDids=did%3Aplc%3Abob"
    assert len(heard([event(1, "anything")], url=url, wanted_dids=["did:plc:bob"])) == 1


def test_with_search_words_the_whole_network_is_heard_and_wanted_accounts_are_kept() -> None:
    assert len(heard([event(1, "anything")], wanted_dids=["did:plc:bob"], **BAHN)) == 1


def test_to_ask_for_nothing_would_keep_the_whole_network() -> None:
    with pytest.raises(Misconfigured):
        list(opened(FakeNetwork(), account=False).stream(None, lambda: False))  # type: ignore[attr-defined]


def test_the_cursor_is_that_of_the_last_event_heard() -> None:
    batches = until_cut([event(1), event(2, "something else"), None])
    assert batches[-1].cursor == {"v": 1, "time_us": micros(2)}


def test_no_cursor_is_ahead_of_what_was_handed_over() -> None:
    handed = 0
    for batch in until_cut([event(number) for number in range(1, 30)]):
        handed += len(batch.items)
        assert batch.cursor == {"v": 1, "time_us": micros(handed)}


def test_what_was_heard_before_a_cut_is_handed_over() -> None:
    assert len(heard([event(number) for number in range(1, 8)])) == 7


def test_a_resumed_stream_is_set_back_a_little() -> None:
    network = FakeNetwork(events={STREAM: [None]})
    http = Replay(network, clock := FixedClock(NOW))
    stream = opened_with(http, clock, **BAHN).stream({"v": 1, "time_us": micros(50)}, lambda: False)  # type: ignore[attr-defined]
    with pytest.raises(TryLater):
        list(stream)
    assert http.asked[-1].params["cursor"] == str(micros(50) - REWIND)


def test_a_stream_that_is_cut_again_and_again_is_not_set_back_further_each_time() -> None:
    batches = until_cut([event(45), None], {"v": 1, "time_us": micros(50)})
    assert batches[-1].cursor == {"v": 1, "time_us": micros(50)}


def test_a_time_in_the_future_is_not_believed() -> None:
    batches = until_cut([event(1), event(10_000_000), None])
    assert batches[-1].cursor == {"v": 1, "time_us": micros(1)}


def test_a_foreign_cursor_begins_with_now() -> None:
    network = FakeNetwork(events={STREAM: [None]})
    http = Replay(network, clock := FixedClock(NOW))
    with pytest.raises(TryLater):
        list(opened_with(http, clock, **BAHN).stream({"v": 9, "time_us": "x"}, lambda: False))  # type: ignore[attr-defined]
    assert "cursor" not in http.asked[-1].params


def test_an_unreadable_message_does_not_cut_the_line() -> None:
    assert [item.form for item in heard(["{broken", event(1)])] == ["unreadable", "commit"]


def test_names_and_states_of_accounts_are_passed_over() -> None:
    account = json.dumps({"did": "did:plc:bob", "time_us": micros(1), "kind": "account", "account": {"active": False}})
    assert heard([account]) == []


def test_other_collections_are_passed_over() -> None:
    like = json.loads(event(1))
    like["commit"]["collection"] = "app.bsky.feed.like"
    assert heard([json.dumps(like)]) == []


def test_authors_are_looked_up_by_their_did() -> None:
    (item,) = heard([event(1)])
    author = made(item).author
    assert (author.handle, author.followers) == ("bob.example", 7)


def test_an_author_who_cannot_be_looked_up_is_heard_as_a_did() -> None:
    (item,) = heard([event(1, did="did:plc:nobody")])
    assert (made(item).author.id, made(item).author.handle) == ("did:plc:nobody", None)


def test_authors_are_looked_up_once() -> None:
    network = FakeNetwork(events={STREAM: [event(1), None, event(2), None]})
    http = Replay(network, clock := FixedClock(NOW))
    with pytest.raises(TryLater):
        list(opened_with(http, clock, **BAHN).stream(None, lambda: False))  # type: ignore[attr-defined]
    assert sum("getProfiles" in asked.path for asked in http.asked) == 1


def test_a_failing_look_up_does_not_hold_up_the_stream() -> None:
    network = FakeNetwork(events={STREAM: [event(1), None, event(2), None]})
    network._profiles = lambda asked: Given(status=503)  # type: ignore[method-assign]
    batches: list[Batch] = []
    with pytest.raises(TryLater):
        batches.extend(opened(network, **BAHN).stream(None, lambda: False))  # type: ignore[attr-defined]
    assert sum(len(batch.items) for batch in batches) == 2


def test_silence_gives_an_empty_batch() -> None:
    assert [batch.items for batch in until_cut([None])] == [()]


def test_a_stream_ends_when_it_is_told_to() -> None:
    network = FakeNetwork(events={STREAM: [event(1), event(2)]})
    batches = list(opened(network, **BAHN).stream(None, lambda: True))  # type: ignore[attr-defined]
    assert [len(batch.items) for batch in batches] == [1]


@pytest.mark.parametrize(
    ("search", "terms"),
    [
        ("Bahn Verspätung", ("bahn", "verspätung")),
        ('"neue Bahn" spät', ("neue bahn", "spät")),
        ("bahn lang:de from:x.example", ("bahn",)),
        ("", ()),
    ],
)
def test_a_search_is_its_words_and_phrases(search: str, terms: tuple[str, ...]) -> None:
    assert terms_of(search) == terms


def test_all_words_of_a_search_must_occur() -> None:
    said = [event(1, "Die Bahn"), event(2, "Verspätung der BAHN")]
    assert [item.native_id[-1] for item in heard(said, searches=["bahn verspätung"])] == ["2"]


def test_an_edit_that_is_not_about_us_counts_only_where_its_post_is_known() -> None:
    edits = [event(1, "no longer about it", operation="update"), event(2, operation="update")]
    assert [item.only_known for item in heard(edits)] == [True, False]

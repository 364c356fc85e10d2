"""Hearing a server speak: events of both manners, cut lines, and that a stream moves no cursor."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator

import pytest

from resonanz.connect.contract import Batch, Budget, CredentialsRejected, Misconfigured, RawItem, SourceGone, TryLater
from resonanz.connect.replay import Asked, Given, Replay
from resonanz.connectors.mastodon.events import Event, merged, server_sent, socket_events
from resonanz.core.clock import FixedClock
from tests.connectors.mastodon.fake_server import HOST, NOW, FakeServer, opened, opened_with
from tests.connectors.wire import captured

PUBLIC = "/api/v1/streaming/public"
USER = "/api/v1/streaming/user"


def never() -> bool:
    return False


def event(name: str, data: object) -> list[str | None]:
    return [f"event: {name}", f"data: {data if isinstance(data, str) else json.dumps(data)}", ""]


def heard(server: FakeServer, **wanted: object) -> list[RawItem]:
    """Return what a stream brought until it was cut, as it always is in the end."""
    return [item for batch in until_cut(server, **(wanted or {"timeline": "public"})) for item in batch.items]


def until_cut(server: FakeServer, stop: Callable[[], bool] = never, **wanted: object) -> list[Batch]:
    batches: list[Batch] = []
    stream = opened(server, **wanted).stream(None, stop)  # type: ignore[attr-defined]
    with pytest.raises(TryLater):
        batches.extend(stream)
    return batches


def test_a_status_is_heard_as_it_is_said() -> None:
    server = FakeServer()
    server.lines[PUBLIC] = event("update", server.say("now"))
    assert [item.native_id for item in heard(server)] == [f"{HOST}/100"]


def test_an_edit_is_heard_with_its_date() -> None:
    server = FakeServer()
    edited = {**server.say(), "edited_at": "2026-11-23T11:59:00Z"}
    server.lines[PUBLIC] = event("status.update", edited)
    assert heard(server)[0].payload["status"]["edited_at"] == "2026-11-23T11:59:00Z"


def test_a_deletion_is_heard() -> None:
    server = FakeServer()
    server.lines[PUBLIC] = event("delete", "100")
    assert [(item.form, item.native_id) for item in heard(server)] == [("delete", f"{HOST}/100")]


def test_what_was_heard_before_a_cut_is_handed_over() -> None:
    server = FakeServer()
    server.lines[PUBLIC] = [line for _ in range(3) for line in event("update", server.say())]
    assert len(heard(server)) == 3


def test_the_look_after_a_cut_closes_the_gap() -> None:
    server = FakeServer()
    first = server.say()
    connection = opened(server, timeline="public")
    (batch,) = connection.read(None, Budget())
    missed = server.say("said while the line was down")
    server.lines[PUBLIC] = event("update", server.say("heard by the stream"))
    heard(server)
    read = [item.native_id for one in connection.read(batch.cursor, Budget()) for item in one.items]
    assert (f"{HOST}/{missed['id']}" in read, f"{HOST}/{first['id']}" in read) == (True, False)


def test_a_stream_moves_no_cursor() -> None:
    server = FakeServer()
    server.lines[PUBLIC] = [line for _ in range(3) for line in event("update", server.say())]
    assert {batch.cursor for batch in until_cut(server, timeline="public")} == {None}


def test_silence_gives_an_empty_batch() -> None:
    server = FakeServer()
    server.lines[PUBLIC] = [None]
    assert [batch.items for batch in until_cut(server, timeline="public")] == [()]


def test_a_stream_ends_when_it_is_told_to() -> None:
    server = FakeServer()
    server.lines[PUBLIC] = [None, *event("update", server.say())]
    assert [batch.items for batch in opened(server, timeline="public").stream(None, lambda: True)] == [()]


def test_our_home_timeline_is_not_listened_to() -> None:
    server = FakeServer()
    server.lines[USER] = event("update", server.say("somebody we follow"))
    assert heard(server, notifications=True) == []


def test_an_edit_of_what_was_said_to_us_is_heard() -> None:
    server = FakeServer()
    server.lines[USER] = event("status.update", server.say("@acme", mentions=[{"id": "1", "url": "https://x.example"}]))
    assert len(heard(server, notifications=True)) == 1


def test_a_notification_is_heard_under_its_statuss_id() -> None:
    server = FakeServer()
    server.lines[USER] = event("notification", server.notify(server.say()))
    assert [(item.form, item.native_id) for item in heard(server, notifications=True)] == [
        ("notification", f"{HOST}/100")
    ]


def test_an_unreadable_event_does_not_cut_the_line() -> None:
    server = FakeServer()
    server.lines[PUBLIC] = [*event("update", "{broken"), *event("update", server.say())]
    assert [item.form for item in heard(server)] == ["unreadable", "status"]


def test_several_lines_are_heard_at_once() -> None:
    both = threading.Event()

    def line(word: str) -> Generator[str, None, None]:
        yield word
        both.wait(10)

    said: set[str] = set()
    for word in merged([line("one"), line("other")]):
        said.add(word)
        if len(said) == 2:
            break
    both.set()
    assert said == {"one", "other"}


def test_a_search_alone_cannot_be_streamed() -> None:
    with pytest.raises(Misconfigured):
        next(iter(opened(FakeServer(), searches=["x"]).stream(None, never)))  # type: ignore[attr-defined]


class WithoutEvents(Replay):
    """Be a client to a server that refuses server-sent events."""

    refusal: Exception = SourceGone("nothing here")

    def lines(self, url, *, headers=None):
        raise self.refusal
        yield


def by_socket(server: FakeServer, refusal: Exception, **wanted: object) -> list[str]:
    http = WithoutEvents(server, clock := FixedClock(NOW))
    http.refusal = refusal
    items: list[str] = []
    try:
        for batch in opened_with(http, clock, **wanted).stream(None, never):  # type: ignore[attr-defined]
            items += [item.native_id for item in batch.items]
    except TryLater:
        return items
    return items


def test_a_web_socket_is_used_where_events_are_refused() -> None:
    server = FakeServer()
    message = json.dumps({"stream": ["public"], "event": "update", "payload": json.dumps(server.say())})
    server.lines["/api/v1/streaming?stream=public"] = [message]
    assert by_socket(server, SourceGone("nothing"), timeline="public") == [f"{HOST}/100"]


def test_a_web_socket_is_no_way_around_a_refused_token() -> None:
    with pytest.raises(CredentialsRejected):
        by_socket(FakeServer(), CredentialsRejected("no"), timeline="public")


def test_the_token_is_never_part_of_a_streams_address() -> None:
    server = FakeServer()
    server.lines["/api/v1/streaming?stream=user"] = [None]
    http = WithoutEvents(server, clock := FixedClock(NOW))
    with pytest.raises(TryLater):
        list(opened_with(http, clock, notifications=True).stream(None, never))  # type: ignore[attr-defined]
    assert not any("t0ken" in asked.url for asked in http.asked)


def test_a_server_names_another_host_for_its_streams() -> None:
    server = FakeServer()
    server.answer = _instance  # type: ignore[method-assign]
    http = Replay(server, clock := FixedClock(NOW))
    with pytest.raises(TryLater):
        list(opened_with(http, clock, token="", timeline="local").stream(None, never))  # type: ignore[attr-defined]
    assert http.asked[-1].url == "https://streaming.example/api/v1/streaming/public/local"


def _instance(asked: Asked) -> Given:
    return Given.of_json({"configuration": {"urls": {"streaming": "wss://streaming.example"}}})


def test_an_event_may_span_several_lines() -> None:
    lines = ["event: update", "data: a", "data: b", ""]
    assert list(server_sent(iter(lines))) == [Event("update", "a\nb")]


def test_heartbeats_are_silence() -> None:
    assert list(server_sent(iter([":thump", "", None]))) == [None, None]


def test_frames_without_an_event_are_passed_over() -> None:
    assert list(socket_events(iter(['{"error": "x"}', None]))) == [None]


def test_the_first_line_to_fail_ends_all() -> None:
    def failing():
        yield "said"
        raise TryLater("cut")

    def silent():
        while True:
            yield None

    with pytest.raises(TryLater):
        for _ in merged([failing(), silent()]):
            pass


def test_captured_streams_are_read() -> None:
    names = []
    for path in sorted(captured("mastodon_Mastodon.py_cassettes/decoded").glob("test_stream_*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        names += [one.name for one in server_sent(iter([*lines, ""])) if one is not None]
    assert {"update", "notification", "delete", "status.update"} <= set(names)

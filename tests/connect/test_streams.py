"""Lines and web sockets that stay open: whoever listens gets a turn in silence, and a cut is said."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice

import httpcore2
import pytest
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from resonanz.connect.contract import CredentialsRejected, Misconfigured, PayloadChanged, TryLater
from resonanz.connect.http import HttpClient, Limits
from resonanz.connect.transport import LONGEST_SILENCE, LineStream
from resonanz.core.clock import FixedClock, SystemClock
from tests.connect.loopback import Talk, client_of, giving, serving

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(said: bytes) -> bytes:
    return f"{len(said):x}\r\n".encode() + said + b"\r\n"


def saying(*said: bytes) -> Callable[[Talk], None]:
    """Return a script that says this, then keeps silent until the test is over."""

    def script(talk: Talk) -> None:
        talk.request()
        for part in said:
            talk.say(part)
        talk.over.wait()

    return script


def heard(lines: Iterator[str | bytes | None], number: int) -> list[str | bytes | None]:
    return list(islice((line for line in lines if line is not None), number))


def test_lines_come_whole_however_they_were_cut() -> None:
    script = saying(HEAD, chunk(b"event: update\r\nda"), chunk(b"ta: \xc3"), chunk(b"\xa4\n\nrest\n"))
    with serving(script) as server, client_of(server) as client:
        assert heard(client.lines(server.url), 4) == ["event: update", "data: ä", "", "rest"]


def test_silence_gives_the_listener_a_turn() -> None:
    with serving(saying(HEAD)) as server, client_of(server) as client:
        assert next(client.lines(server.url)) is None


def test_a_drip_without_end_gives_the_listener_a_turn() -> None:
    def dripping(talk: Talk) -> None:
        talk.request()
        talk.say(HEAD)
        while not talk.over.wait(0.002):
            talk.say(chunk(b"x"))

    with serving(dripping) as server, client_of(server) as client:
        assert next(client.lines(server.url)) is None


@pytest.mark.parametrize("end", [b"", b"0\r\n\r\n", b"zzz\r\n"])
def test_lines_that_end_are_tried_later(end: bytes) -> None:
    def ending(talk: Talk) -> None:
        talk.request()
        talk.say(HEAD + chunk(b"one\n") + end)

    with serving(ending) as server, client_of(server) as client:
        lines = client.lines(server.url)
        assert heard(lines, 1) == ["one"]
        with pytest.raises(TryLater):
            heard(lines, 1)


def test_a_stream_that_stays_silent_is_taken_for_dead() -> None:
    clock = FixedClock(datetime(2026, 11, 1, tzinfo=UTC))

    class Silent(httpcore2.MockStream):
        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            clock.sleep(timeout or 0)
            raise httpcore2.ReadTimeout

    lines = LineStream(Silent([]), clock=clock, host="quiet.example").lines(tick=10)
    with pytest.raises(TryLater, match="fell silent"):
        heard(lines, 1)
    assert clock.monotonic() == LONGEST_SILENCE + 10


def test_a_line_without_end_is_refused() -> None:
    def endless(talk: Talk) -> None:
        talk.request()
        talk.say(HEAD)
        while not talk.over.is_set():
            talk.say(chunk(b"x" * 65_536))

    with serving(endless) as server, client_of(server) as client, pytest.raises(PayloadChanged, match="without end"):
        heard(client.lines(server.url), 1)


def test_a_refused_stream_is_our_error() -> None:
    script = giving(status=401)
    with serving(script) as server, client_of(server) as client, pytest.raises(CredentialsRejected):
        next(client.lines(server.url))


def test_a_stream_that_never_begins_is_left() -> None:
    with serving(saying()) as server, client_of(server, total=0.05) as client, pytest.raises(TryLater, match="in time"):
        next(client.lines(server.url))


def test_a_stream_is_not_redirected_to_a_private_address() -> None:
    script = giving(status=307, headers="Location: http://10.0.0.1/\r\n")
    with serving(script) as server, client_of(server) as client, pytest.raises(Misconfigured):
        next(client.lines(server.url))


def test_leaving_a_stream_closes_its_connection() -> None:
    closed = threading.Event()

    def script(talk: Talk) -> None:
        talk.request()
        talk.say(HEAD + chunk(b"one\n"))
        if not talk.request():
            closed.set()

    with serving(script) as server, client_of(server) as client:
        lines = client.lines(server.url)
        next(lines)
        lines.close()  # type: ignore[attr-defined]
        assert closed.wait(2)


@contextmanager
def socket_server(
    handler: Callable[[ServerConnection], None],
    refusal: Callable[[ServerConnection, Request], Response | None] | None = None,
) -> Iterator[tuple[str, HttpClient]]:
    with serve(handler, "127.0.0.1", 0, process_request=refusal, close_timeout=0.1) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        limits = Limits(connect=2, tick=0.02, body=100_000)
        client = HttpClient(clock=SystemClock(), allow=frozenset({f"127.0.0.1:{port}"}), limits=limits)
        try:
            yield f"ws://127.0.0.1:{port}/", client
        finally:
            server.shutdown()
            thread.join()


def test_messages_come_as_they_were_sent() -> None:
    def handler(connection: ServerConnection) -> None:
        connection.send("ä")
        connection.send(b"\x00")
        connection.recv()

    with socket_server(handler) as (url, client):
        messages = client.websocket(url)
        assert heard(messages, 2) == ["ä", b"\x00"]
        messages.close()  # type: ignore[attr-defined]


def test_a_silent_socket_gives_the_listener_a_turn() -> None:
    with socket_server(lambda connection: connection.recv() and None) as (url, client):
        messages = client.websocket(url)
        assert next(messages) is None
        messages.close()  # type: ignore[attr-defined]


def test_a_socket_that_closes_is_tried_later() -> None:
    with socket_server(lambda connection: None) as (url, client), pytest.raises(TryLater, match="closed"):
        heard(client.websocket(url), 1)


def test_a_message_that_is_too_large_is_refused() -> None:
    def handler(connection: ServerConnection) -> None:
        connection.send("x" * 200_000)

    with socket_server(handler) as (url, client), pytest.raises(PayloadChanged, match="too large"):
        heard(client.websocket(url), 1)


def test_a_refused_socket_is_our_error() -> None:
    def refusal(connection: ServerConnection, request: Request) -> Response:
        answer = connection.respond(429, "slow down")
        answer.headers["Retry-After"] = "9"
        return answer

    with socket_server(lambda connection: None, refusal) as (url, client):
        with pytest.raises(TryLater) as caught:
            heard(client.websocket(url), 1)
        assert caught.value.after == 9


def test_a_redirected_socket_is_a_setting_to_correct() -> None:
    def refusal(connection: ServerConnection, request: Request) -> Response:
        answer = connection.respond(301, "")
        answer.headers["Location"] = "ws://10.0.0.1/"
        return answer

    with socket_server(lambda connection: None, refusal) as (url, client), pytest.raises(Misconfigured):
        heard(client.websocket(url), 1)


def test_what_is_no_web_socket_says_so() -> None:
    with serving(giving(b"<html>")) as server, client_of(server) as client, pytest.raises(PayloadChanged):
        heard(client.websocket(server.url.replace("http", "ws")), 1)


def test_a_socket_goes_through_the_same_guard() -> None:
    client = HttpClient(clock=SystemClock())
    with pytest.raises(Misconfigured, match="private address"):
        next(client.websocket("ws://127.0.0.1:1/"))


def test_a_socket_needs_its_own_kind_of_address() -> None:
    client = HttpClient(clock=SystemClock())
    with pytest.raises(Misconfigured, match="must begin with"):
        next(client.websocket("https://example.org/"))

"""The one HTTP client against servers that misbehave: every failure is one of ours, in bounded time and space."""

from __future__ import annotations

import gzip
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest

from resonanz.connect.contract import (
    AccessDenied,
    CredentialsRejected,
    Misconfigured,
    PayloadChanged,
    SourceGone,
    SourceTrouble,
    TryLater,
)
from resonanz.connect.http import USER_AGENT, HttpClient, Limits
from resonanz.core.clock import FixedClock, SystemClock
from tests.connect.loopback import Talk, client_of, giving, hanging_up, serving

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def imitated(handler, clock: FixedClock | None = None, **limits: float) -> HttpClient:  # type: ignore[no-untyped-def]
    bounds = Limits(**{"pause": 0, **limits})  # type: ignore[arg-type]
    return HttpClient(clock=clock or FixedClock(NOW), limits=bounds, transport=httpx2.MockTransport(handler))


def answering(status: int = 200, **values: object) -> HttpClient:
    return imitated(lambda request: httpx2.Response(status, **values))  # type: ignore[arg-type]


# What an answer means


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Misconfigured),
        (401, CredentialsRejected),
        (402, AccessDenied),
        (403, AccessDenied),
        (404, SourceGone),
        (405, Misconfigured),
        (408, TryLater),
        (410, SourceGone),
        (422, Misconfigured),
        (425, TryLater),
        (429, TryLater),
        (451, AccessDenied),
        (500, TryLater),
        (503, TryLater),
        (599, TryLater),
        (204, PayloadChanged),
        (304, PayloadChanged),
    ],
)
def test_a_status_becomes_the_error_that_says_what_to_do(status: int, error: type[SourceTrouble]) -> None:
    with pytest.raises(error):
        answering(status).get("https://example.org/")


def test_a_status_that_is_accepted_is_an_answer() -> None:
    assert answering(304).get("https://example.org/", accept=(200, 304)).status == 304


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "-7"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "9" * 400}, 86_400.0),
        ({"retry-after": "Sun, 01 Nov 2026 12:01:00 GMT"}, 60.0),
        ({"retry-after": "Sun, 01 Nov 2020 12:01:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 86_400.0),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 90)}, 90.0),
        ({"x-ratelimit-reset": "2026-11-01T12:05:00.000000Z"}, 300.0),
        ({"x-ratelimit-reset": "30"}, 30.0),
    ],
)
def test_a_wait_is_taken_from_whatever_header_says_it(headers: dict[str, str], after: float | None) -> None:
    with pytest.raises(TryLater) as caught:
        answering(429, headers=headers).get("https://example.org/")
    assert caught.value.after == after


def test_a_forbidden_answer_that_asks_to_wait_is_tried_later() -> None:
    with pytest.raises(TryLater):
        answering(403, headers={"retry-after": "60"}).get("https://example.org/")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<html>",
        b"{",
        b"NaN",
        b'{"a": Infinity}',
        b"[" * 100_000,
        b"9" * 10_000,
        b"\xff\xfe\x00",
        b"\x1f\x8b",
    ],
)
def test_a_body_that_is_no_json_says_so(body: bytes) -> None:
    with pytest.raises(PayloadChanged):
        answering(content=body).get("https://example.org/").json()


def test_half_characters_in_json_are_replaced_so_that_it_can_be_stored() -> None:
    told = answering(content=b'{"a\\udfff": ["\\ud800x", "\\ud83d\\ude00"]}').get("https://example.org/").json()
    assert told == {"a\ufffd": ["\ufffdx", "\U0001f600"]}


# What is sent


def test_it_says_who_it_is() -> None:
    with imitated(lambda request: httpx2.Response(200, text=request.headers["user-agent"])) as client:
        assert client.get("https://example.org/").body.decode() == USER_AGENT


def test_parameters_join_those_of_the_address() -> None:
    with imitated(lambda request: httpx2.Response(200, text=str(request.url))) as client:
        assert (
            client.get("https://example.org/?a=1#top", params={"b": "ü"}).body == b"https://example.org/?a=1&b=%C3%BC"
        )


def test_cookies_are_not_kept() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"set-cookie": "id=1"}, text=request.headers.get("cookie", "none"))

    client = imitated(answer)
    client.get("https://example.org/")
    assert client.get("https://example.org/").body == b"none"


@pytest.mark.parametrize("token", ["schlüssel-geheim", "geheim\nX: y", "geheim\x00", "geheim\ud800"])
def test_a_credential_with_impossible_characters_is_refused_without_repeating_it(token: str) -> None:
    with serving(giving()) as server, client_of(server) as client:
        with pytest.raises(Misconfigured) as caught:
            client.get(server.url, headers={"Authorization": f"Bearer {token}"})
        assert "geheim" not in "".join(traceback.format_exception(caught.value))


def test_the_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with serving(giving(b"direct")) as server, client_of(server) as client:
        assert client.get(server.url).body == b"direct"


def test_two_requests_to_one_host_are_kept_apart() -> None:
    clock = FixedClock(NOW)
    client = imitated(lambda request: httpx2.Response(200), clock, pause=0.5)
    for url in ("https://a.example/1", "https://a.example/2", "https://b.example/", "https://a.example/3"):
        client.get(url)
    assert clock.monotonic() == 1.0


# Redirects


def redirecting(location: str, status: int = 302):  # type: ignore[no-untyped-def]
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/start":
            return httpx2.Response(status, headers={"location": location})
        return httpx2.Response(200, text=f"{request.url} {request.headers.get('authorization')}")

    return answer


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(status: int) -> None:
    answer = imitated(redirecting("/there?x=1", status)).get("https://example.org/start")
    assert answer.url == "https://example.org/there?x=1"


@pytest.mark.parametrize(
    "location", ["https://evil.example/", "http://example.org/", "https://example.org:8443/", "//evil.example/"]
)
def test_credentials_stay_behind_when_a_redirect_leads_to_another_origin(location: str) -> None:
    client = imitated(redirecting(location))
    answer = client.get("https://example.org/start", headers={"Authorization": "Bearer s3cret"})
    assert answer.body.endswith(b" None")


def test_credentials_follow_a_redirect_within_the_origin() -> None:
    client = imitated(redirecting("https://example.org:443/there"))
    answer = client.get("https://example.org/start", headers={"Authorization": "Bearer s3cret"})
    assert answer.body.endswith(b" Bearer s3cret")


@pytest.mark.parametrize("location", ["file:///etc/passwd", "https://ada:pw@example.org/", "http://[::1", "ftp://x/"])
def test_a_redirect_to_what_is_no_web_address_is_refused(location: str) -> None:
    with pytest.raises(Misconfigured):
        imitated(redirecting(location)).get("https://example.org/start")


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data", "http://[::1]/"]
)
def test_a_redirect_to_a_private_address_is_refused(location: str) -> None:
    script = giving(status=302, headers=f"Location: {location}\r\n")
    with serving(script) as server, client_of(server) as client, pytest.raises(Misconfigured, match="private"):
        client.get(server.url)


def test_a_redirect_does_not_lead_to_a_private_host_that_is_allowed() -> None:
    with serving(giving(b"intranet")) as inside, serving(giving(status=302)) as outside:
        allow = frozenset({f"127.0.0.1:{inside.port}", f"localhost:{outside.port}"})
        outside.script = giving(status=302, headers=f"Location: {inside.url}/\r\n")
        with (
            HttpClient(clock=SystemClock(), allow=allow) as client,
            pytest.raises(Misconfigured, match="only a setting"),
        ):
            client.get(f"http://localhost:{outside.port}/")
        assert inside.connections == 0


def test_redirects_without_end_come_to_one() -> None:
    with pytest.raises(Misconfigured, match="without end"):
        imitated(redirecting("/start")).get("https://example.org/start")


def test_a_redirect_without_a_target_is_no_answer() -> None:
    with pytest.raises(PayloadChanged):
        answering(302).get("https://example.org/")


def test_what_is_sent_follows_no_redirect() -> None:
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url)
        return httpx2.Response(307, headers={"location": "https://evil.example/"})

    with pytest.raises(Misconfigured):
        imitated(answer).post("https://example.org/", json={"password": "s3cret"})
    assert len(asked) == 1


# Bounds


def test_a_body_larger_than_the_cap_is_refused() -> None:
    with (
        serving(endless) as server,
        client_of(server, body=100_000) as client,
        pytest.raises(PayloadChanged, match="more"),
    ):
        client.get(server.url)


def endless(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\n\r\n")
    while not talk.over.is_set():
        talk.say(b"x" * 65_536)


def test_a_small_body_that_unpacks_to_gigabytes_is_refused() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with pytest.raises(PayloadChanged, match="more than"):
        answering(content=bomb, headers={"content-encoding": "gzip"}).get("https://example.org/")


def test_a_body_packed_many_times_is_refused() -> None:
    with pytest.raises(PayloadChanged, match="more than once"):
        answering(content=b"x", headers={"content-encoding": "gzip, gzip"}).get("https://example.org/")


def test_a_body_that_cannot_be_unpacked_is_refused() -> None:
    with pytest.raises(PayloadChanged, match="decompressed"):
        answering(content=b"no gzip", headers={"content-encoding": "gzip"}).get("https://example.org/")


def test_a_server_that_never_answers_is_left() -> None:
    def silent(talk: Talk) -> None:
        talk.request()
        talk.over.wait()

    with serving(silent) as server, client_of(server, read=0.05) as client, pytest.raises(TryLater, match="in time"):
        client.get(server.url)


@pytest.mark.parametrize(
    "opening", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"]
)
def test_a_server_that_drips_for_ever_is_left(opening: bytes) -> None:
    def dripping(talk: Talk) -> None:
        talk.request()
        talk.say(opening)
        while not talk.over.wait(0.01):
            talk.say(b"H")

    with serving(dripping) as server, client_of(server, total=0.1) as client, pytest.raises(TryLater):
        client.get(server.url)


def test_slow_redirects_share_one_deadline() -> None:
    clock = FixedClock(NOW)

    def slow(request: httpx2.Request) -> httpx2.Response:
        clock.sleep(25)
        return httpx2.Response(302, headers={"location": f"/{request.url.path}x"}, content=b"x")

    with pytest.raises(SourceTrouble):
        imitated(slow, clock, total=60).get("https://example.org/")
    assert clock.monotonic() <= 75


def test_a_drip_is_ended_by_the_clock_alone() -> None:
    clock = FixedClock(NOW)

    def drip() -> Iterator[bytes]:
        while True:
            clock.sleep(1)
            yield b"x"

    with pytest.raises(TryLater, match="in time"):
        imitated(lambda request: httpx2.Response(200, content=drip()), clock).get("https://example.org/")


# Cuts


def test_a_kept_connection_that_was_cut_is_replaced_without_notice() -> None:
    def cutting(talk: Talk) -> None:
        talk.request()
        talk.answer(b"1")
        if talk.turn == 0:
            talk.request()  # and close without a word

    with serving(cutting) as server, client_of(server) as client:
        client.get(server.url)
        assert client.get(server.url).body == b"1"


def test_a_connection_that_is_always_cut_is_tried_later() -> None:
    with serving(hanging_up) as server, client_of(server) as client:
        with pytest.raises(TryLater, match="cut the connection"):
            client.get(server.url)
        assert server.connections == 2


def test_what_is_sent_is_never_sent_twice() -> None:
    with serving(hanging_up) as server, client_of(server) as client:
        with pytest.raises(TryLater):
            client.post(server.url, json={"text": "once"})
        assert server.connections == 1


def test_sending_uses_a_connection_of_its_own() -> None:
    def keeping(talk: Talk) -> None:
        while talk.request():
            talk.answer(b"{}")

    with serving(keeping) as server, client_of(server) as client:
        client.get(server.url)
        client.post(server.url, form={"text": "ä"})
        assert server.connections == 2


def test_a_body_that_breaks_off_is_tried_later() -> None:
    def broken(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    with serving(broken) as server, client_of(server) as client, pytest.raises(TryLater):
        client.get(server.url)


def test_what_is_no_http_is_trouble_at_the_source() -> None:
    def shell(talk: Talk) -> None:
        talk.request()
        talk.say(b"220 mail.example ESMTP\r\n")

    with serving(shell) as server, client_of(server) as client, pytest.raises(SourceTrouble):
        client.get(server.url)


def test_nobody_there_is_tried_later() -> None:
    with serving(lambda talk: None) as server:
        pass
    with client_of(server) as client, pytest.raises(TryLater, match="cannot be reached"):
        client.get(server.url)


def test_a_loopback_address_is_refused_where_it_is_not_allowed() -> None:
    with serving(giving()) as server, HttpClient(clock=SystemClock()) as client:
        with pytest.raises(Misconfigured, match="private address"):
            client.get(server.url)
        assert server.connections == 0

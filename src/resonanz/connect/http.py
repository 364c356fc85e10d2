"""The one HTTP client: guarded addresses, time-outs, size caps, and every failure turned into one of our errors.

The one thing a reader would get wrong: what an error says. It names the host and never more, because a path, a
query, a header or the server's own words may hold a secret; and errors of the libraries are not chained, because
they repeat them.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import httpcore2
import httpx2
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from resonanz import __version__
from resonanz.connect.answers import HttpAnswer, error_for
from resonanz.connect.contract import Json, Misconfigured, PayloadChanged, SourceTrouble
from resonanz.connect.failures import CUT, our_socket, ours
from resonanz.connect.guard import Deadline, Guard, GuardedBackend, Resolver, resolve, until
from resonanz.connect.transport import FRESH, GuardedTransport, LineStream
from resonanz.core.clock import Clock

USER_AGENT: Final = f"Resonanz/{__version__} (+https://resonanz.example)"

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HARMLESS: Final = frozenset(
    {"accept", "accept-encoding", "accept-language", "if-modified-since", "if-none-match", "user-agent"}
)
"""Headers that may follow a redirect to another host; anything else might be a credential."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bound what one exchange may cost; seconds and bytes."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    """The whole exchange, redirects included, however slowly bytes keep coming."""
    body: int = 20_000_000
    """After decompression."""
    redirects: int = 5
    pause: float = 0.1
    """Between two requests to one host."""
    tick: float = 5.0
    """How long a stream may be silent before None is yielded."""


@dataclass(frozen=True, slots=True)
class _Hop:
    """Hold where a request goes next, with the headers that may go there."""

    url: httpx2.URL
    headers: Mapping[str, str]

    def to(self, url: httpx2.URL) -> _Hop:
        """Return the hop to another address; credentials stay behind when the origin changes."""
        if _origin(url) == _origin(self.url):
            return _Hop(url, self.headers)
        return _Hop(url, {name: value for name, value in self.headers.items() if name.lower() in _HARMLESS})


class HttpClient:
    """Implement `contract.Http`; safe to share between threads."""

    def __init__(
        self,
        *,
        clock: Clock,
        allow: frozenset[str] = frozenset(),
        limits: Limits | None = None,
        resolver: Resolver = resolve,
        transport: httpx2.BaseTransport | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Make a client; `allow` names private hosts (`host` or `host:port`) that may be reached all the same."""
        self._clock = clock
        self._limits = limits or Limits()
        self._guard = Guard(frozenset(name.lower() for name in allow), resolver)
        self._backend = GuardedBackend(self._guard)
        self._given_trust = trust
        self._transport = transport or GuardedTransport(self._backend, self._trust)
        self._pace = _Pace(clock, self._limits.pause)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        # Reading the certificates takes as long as a whole replayed look, which needs none.
        return self._given_trust or httpx2.create_ssl_context(trust_env=False)

    def close(self) -> None:
        """Close every kept connection."""
        self._transport.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (200,),
    ) -> HttpAnswer:
        """Fetch, following redirects; a status not in `accept` becomes one of our errors."""
        hop = self._first(url, params, headers)
        deadline = Deadline(self._clock, self._limits.total)
        for _ in range(self._limits.redirects + 1):
            answer = self._fetch(hop, accept, deadline)
            following = self._redirected(hop, answer.status, answer.headers, accept)
            if following is None:
                return self._judged(answer, accept)
            hop = following
        raise Misconfigured(f"{hop.url.host} redirects without end.")

    def post(
        self,
        url: str,
        *,
        json: Json = None,
        form: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (200, 201, 202),
    ) -> HttpAnswer:
        """Send once, over a connection of its own, following nothing; raise as `get` does."""
        hop = self._first(url, None, headers)
        with ours(hop.url.host):
            request = self._request("POST", hop, fresh=True, **_content(json, form, body))
            deadline = Deadline(self._clock, self._limits.total)
            answer = self._exchange(request, accept, deadline)
        if answer.status in _REDIRECTS and answer.status not in accept:
            raise Misconfigured(f"{hop.url.host} has moved to another address; nothing was sent there.")
        return self._judged(answer, accept)

    def lines(self, url: str, *, headers: Mapping[str, str] | None = None) -> Iterator[str | None]:
        """Keep an answer open and yield its lines; None every few seconds of silence; TryLater when it is cut."""
        hop = self._first(url, None, {**(headers or {}), "Accept-Encoding": "identity"})
        deadline = Deadline(self._clock, self._limits.total)
        for _ in range(self._limits.redirects + 1):
            with ours(hop.url.host):
                with until(deadline):
                    stream = LineStream(self._connected(hop.url), clock=self._clock, host=hop.url.host)
                try:
                    with until(deadline):
                        status, said = stream.ask(hop.url, hop.headers)
                    following = self._redirected(hop, status, said, (200,))
                    if following is None:
                        if status != 200:
                            raise self._error(hop.url.host, status, said)
                        yield from stream.lines(self._limits.tick)
                finally:
                    stream.close()
            hop = following or hop
        raise Misconfigured(f"{hop.url.host} redirects without end.")

    def websocket(self, url: str, *, headers: Mapping[str, str] | None = None) -> Iterator[str | bytes | None]:
        """Keep a web socket open and yield its messages; None every few seconds of silence; TryLater when cut."""
        hop = self._first(url, None, headers, schemes=("wss", "ws"))
        host = hop.url.host
        with ours(host), until(Deadline(self._clock, self._limits.connect * 2)):
            sock = self._connected(hop.url, tls=False).get_extra_info("socket")
        sock.settimeout(None)
        with our_socket(host):
            try:
                with self._upgraded(hop, sock) as connection:
                    yield from self._messages(connection)
            except InvalidStatus as error:
                response = error.response
                said = {name.lower(): value for name, value in response.headers.raw_items()}
                raise self._error(host, response.status_code, said) from None
            except ValueError as error:
                if isinstance(error, OSError):  # a certificate that cannot be verified is both
                    raise
                raise Misconfigured(f"{host} redirects the web socket to another address; use that one.") from None

    def _upgraded(self, hop: _Hop, sock: socket.socket) -> ClientConnection:
        return connect(
            str(hop.url),
            sock=sock,
            ssl=self._trust if hop.url.scheme == "wss" else None,
            additional_headers=dict(hop.headers),
            user_agent_header=None,
            proxy=None,
            open_timeout=self._limits.connect,
            close_timeout=2,
            max_size=self._limits.body,
        )

    def _messages(self, connection: ClientConnection) -> Iterator[str | bytes | None]:
        while True:
            try:
                message = connection.recv(timeout=self._limits.tick)
            except TimeoutError:
                yield None
            else:
                yield message

    def _first(
        self,
        url: str,
        params: Mapping[str, str | int] | None,
        headers: Mapping[str, str] | None,
        schemes: Sequence[str] = ("http", "https"),
    ) -> _Hop:
        try:
            target = httpx2.URL(url)
            target = target.copy_merge_params(params) if params else target
        except (httpx2.InvalidURL, UnicodeError, TypeError):
            raise Misconfigured("The address cannot be read.") from None
        self._guard.check_url(target, schemes)
        if not all(value.isascii() and value.isprintable() for value in (headers or {}).values()):
            raise Misconfigured(f"A request to {target.host} cannot be written: a setting holds impossible characters.")
        return _Hop(target.copy_with(fragment=None), {"User-Agent": USER_AGENT, **(headers or {})})

    def _redirected(self, hop: _Hop, status: int, headers: Mapping[str, str], accept: Sequence[int]) -> _Hop | None:
        if status not in _REDIRECTS or status in accept or "location" not in headers:
            return None
        try:
            target = hop.url.join(headers["location"])
        except (httpx2.InvalidURL, UnicodeError):
            raise Misconfigured(f"{hop.url.host} redirects to an address that cannot be read.") from None
        self._guard.check_url(target)
        if target.host != hop.url.host and self._guard.allows(*_origin(target)[1:]):
            # What the operator allowed for one source is no gift to every stranger who can answer with a redirect.
            raise Misconfigured(f"{hop.url.host} redirects to {target.host}, which only a setting may name.")
        return hop.to(target.copy_with(fragment=None))

    def _fetch(self, hop: _Hop, accept: Sequence[int], deadline: Deadline) -> HttpAnswer:
        with ours(hop.url.host):
            try:
                return self._exchange(self._request("GET", hop, fresh=False), accept, deadline)
            except CUT:
                return self._exchange(self._request("GET", hop, fresh=True), accept, deadline)

    def _request(self, method: str, hop: _Hop, *, fresh: bool, **body: object) -> httpx2.Request:
        limits = self._limits
        seconds = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.total}
        return httpx2.Request(
            method,
            hop.url,
            headers={"Accept": "*/*", "Accept-Encoding": "gzip, deflate", **hop.headers},
            extensions={"timeout": seconds, FRESH: fresh},
            **body,  # type: ignore[arg-type]
        )

    def _exchange(self, request: httpx2.Request, accept: Sequence[int], deadline: Deadline) -> HttpAnswer:
        """Send and receive once; the body is read only where it is wanted."""
        self._pace.wait(request.url.host)
        deadline.remaining()
        with until(deadline):
            response = self._transport.handle_request(request)
            try:
                body = self._body(response, request.url.host, deadline) if response.status_code in accept else b""
            finally:
                response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return HttpAnswer(response.status_code, str(request.url), headers, body)

    def _body(self, response: httpx2.Response, host: str, deadline: Deadline) -> bytes:
        # Several encodings on top of each other are only ever a bomb.
        if "," in response.headers.get("content-encoding", ""):
            raise PayloadChanged(f"{host} sent a body that is compressed more than once.")
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._limits.body:
                raise PayloadChanged(f"{host} sent more than {self._limits.body // 1_000_000} MB.")
            deadline.remaining()
        return bytes(body)

    def _judged(self, answer: HttpAnswer, accept: Sequence[int]) -> HttpAnswer:
        if answer.status in accept:
            return answer
        raise self._error(httpx2.URL(answer.url).host, answer.status, answer.headers)

    def _error(self, host: str, status: int, headers: Mapping[str, str]) -> SourceTrouble:
        return error_for(status, headers, host=host, now=self._clock.now())

    def _connected(self, url: httpx2.URL, *, tls: bool = True) -> httpcore2.NetworkStream:
        scheme, host, port = _origin(url)
        stream = self._backend.connect_tcp(host, port, self._limits.connect)
        return stream.start_tls(self._trust, host, self._limits.connect) if tls and scheme == "https" else stream


def _origin(url: httpx2.URL) -> tuple[str, str, int]:
    secure = url.scheme in ("https", "wss")
    return ("https" if secure else "http", url.raw_host.decode("ascii").lower(), url.port or (443 if secure else 80))


def _content(json: Json, form: Mapping[str, str] | None, body: bytes | None) -> dict[str, object]:
    if body is not None:
        return {"content": body}
    return {"data": form} if form is not None else {"json": json}


class _Pace:
    """Keep a pause between two requests to one host, whatever thread they come from."""

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock = clock
        self._pause = pause
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Take the next free moment of a host and wait for it."""
        with self._lock:
            now = self._clock.monotonic()
            at = max(now, self._free_at.get(host, now))
            self._free_at = {name: free for name, free in self._free_at.items() if free > now}
            self._free_at[host] = at + self._pause
        if at > now:
            self._clock.sleep(at - now)


__all__ = ["USER_AGENT", "HttpClient", "Limits"]

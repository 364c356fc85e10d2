"""The guarded way onto the wire, for one exchange at a time and for streams that stay open.

Two pools, because servers cut kept-open connections without notice: what must not fail for that reason (sending,
and the second try of fetching) goes over a connection of its own. A pool cannot be asked for a fresh one.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import h11
import httpcore2
import httpx2

from resonanz.connect.contract import PayloadChanged, TryLater
from resonanz.connect.guard import GuardedBackend
from resonanz.core.clock import Clock

FRESH: Final = "resonanz_fresh"
"""Extension of a request that must not go over a kept connection."""

MAX_LINE: Final = 4_000_000
"""Longest line of a stream, in bytes."""

LONGEST_SILENCE: Final = 300.0
"""A stream that is silent for longer is taken for dead: servers send a sign of life every half minute."""

# At level DEBUG these write out whole headers, credentials included.
for _name in ("httpcore2", "websockets.client"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class GuardedTransport(httpx2.BaseTransport):
    """Send requests over connections that the guard opened."""

    def __init__(self, backend: GuardedBackend, context: ssl.SSLContext) -> None:
        self._kept = httpcore2.ConnectionPool(
            ssl_context=context,
            max_connections=40,
            max_keepalive_connections=20,
            keepalive_expiry=20.0,
            network_backend=backend,
        )
        self._fresh = httpcore2.ConnectionPool(
            ssl_context=context, max_connections=20, max_keepalive_connections=0, network_backend=backend
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer with its body still to be read."""
        pool = self._fresh if request.extensions.get(FRESH) else self._kept
        if not isinstance(request.stream, httpx2.SyncByteStream):
            raise TypeError("only synchronous requests are sent")
        inner = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = pool.handle_request(inner)
        if not isinstance(answer.stream, Iterable):
            raise TypeError("only synchronous answers are read")
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream), request=request)

    def close(self) -> None:
        """Close every connection."""
        self._kept.close()
        self._fresh.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, inner: Iterable[bytes]) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        close = getattr(self._inner, "close", None)
        if close is not None:
            close()


class LineStream:
    """Keep one HTTP answer open and give out its lines as they come.

    It speaks HTTP/1.1 itself, because the client library cannot go on reading after a read has timed out, and
    somebody who listens must be able to stop while it is silent.
    """

    def __init__(self, stream: httpcore2.NetworkStream, *, clock: Clock, host: str) -> None:
        self._stream = stream
        self._clock = clock
        self._host = host
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=100_000)

    def ask(self, url: httpx2.URL, headers: Mapping[str, str]) -> tuple[int, dict[str, str]]:
        """Send the request; return status and headers, names in lower case."""
        fields = [("host", url.netloc.decode("ascii")), *headers.items()]
        request = h11.Request(method="GET", target=url.raw_path, headers=fields)
        self._stream.write((self._http.send(request) or b"") + (self._http.send(h11.EndOfMessage()) or b""))
        while True:
            event = self._next(timeout=None)
            if isinstance(event, h11.Response):
                return event.status_code, {
                    name.decode("latin-1"): value.decode("latin-1") for name, value in event.headers
                }
            if not isinstance(event, h11.InformationalResponse):
                raise TryLater(f"{self._host} closed the connection.")

    def lines(self, tick: float) -> Iterator[str | None]:
        """Yield lines without their ends, None at least every `tick` seconds of silence; never end by itself."""
        pending = bytearray()
        heard = spoke = self._clock.monotonic()
        while True:
            chunk = self._chunk(tick)
            now = self._clock.monotonic()
            heard = now if chunk else heard
            if now - heard > LONGEST_SILENCE:
                raise TryLater(f"{self._host} fell silent.")
            complete, pending = _split(pending, chunk)
            for line in complete:
                yield line
                spoke = now
            if len(pending) > MAX_LINE:
                raise PayloadChanged(f"{self._host} sends a line without end.")
            # A server that drips bytes is never silent to the socket; whoever listens must get a turn all the same.
            if not chunk or now - spoke >= tick:
                yield None
                spoke = now

    def _chunk(self, tick: float) -> bytes:
        try:
            event = self._next(timeout=tick)
        except httpcore2.ReadTimeout:
            return b""
        if isinstance(event, h11.Data):
            return bytes(event.data)
        raise TryLater(f"{self._host} closed the stream.")

    def _next(self, timeout: float | None) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(self._stream.read(65_536, timeout))
        return event

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()


def _split(pending: bytearray, chunk: bytes) -> tuple[list[str], bytearray]:
    """Return the lines that `chunk` completes, and what is left."""
    if b"\n" not in chunk:
        pending += chunk
        return [], pending
    *complete, rest = (bytes(pending) + chunk).split(b"\n")
    return [line.removesuffix(b"\r").decode("utf-8", "replace") for line in complete], bytearray(rest)


__all__ = ["FRESH", "LONGEST_SILENCE", "MAX_LINE", "GuardedTransport", "LineStream"]

"""What connectors may use of the outside: HTTP, lines that do not speak it, the clock, a log. They get nothing else.

All of it is bounded and refuses private addresses; a connector that opened a socket by itself would be neither.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from resonanz.core.clock import Clock

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


class Http(Protocol):
    """Speak HTTP under our rules: allowed hosts, time-outs, size caps, no private addresses."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (200,),
    ) -> Answer:
        """Fetch; a status not in `accept` becomes one of our errors."""
        ...

    def post(
        self,
        url: str,
        *,
        json: Json = None,
        form: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Sequence[int] = (200, 201, 202),
    ) -> Answer:
        """Send one of the three, `body` as the very bytes; a status not in `accept` becomes one of our errors."""
        ...

    def lines(self, url: str, *, headers: Mapping[str, str] | None = None) -> Iterator[str | None]:
        """Keep a response open and yield its lines; None every few seconds of silence; TryLater once it is cut."""
        ...

    def websocket(self, url: str, *, headers: Mapping[str, str] | None = None) -> Iterator[str | bytes | None]:
        """Keep a web socket open and yield its messages; None every few seconds of silence; TryLater once it is cut."""
        ...


class Answer(Protocol):
    """Hold an HTTP answer whose body was read to its end, within the cap."""

    @property
    def status(self) -> int:
        """Return the status code."""
        ...

    @property
    def url(self) -> str:
        """Return the address it came from in the end."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers, names in lower case."""
        ...

    @property
    def body(self) -> bytes:
        """Return the decoded body."""
        ...

    def json(self) -> Json:
        """Return the body as JSON; raise PayloadChanged when it is none."""
        ...


class Line(Protocol):
    """Be an open connection, bounded in time and size; the part of a socket that clients of the library use."""

    def encrypt(self) -> Line:
        """Go on encrypted, the certificate checked; return the line."""
        ...

    def sendall(self, said: bytes) -> None:
        """Send all of it."""
        ...

    def makefile(self, mode: str = "rb") -> io.BufferedReader:
        """Return the receiving side."""
        ...

    def shutdown(self, how: int) -> None:
        """Say that no more is sent or read."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Dial(Protocol):
    """Open connections that do not speak HTTP, under the same rules; safe to share between threads."""

    def open(self, host: str, port: int, *, encrypted: bool, authority: str = "") -> Line:
        """Connect; raise Misconfigured for a private address that nobody allowed, else TryLater.

        `authority` is a certificate (PEM) that alone is believed; empty for the public authorities.
        """
        ...


class Log(Protocol):
    """Write log lines; never a secret, never a stranger's text."""

    def info(self, event: str, **values: object) -> None:
        """Say that something changed."""
        ...

    def warning(self, event: str, **values: object) -> None:
        """Say that something is wrong."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """Hold everything impure that a connector may use."""

    http: Http
    clock: Clock
    log: Log
    dial: Dial | None = None
    """None where nothing but HTTP is to be had."""

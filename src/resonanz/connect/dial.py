"""Lines for protocols other than HTTP, under the same rules: tested addresses, checked certificates, time and size.

The one thing a reader would get wrong: a time-out of a socket bounds one read, not a conversation. A server that drips
a byte every few seconds would hold a look for ever, so a line has a deadline and a number of bytes for its whole life.
"""

from __future__ import annotations

import io
import socket
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Self

import httpcore2
import httpx2

from resonanz.connect.contract import Line, Misconfigured, PayloadChanged
from resonanz.connect.failures import ours
from resonanz.connect.guard import Deadline, Guard, Resolver, resolve
from resonanz.core.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Bound what one line may cost; seconds and bytes."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 150.0
    """The line's whole life; less than the lease after which another process takes an answer over."""
    body: int = 100_000_000


class Dialler:
    """Implement `contract.Dial`; safe to share between threads."""

    def __init__(
        self,
        *,
        clock: Clock,
        allow: frozenset[str] = frozenset(),
        bounds: Bounds | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        """Make it; `allow` names private hosts (`host` or `host:port`) that may be reached all the same."""
        self._clock = clock
        self._guard = Guard(frozenset(name.lower() for name in allow), resolver)
        self._bounds = bounds or Bounds()

    def open(self, host: str, port: int, *, encrypted: bool, authority: str = "") -> Line:
        """Connect to the first tested address that answers; raise Misconfigured, or TryLater."""
        trust = _trust(authority)
        with ours(host):
            line = BoundedLine(self._connected(host, port), host, trust, self._clock, self._bounds)
            if encrypted:
                try:
                    line.encrypt()
                except BaseException:
                    line.close()
                    raise
        return line

    def _connected(self, host: str, port: int) -> socket.socket:
        trouble: OSError = TimeoutError()
        for address in self._guard.addresses(host, port):
            try:
                return socket.create_connection((address, port), self._bounds.connect)
            except OSError as error:
                trouble = error
        raise trouble


class BoundedLine:
    """Be a connection on which everything ends in time, with what the standard library asks of a socket."""

    def __init__(self, plain: socket.socket, host: str, trust: ssl.SSLContext, clock: Clock, bounds: Bounds) -> None:
        self._socket = plain
        self._host = host
        self._trust = trust
        self._deadline = Deadline(clock, bounds.total)
        self._read = bounds.read
        self._left = bounds.body

    def encrypt(self) -> Self:
        """Go on encrypted; the certificate is checked against the name that was asked for."""
        with ours(self._host):
            self._arm()
            self._socket = self._trust.wrap_socket(self._socket, server_hostname=self._host)
        return self

    def sendall(self, said: bytes) -> None:
        """Send all of it."""
        self._arm()
        self._socket.sendall(said)

    def makefile(self, mode: str = "rb") -> io.BufferedReader:  # noqa: ARG002 - the clients of the library ask for "rb"
        """Return the receiving side."""
        return io.BufferedReader(_Receiving(self))

    def receive_into(self, buffer: memoryview) -> int:
        """Take in what came; return how many bytes, 0 at the end."""
        self._arm()
        received = self._socket.recv_into(buffer)
        self._left -= received
        if self._left < 0:
            raise PayloadChanged(f"{self._host} sent more than it was asked for.")
        return received

    def shutdown(self, how: int) -> None:
        """Say that no more is sent or read."""
        self._socket.shutdown(how)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _arm(self) -> None:
        try:
            self._socket.settimeout(min(self._read, self._deadline.remaining()))
        except httpcore2.TimeoutException:
            # The clients of the standard library expect errors of sockets alone.
            raise TimeoutError("the conversation took too long") from None


class _Receiving(io.RawIOBase):
    def __init__(self, line: BoundedLine) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what the buffered reader hands in
        return self._line.receive_into(buffer)


@cache
def _trust(authority: str) -> ssl.SSLContext:
    """Return whom to believe: the public authorities, or the one that the operator named, and no other."""
    if not authority:
        return httpx2.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cadata=authority)
    except (ssl.SSLError, ValueError):
        raise Misconfigured(
            "The certificate in the settings cannot be read: paste it whole, from BEGIN CERTIFICATE to END CERTIFICATE."
        ) from None


__all__ = ["BoundedLine", "Bounds", "Dialler"]

"""Where our HTTP may connect to: public addresses, and those that the operator allows by name.

The one thing a reader would get wrong: checking the address in a URL is no protection, because a name can
resolve to something else a moment later. So a name is resolved once, every address it has is tested, and the
connection goes to an address that was tested, never to the name again.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

import httpcore2
import httpx2

from resonanz.core.clock import Clock
from resonanz.core.errors import Misconfigured, TryLater

_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        # What `is_global` of some supported Python calls public and is not, or hides another address.
        "192.0.0.0/24",
        "192.88.99.0/24",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)


class Resolver(Protocol):
    """Turn a host name into the addresses it has."""

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return every address, in the order to try; raise OSError when there is none."""
        ...


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the machine's resolver for all stream addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Tell whether anybody on the internet could reach this address; False for what is no address at all."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)))
        if ip.scope_id is not None or ip not in _UNICAST_V6:
            return False
    if any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class Deadline:
    """Bound everything one exchange does, so that a server that drips bytes for ever comes to an end."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._end = clock.monotonic() + seconds
        self.seconds = seconds

    def remaining(self) -> float:
        """Return the seconds that are left; raise a time-out when none are."""
        left = self._end - self._clock.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the exchange took too long")
        return left


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
"""The deadline of the exchange that this thread is in; a pool gives no other way to reach its connections."""


@contextmanager
def until(deadline: Deadline) -> Iterator[None]:
    """Hold every read and write within to one deadline."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


def _clamped(timeout: float | None) -> float | None:
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline.remaining()
    return left if timeout is None else min(timeout, left)


@dataclass(frozen=True, slots=True)
class Guard:
    """Decide where a connection may go. `allow` holds `host` or `host:port`, in lower case."""

    allow: frozenset[str] = frozenset()
    resolver: Resolver = resolve

    def check_url(self, url: httpx2.URL, schemes: Sequence[str] = ("http", "https")) -> None:
        """Refuse an address that cannot be meant for us; raise Misconfigured."""
        if url.scheme not in schemes:
            raise Misconfigured(f"The address must begin with {' or '.join(f'{name}://' for name in schemes)}.")
        if not url.host:
            raise Misconfigured("The address names no host.")
        if url.userinfo:
            raise Misconfigured("The address must not hold a user name or password; use the settings meant for them.")

    def addresses(self, host: str, port: int) -> Sequence[str]:
        """Return addresses of `host` that were tested; raise Misconfigured if any is private, TryLater if unknown."""
        try:
            found = self.resolver(host, port)
        except UnicodeError:
            raise Misconfigured("The address names an impossible host.") from None
        except OSError:
            raise TryLater(f"The name {host} cannot be resolved.") from None
        if not self.allows(host, port) and not all(is_public(address) for address in found):
            # One private address among public ones is how a name is rebound: none of them is used.
            raise Misconfigured(f"{host} is a private address; allow it in the settings if that is meant.")
        if not found:
            raise TryLater(f"The name {host} has no address.")
        return found

    def allows(self, host: str, port: int) -> bool:
        """Tell whether the operator named this host, so that it may be private."""
        name = host.lower().rstrip(".")
        return name in self.allow or f"{name}:{port}" in self.allow or f"[{name}]:{port}" in self.allow


class GuardedStream(httpcore2.NetworkStream):
    """Be a connection whose every read and write ends with the exchange's deadline."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what came, empty at the end."""
        return self._inner.read(max_bytes, _clamped(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        self._inner.write(buffer, _clamped(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Return the same connection, encrypted; the certificate is checked against the name, not the address."""
        return GuardedStream(self._inner.start_tls(ssl_context, server_hostname, _clamped(timeout)))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's own signature
        """Return what the library asks of a connection."""
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore2.NetworkBackend):
    """Open connections to tested addresses only."""

    def __init__(self, guard: Guard, plain: httpcore2.NetworkBackend | None = None) -> None:
        self._guard = guard
        self._plain = plain or httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers; raise Misconfigured where the guard refuses."""
        trouble: Exception = httpcore2.ConnectError("no address")
        for address in self._guard.addresses(host, port):
            try:
                stream = self._plain.connect_tcp(address, port, _clamped(timeout), local_address, socket_options or ())
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                trouble = error
            else:
                return GuardedStream(stream)
        raise trouble

    def sleep(self, seconds: float) -> None:
        """Refuse: waiting is the runner's."""
        raise NotImplementedError


__all__ = ["Deadline", "Guard", "GuardedBackend", "Resolver", "is_public", "resolve", "until"]

"""The libraries' exceptions turned into ours: what failed on the wire, said without repeating what was sent."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import h11
import httpcore2
import httpx2
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from resonanz.connect.contract import Misconfigured, PayloadChanged, TryLater

CUT: Final = (
    httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError, h11.RemoteProtocolError,
    httpcore2.RemoteProtocolError, httpcore2.ReadError, httpcore2.WriteError,
)  # fmt: skip
"""The connection broke off: with a kept connection often no more than its age."""

_TOO_SLOW: Final = (httpx2.TimeoutException, httpcore2.TimeoutException, TimeoutError)
_UNREACHABLE: Final = (httpx2.NetworkError, httpcore2.NetworkError, OSError)
_IMPOSSIBLE: Final = (
    httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, h11.LocalProtocolError,
    httpcore2.UnsupportedProtocol, httpcore2.LocalProtocolError, UnicodeError,
)  # fmt: skip


@contextmanager
def ours(host: str) -> Iterator[None]:
    """Turn what the libraries raise within into one of our errors, which names the host alone."""
    try:
        yield
    except _TOO_SLOW:
        raise TryLater(f"{host} did not answer in time.") from None
    except CUT:
        raise TryLater(f"{host} cut the connection.") from None
    except httpx2.DecodingError:
        raise PayloadChanged(f"{host} sent a body that cannot be decompressed.") from None
    except _IMPOSSIBLE:
        raise Misconfigured(f"A request to {host} cannot be written: a setting holds impossible characters.") from None
    except _UNREACHABLE as error:
        if _is_certificate(error):
            raise TryLater(f"The certificate of {host} cannot be verified.") from None
        raise TryLater(f"{host} cannot be reached.") from None


@contextmanager
def our_socket(host: str) -> Iterator[None]:
    """Turn what the web socket library raises within into one of our errors; a refused status is not meant here."""
    try:
        with ours(host):
            yield
    except InvalidHandshake:
        raise PayloadChanged(f"{host} does not speak web socket at this address.") from None
    except ConnectionClosed as error:
        # 1009 is what we send ourselves when a message is larger than our cap.
        if error.sent is not None and error.sent.code == 1009:
            raise PayloadChanged(f"{host} sends messages that are too large.") from None
        raise TryLater(f"{host} closed the web socket.") from None


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


__all__ = ["CUT", "our_socket", "ours"]

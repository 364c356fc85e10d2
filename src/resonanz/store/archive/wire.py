"""What travels between the archive's owner and those who ask: frames of MessagePack over a local socket.

Every message is a frame: its length in four bytes, then the body. A request names a method of the `Archive` port and
carries its arguments; what comes back is `ok`, `error`, or for a stream any number of `more` and an `end`.
Both ways only declared types are read: nothing that arrives can make an object that was not asked for.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from resonanz.core import errors
from resonanz.core.errors import InputRejected, ResonanzError, StoreUnavailable
from resonanz.core.heard import Heard, Kept
from resonanz.core.ids import DepartmentId, MentionId, QueryId, RouteId
from resonanz.core.search import Change, Count, Filter, Group, Mark, Page
from resonanz.core.spoken import Spoken
from resonanz.core.understood import Label, OwnLabel, Priority, Towards, Understood, Voice
from resonanz.core.volume import Volume

PROTOCOL: Final = 4
"""Grows with every change of what travels; owner and asker must agree."""
SOCKET: Final = "archive.sock"
LONGEST_ADDRESS: Final = 103
"""Bytes that the shortest system allows in the path of a socket."""
LARGEST_FRAME: Final = 1 << 30
_LENGTH: Final = struct.Struct(">I")

ERRORS: Final[Mapping[str, type[ResonanzError]]] = {
    name: kind
    for name in vars(errors)
    if isinstance(kind := getattr(errors, name), type)
    if issubclass(kind, ResonanzError)
}


class Disconnected(ConnectionError):  # noqa: N818  says what happened
    """Say that the other side is gone."""


class Hello(msgspec.Struct, frozen=True):
    """Open a connection, from both sides."""

    protocol: int


class Request(msgspec.Struct, frozen=True, array_like=True):
    """Ask for one thing."""

    method: str
    arguments: msgspec.Raw


class Response(msgspec.Struct, frozen=True, array_like=True):
    """Answer, or one part of an answer."""

    status: str
    """ok, more, end or error."""
    body: msgspec.Raw = msgspec.Raw(b"\xc0")


class Failure(msgspec.Struct, frozen=True):
    """Carry one of our errors."""

    kind: str
    message: str
    place: str = ""
    remedy: str = ""


class Labels(msgspec.Struct, frozen=True, omit_defaults=True):
    """Carry changed labels; None leaves a value."""

    lang: Label | None = None
    relevant: Label | None = None
    sentiment: Label | None = None
    targets: tuple[Towards, ...] | None = None
    kind: Label | None = None
    labels: tuple[OwnLabel, ...] | None = None
    voice: Voice | None = None
    topics: tuple[str, ...] | None = None
    queries: tuple[QueryId, ...] | None = None
    duplicate_of: MentionId | None = None
    department: DepartmentId | None = None
    route: RouteId | None = None
    priority: Priority | None = None
    opens_case: bool | None = None


class WiredChange(msgspec.Struct, frozen=True, array_like=True):
    """Carry one change."""

    id: MentionId
    labels: Labels


class Method(msgspec.Struct, frozen=True):
    """Declare what goes in and what comes out."""

    takes: Any
    gives: Any
    streams: bool = False
    repeatable: bool = True
    """Whether asking again is harmless and gives the same answer."""


METHODS: Final[Mapping[str, Method]] = {
    "keep": Method(tuple[list[Heard]], Kept, repeatable=False),
    "known": Method(tuple[list[MentionId]], dict[MentionId, int]),
    "find": Method(tuple[list[MentionId]], dict[MentionId, Heard]),
    "page": Method(tuple[Filter, int, Mark | None], Page),
    "scan": Method(tuple[Filter, int], list[Heard], streams=True),
    "following": Method(tuple[int, int], list[Heard]),
    "head": Method(tuple[()], int),
    "count": Method(tuple[Count], list[Group]),
    "volume": Method(tuple[Filter, int], Volume),
    "words": Method(tuple[Filter, int, int], Spoken),
    "relabel": Method(tuple[list[WiredChange]], int, repeatable=False),
    "forget": Method(tuple[list[MentionId]], int, repeatable=False),
    "forget_author": Method(tuple[str, str], list[MentionId], repeatable=False),
    "expire": Method(tuple[datetime, str | None], list[MentionId], repeatable=False),
    "settle": Method(tuple[()], None),
    "purge": Method(tuple[()], bool, repeatable=False),
    "backup": Method(tuple[str], None, repeatable=False),
    "verify": Method(tuple[()], list[str]),
}

encode: Final = msgspec.msgpack.Encoder().encode
_TAKES: Final = {name: msgspec.msgpack.Decoder(method.takes) for name, method in METHODS.items()}
_GIVES: Final = {name: msgspec.msgpack.Decoder(method.gives) for name, method in METHODS.items()}
_REQUEST: Final = msgspec.msgpack.Decoder(Request)
_RESPONSE: Final = msgspec.msgpack.Decoder(Response)
_HELLO: Final = msgspec.msgpack.Decoder(Hello)
_FAILURE: Final = msgspec.msgpack.Decoder(Failure)


def send(line: socket.socket, message: object) -> None:
    """Send one message; raise Disconnected when the other side is gone."""
    body = encode(message)
    if len(body) > LARGEST_FRAME:
        raise StoreUnavailable("That is too much at once for the archive's owner. Ask for less, or in parts.")
    try:
        line.sendall(_LENGTH.pack(len(body)) + body)
    except OSError as trouble:
        raise Disconnected(str(trouble)) from trouble


def receive(line: socket.socket) -> bytes:
    """Return the body of the next message; raise Disconnected at the end."""
    (length,) = _LENGTH.unpack(_exactly(line, _LENGTH.size))
    if length > LARGEST_FRAME:
        raise Disconnected("a frame is longer than any may be")
    return _exactly(line, length)


def _exactly(line: socket.socket, length: int) -> bytes:
    parts = bytearray(length)
    view, have = memoryview(parts), 0
    while have < length:
        try:
            got = line.recv_into(view[have:])
        except OSError as trouble:
            raise Disconnected(str(trouble)) from trouble
        if not got:
            raise Disconnected("the line was closed")
        have += got
    return bytes(parts)


def greet(line: socket.socket) -> None:
    """Exchange greetings; raise StoreUnavailable when the other side speaks another protocol."""
    send(line, Hello(PROTOCOL))
    try:
        theirs = _HELLO.decode(receive(line)).protocol
    except msgspec.MsgspecError as trouble:
        raise StoreUnavailable("What listens at the archive's socket is no archive.") from trouble
    if theirs != PROTOCOL:
        raise StoreUnavailable(
            f"The running Resonanz speaks protocol {theirs}, this one {PROTOCOL}. Restart it after an update."
        )


def read_request(body: bytes) -> tuple[str, tuple[Any, ...]]:
    """Return the method and its arguments; raise InputRejected for what is not declared."""
    try:
        request = _REQUEST.decode(body)
        arguments: tuple[Any, ...] = _TAKES[request.method].decode(request.arguments)
    except (msgspec.MsgspecError, KeyError) as trouble:
        raise InputRejected(f"The archive does not take this: {trouble}") from trouble
    return request.method, arguments


def read_response(body: bytes) -> Response:
    """Return an answer; raise the error that it carries."""
    response = _RESPONSE.decode(body)
    if response.status == "error":
        raise _raised(_FAILURE.decode(response.body))
    return response


def read_result(method: str, body: msgspec.Raw) -> Any:  # noqa: ANN401  declared in METHODS
    """Return what a method gave."""
    return _GIVES[method].decode(body)


def ok(result: object) -> Response:
    """Return the answer that holds a result."""
    return Response("ok", msgspec.Raw(encode(result)))


def more(part: object) -> Response:
    """Return a part of a stream."""
    return Response("more", msgspec.Raw(encode(part)))


END: Final = Response("end")


def failed(trouble: ResonanzError) -> Response:
    """Return the answer that carries an error; of a special one, the nearest that both sides know."""
    kind = next(each.__name__ for each in type(trouble).__mro__ if each.__name__ in ERRORS)
    message = str(trouble.args[0]) if trouble.args else str(trouble)
    place, remedy = str(getattr(trouble, "place", "")), str(getattr(trouble, "remedy", ""))
    return Response("error", msgspec.Raw(encode(Failure(kind, message, place, remedy))))


def _raised(failure: Failure) -> ResonanzError:
    kind = ERRORS.get(failure.kind, ResonanzError)
    if issubclass(kind, InputRejected):
        return kind(failure.message, place=failure.place, remedy=failure.remedy)
    return kind(failure.message)


def wired(changes: Sequence[Change]) -> list[WiredChange]:
    """Return changes as they travel; raise InputRejected for a field that `Understood` does not have."""
    for change in changes:
        for name in change.labels.keys() - _UNDERSTOOD:
            raise InputRejected(f"Mentions have no understood value {name!r}.", place=name)
    return [WiredChange(change.id, Labels(**change.labels)) for change in changes]  # type: ignore[arg-type]


def unwired(changes: Sequence[WiredChange]) -> list[Change]:
    """Return changes as they travelled."""
    return [
        Change(
            id=change.id,
            labels={name: value for name in _UNDERSTOOD if (value := getattr(change.labels, name)) is not None},
        )
        for change in changes
    ]


_UNDERSTOOD: Final = frozenset(field.name for field in fields(Understood))


@contextmanager
def address_of(path: Path) -> Iterator[str]:
    """Give an address for a socket's path, however long the path is."""
    if len(os.fsencode(path)) <= LONGEST_ADDRESS:
        yield str(path)
        return
    if sys.platform != "linux":
        raise StoreUnavailable(f"The path {path} is too long for a socket. Choose a shorter RESONANZ_HOME.")
    handle = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}"
    finally:
        os.close(handle)

"""Jetstream's JSON out of a data server's real event stream, because the Jetstream server itself cannot be had here.

The traffic is real, the translation is ours: it follows the public contract of Jetstream's `/subscribe`, first
version, and so proves our adapter against that text and not against the original server. Kept: `wantedCollections`
(also `name.*`), `wantedDids`, `cursor` in microseconds, inclusive, with a cursor from the future meaning "from now";
account and identity events pass the collection filter; `#sync` is not passed on. Refused with 400: `compress` and
`requireHello`. Messages from a subscriber are ignored.

`time_us` derives from the stream and not from the clock, so a shim that is restarted hands out the same cursors.
"""

from __future__ import annotations

import asyncio
import json
import threading
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.peers.servers.dag_cbor import decode_frame, decode_record, link_text, read_archive
from tests.peers.servers.machine import PeerFailedError, free_ports

_HASTE = 0.2
"""Seconds to wait for the other side's farewell; the data server never sends one."""

_OPERATIONS = {"create", "update", "delete"}


@dataclass(frozen=True)
class Wanted:
    """What one subscriber asked for in the address."""

    collections: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    dids: frozenset[str] = frozenset()
    cursor: int | None = None

    @classmethod
    def from_address(cls, address: str) -> Wanted:
        """Read the query; raises ValueError, to be shown to the subscriber, for what is not offered."""
        asked = parse_qs(urlsplit(address).query)
        for name in ("compress", "requireHello"):
            if asked.get(name, ["false"]) == ["true"]:
                raise ValueError(f"{name} is not offered")
        collections = asked.get("wantedCollections", [])
        if len(collections) > 100 or len(asked.get("wantedDids", [])) > 10_000:
            raise ValueError("too many wanted collections or DIDs")
        if any(name.count(".") < 2 and not name.endswith(".*") for name in collections):
            raise ValueError("invalid collection")
        cursor = asked.get("cursor")
        return cls(
            frozenset(name for name in collections if not name.endswith(".*")),
            tuple(name[:-1] for name in collections if name.endswith(".*")),
            frozenset(asked.get("wantedDids", [])),
            int(cursor[0]) if cursor else None,
        )

    def includes(self, event: dict[str, Any]) -> bool:
        """Tell whether the subscriber wants this event."""
        if self.dids and event["did"] not in self.dids:
            return False
        if event["kind"] != "commit" or not (self.collections or self.prefixes):
            return True
        collection = event["commit"]["collection"]
        return collection in self.collections or collection.startswith(self.prefixes or ("\0",))


@dataclass
class Journal:
    """The events so far, in order, and the cursors they were given."""

    events: list[dict[str, Any]] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    sequence: int = 0
    """The stream's own number of the last message read."""

    def keep(self, message: bytes) -> bool:
        """Translate and keep one message of the stream; tell whether it brought an event."""
        header, body = decode_frame(message)
        if header["op"] != 1:
            raise PeerFailedError(f"The data server's event stream ended with {body}.")
        before = len(self.events)
        for event in _events(header["t"], body):
            told = int(datetime.fromisoformat(body["time"]).timestamp() * 1_000_000)
            time_us = max(told, self.times[-1] + 1) if self.times else told
            self.events.append({"did": event.pop("did"), "time_us": time_us, **event})
            self.times.append(time_us)
        self.sequence = max(self.sequence, body.get("seq", 0))
        return len(self.events) > before

    def start_for(self, wanted: Wanted) -> int:
        """Return the index of the first event for a subscriber."""
        return len(self.events) if wanted.cursor is None else bisect_left(self.times, wanted.cursor)


class JetstreamShim:
    """A WebSocket server on loopback, at `url`, while the `with` block lasts.

    firehose_url    the data server's `com.atproto.sync.subscribeRepos`, read from its beginning.
    port            a fixed one, or None for any that is free.
    """

    def __init__(self, firehose_url: str, *, port: int | None = None) -> None:
        self.port = port or free_ports(1)[0]
        self._firehose_url = firehose_url
        self._journal = Journal()
        self._thread = threading.Thread(target=self._run, name="jetstream-shim", daemon=True)
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._ended = False
        self._subscribers: set[ServerConnection] = set()

    @property
    def url(self) -> str:
        """Return the address to subscribe at, without parameters."""
        return f"ws://localhost:{self.port}/subscribe"

    def __enter__(self) -> JetstreamShim:
        self._thread.start()
        if not self._ready.wait(20) or self._failure:
            raise PeerFailedError(f"The Jetstream shim did not start: {self._failure}") from self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(RuntimeError):  # the loop is gone already if the stream has failed
            self._loop.call_soon_threadsafe(self._end)
        self._thread.join(20)

    def drop_subscribers(self) -> None:
        """Cut every subscriber's connection without a farewell, as a failing network does."""
        for each in tuple(self._subscribers):
            self._loop.call_soon_threadsafe(each.transport.abort)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except (OSError, PeerFailedError) as error:
            self._failure = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Condition()
        async with serve(self._answer, "127.0.0.1", self.port, process_request=_refuse, close_timeout=_HASTE):
            while not self._ended:
                await self._read_firehose()

    async def _read_firehose(self) -> None:
        """Read until the connection is lost, or closed by `_end`; a task cancelled here would leave it half open."""
        address = f"{self._firehose_url}?cursor={self._journal.sequence}"
        try:
            async with connect(address, max_size=None, close_timeout=_HASTE) as stream:
                self._stream = stream
                self._ready.set()
                async for message in stream:
                    if isinstance(message, bytes) and self._journal.keep(message):
                        async with self._news:
                            self._news.notify_all()
                    if self._ended:
                        return
        except (ConnectionClosed, OSError):
            if not self._ready.is_set():
                raise
            await asyncio.sleep(_HASTE)

    def _end(self) -> None:
        self._ended = True
        self._closing = self._loop.create_task(self._stream.close())

    async def _answer(self, subscriber: ServerConnection) -> None:
        self._subscribers.add(subscriber)
        telling = asyncio.create_task(self._tell(subscriber))
        farewell = asyncio.create_task(subscriber.wait_closed())
        try:
            await asyncio.wait([telling, farewell], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (telling, farewell):
                task.cancel()
            self._subscribers.discard(subscriber)

    async def _tell(self, subscriber: ServerConnection) -> None:
        assert subscriber.request is not None
        wanted = Wanted.from_address(subscriber.request.path)
        position = self._journal.start_for(wanted)
        with suppress(ConnectionClosed):
            while True:
                for event in self._journal.events[position:]:
                    position += 1
                    if wanted.includes(event):
                        await subscriber.send(json.dumps(event, separators=(",", ":")))
                async with self._news:
                    while len(self._journal.events) == position:
                        await self._news.wait()


def _refuse(connection: ServerConnection, request: Request) -> Response | None:
    """Answer an address that makes no subscription; None lets it become one."""
    if urlsplit(request.path).path != "/subscribe":
        return connection.respond(HTTPStatus.NOT_FOUND, "only /subscribe is here\n")
    try:
        Wanted.from_address(request.path)
    except ValueError as error:
        return connection.respond(HTTPStatus.BAD_REQUEST, f"invalid subscriber options: {error}\n")
    return None


def _events(kind: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Translate one message of the stream; a commit brings as many events as it has operations."""
    if kind in ("#identity", "#account"):
        name = kind[1:]
        yield {"did": body["did"], "kind": name, name: body}
    elif kind == "#commit" and not body.get("tooBig"):
        blocks = read_archive(body["blocks"])
        for operation in body["ops"]:
            commit = _commit(operation, body["rev"], blocks)
            if commit:
                yield {"did": body["repo"], "kind": "commit", "commit": commit}


def _commit(operation: dict[str, Any], rev: str, blocks: dict[str, bytes]) -> dict[str, Any] | None:
    if operation["action"] not in _OPERATIONS:
        return None
    collection, _, rkey = operation["path"].partition("/")
    commit = {"rev": rev, "operation": operation["action"], "collection": collection, "rkey": rkey}
    if operation["action"] == "delete":
        return commit
    link = link_text(operation["cid"])
    return {**commit, "record": decode_record(blocks[link]), "cid": link} if link in blocks else None

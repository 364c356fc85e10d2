"""Listening to a server as it speaks: server-sent events, or a web socket where those are refused.

The one thing a reader would get wrong: a stream has no memory. What is said while the line is down never comes again,
so a stream moves no cursor; the look that follows a cut closes the gap from its own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from resonanz.connect.answers import parse_json
from resonanz.connect.contract import (
    AccessDenied,
    Batch,
    Env,
    Misconfigured,
    PayloadChanged,
    RawItem,
    SourceGone,
    SourceTrouble,
)
from resonanz.connect.payload import Wild
from resonanz.connectors.mastodon.events import Event, merged, server_sent, socket_events
from resonanz.connectors.mastodon.server import Object, Server, object_of
from resonanz.connectors.mastodon.settings import LOCAL, NONE, Wishes
from resonanz.connectors.mastodon.threads import TIMELINE, Threads

PACE: Final = 0.5
"""Seconds between two batches while events come thick and fast."""
AT_ONCE: Final = 200

_REFUSALS: Final = (SourceGone, AccessDenied, Misconfigured, PayloadChanged)


@dataclass(frozen=True, slots=True)
class Channel:
    """Name one stream of a server in both of its manners."""

    path: str
    stream: str
    tag: str = ""
    is_ours: bool = False
    """Whether it is our account's own: it then also brings our home timeline, which nobody asked for."""


def channels_of(wishes: Wishes) -> list[Channel]:
    """Return the streams to open; searches have none."""
    channels = [Channel("hashtag", "hashtag", tag) for tag in wishes.hashtags]
    if wishes.notifications:
        channels.append(Channel("user", "user", is_ours=True))
    if wishes.timeline != NONE:
        local = wishes.timeline == LOCAL
        channels.append(Channel("public/local", "public:local") if local else Channel("public", "public"))
    return channels


class Listener:
    """Keep the streams of one server open."""

    def __init__(self, server: Server, threads: Threads, wishes: Wishes, env: Env) -> None:
        self._server = server
        self._threads = threads
        self._channels = channels_of(wishes)
        self._headers = {"Authorization": f"Bearer {wishes.token}"} if wishes.token else {}
        self._env = env

    def stream(self, stop: Callable[[], bool]) -> Iterator[Batch]:
        """Yield what is said, until `stop()`; raise TryLater when a line is cut."""
        if not self._channels:
            raise Misconfigured("This source has nothing that can be streamed: searches are only looked at.")
        base = self._streaming_base()
        gathered: list[RawItem] = []
        sent = float("-inf")
        try:
            with closing(merged([self._events(base, channel) for channel in self._channels])) as lines:
                for said in lines:
                    gathered += self._items(said)
                    now = self._env.clock.monotonic()
                    if said is None or now - sent >= PACE or len(gathered) >= AT_ONCE or stop():
                        yield Batch(items=tuple(gathered), cursor=None, more=False)
                        gathered, sent = [], now
                    if stop():
                        return
        except SourceTrouble:
            if gathered:
                yield Batch(items=tuple(gathered), cursor=None, more=False)
            raise

    def _events(self, base: str, channel: Channel) -> Generator[tuple[Channel, Event] | None, None, None]:
        for event in self._either_manner(base, channel):
            yield None if event is None else (channel, event)

    def _either_manner(self, base: str, channel: Channel) -> Iterator[Event | None]:
        opened = False
        try:
            for event in server_sent(self._env.http.lines(_address(base, channel), headers=self._headers)):
                opened = True
                yield event
        except _REFUSALS as refusal:
            if opened:
                raise
            self._env.log.info("mastodon_stream_by_web_socket", host=self._server.host, sentence=str(refusal))
        yield from self._by_web_socket(base, channel)

    def _by_web_socket(self, base: str, channel: Channel) -> Iterator[Event | None]:
        try:
            yield from socket_events(self._env.http.websocket(_socket(base, channel), headers=self._headers))
        except _REFUSALS as refusal:
            sentence = f"{self._server.host} offers no stream that we can use ({refusal})"
            raise Misconfigured(f"{sentence} Switch the stream off; looking works without it.") from None

    def _items(self, said: tuple[Channel, Event] | None) -> list[RawItem]:
        if said is None:
            return []
        channel, event = said
        try:
            item = self._item(channel, event)
        except PayloadChanged:  # counted as such, and no reason to hang up
            item = self._threads.unreadable(event.name)
        return [item] if item is not None else []

    def _item(self, channel: Channel, event: Event) -> RawItem | None:
        match event.name:
            case "delete":
                return self._threads.removal(event.data.strip()) if event.data.strip() else None
            case "notification":
                return self._threads.notification(_object(event), may_ask=_always)
            case "update" | "status.update":
                status = _object(event)
                if channel.is_ours and not self._speaks_to_us(status):
                    return None
                return self._threads.item(status, found=TIMELINE, may_ask=_always)
            case _:
                return None  # announcements, filters, conversations: nobody's words

    def _speaks_to_us(self, status: Object) -> bool:
        me = self._server.my_id()
        return any(one.find("id").raw == me for one in Wild(status, "status").find("mentions").items_or_none())

    def _streaming_base(self) -> str:
        """Return where the server streams: often a host of its own."""
        try:
            said = Wild(self._server.instance(), "instance")
            url = said.find("configuration", "urls", "streaming").raw or said.find("urls", "streaming_api").raw
        except (SourceGone, PayloadChanged):
            url = None
        parts = urlsplit(url) if isinstance(url, str) else None
        if parts is None or not parts.hostname or parts.scheme not in ("ws", "wss", "http", "https"):
            return self._server.base
        if parts.netloc.lower() == self._server.host:  # some name a scheme that is not theirs
            return self._server.base
        return urlunsplit((_as_http(parts.scheme), parts.netloc, "", "", ""))


def _object(event: Event) -> Object:
    return object_of(parse_json(event.data.encode("utf-8", "replace")), event.name)


def _always() -> bool:
    return True


def _as_http(scheme: str) -> str:
    return {"ws": "http", "wss": "https"}.get(scheme, scheme)


def _address(base: str, channel: Channel) -> str:
    query = f"?tag={quote(channel.tag, safe='')}" if channel.tag else ""
    return f"{base}/api/v1/streaming/{channel.path}{query}"


def _socket(base: str, channel: Channel) -> str:
    asked = {"stream": channel.stream, **({"tag": channel.tag} if channel.tag else {})}
    parts = urlsplit(base)
    scheme = "wss" if parts.scheme == "https" else "ws"
    return f"{scheme}://{parts.netloc}/api/v1/streaming?{urlencode(asked)}"

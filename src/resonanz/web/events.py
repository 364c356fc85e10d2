"""The live stream's events: the archive is followed once for a process and told to everybody who listens.

An event names mentions, it does not carry them: the page fetches their cards through an ordinary view, in the reader's
language and under the reader's permission. A reader who is slow loses events, never the memory of the process; the
page shows what it missed when it is loaded again. Each event's id is the archive's `seq`, so a browser that comes
back after a cut says where it was and is told what came since.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId

POLL: Final = 1.0
"""Seconds between two looks at the archive while somebody listens."""
HEARTBEAT: Final = 15.0
"""Seconds of silence after which a comment keeps the line open."""
LATEST: Final = 500
"""Most mentions of one look; when more came at once, the older ones are counted only."""
QUEUE: Final = 100
"""Events that wait for a slow reader at most."""
RESUME: Final = 2_000
"""How far back a reader who returns is told what came."""


class Log(Protocol):
    """Be followed."""

    def following(self, seq: int, *, limit: int = 2_000) -> list[Heard]:
        """Return what arrived after `seq`."""
        ...

    def head(self) -> int:
        """Return the highest `seq`."""
        ...


Meets = Callable[[Sequence[Heard]], list[Heard]]
"""Picks from a batch what somebody asks for; it may ask the archive, so it is not called in the loop."""


@dataclass(frozen=True, slots=True)
class Event:
    """Say which mentions came, up to which `seq`."""

    seq: int
    ids: tuple[MentionId, ...]

    def encoded(self) -> bytes:
        """Return the event as it goes over the line."""
        data = json.dumps({"ids": self.ids, "seq": self.seq})
        return f"id: {self.seq}\nevent: heard\ndata: {data}\n\n".encode()


@dataclass(frozen=True, slots=True)
class SurgesMoved:
    """Say that a surge began, grew or ended; the page asks what there is now."""

    def encoded(self) -> bytes:
        """Return the event as it goes over the line; it has no id, so that it moves nobody's place in the archive."""
        return b"event: surges\ndata: {}\n\n"


@dataclass(frozen=True, slots=True)
class NoticesMoved:
    """Say that somebody was told something; each page asks how many of its reader's are unread."""

    def encoded(self) -> bytes:
        """Return the event as it goes over the line, without id."""
        return b"event: notices\ndata: {}\n\n"


Told: TypeAlias = Event | SurgesMoved | NoticesMoved


@dataclass(eq=False, slots=True)
class Listener:
    """Hold one open page: what it asks for, up to where it was told, and what waits to be sent to it."""

    meets: Meets
    seq: int = 0
    queue: asyncio.Queue[Told] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    async def tell(self, batch: Sequence[Heard], seq: int) -> None:
        """Queue what is new and asked for of a batch that ends at `seq`; a reader who is too slow loses the oldest."""
        new = [heard for heard in batch if heard.seq > self.seq]
        ids = tuple(heard.mention.id for heard in await asyncio.to_thread(self.meets, new))
        if ids:
            self.put(Event(seq, ids))
        self.seq = seq

    def put(self, event: Told) -> None:
        """Queue an event; a reader who is too slow loses the oldest."""
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(event)


class Fanout:
    """Follow the archive while somebody listens, and tell everybody."""

    def __init__(
        self,
        log: Callable[[], Log],
        *,
        poll: float = POLL,
        surges: Callable[[], int] = lambda: 0,
        notices: Callable[[], int] = lambda: 0,
    ) -> None:
        """Make it over the archive.

        `surges` returns a number that moves whenever a surge begins, grows or ends, `notices` one that moves whenever
        somebody is told something.
        """
        self._log = log
        self._moving: tuple[tuple[Callable[[], int], Told], ...] = ((surges, SurgesMoved()), (notices, NoticesMoved()))
        self._stamps: list[int] = []
        self._poll = poll
        self._listeners: set[Listener] = set()
        self._following: asyncio.Task[None] | None = None
        self._seq = 0

    @property
    def listeners(self) -> int:
        """Return how many listen."""
        return len(self._listeners)

    async def listen(
        self, meets: Meets, *, since: int | None = None, heartbeat: float = HEARTBEAT
    ) -> AsyncIterator[bytes]:
        """Yield events as they go over the line, and comments while it is quiet; for ever."""
        listener = Listener(meets)
        await self._begin(listener)
        try:
            yield b"retry: 3000\n\n"
            if since is not None:
                async for missed in self._missed(listener, since):
                    yield missed.encoded()
            while True:
                try:
                    event = await asyncio.wait_for(listener.queue.get(), heartbeat)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                yield event.encoded()
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._following is not None:
                self._following.cancel()
                self._following = None

    async def _begin(self, listener: Listener) -> None:
        if self._following is None:
            self._seq = await asyncio.to_thread(self._log().head)
            self._stamps = [await asyncio.to_thread(stamp) for stamp, _event in self._moving]
        listener.seq = self._seq
        self._listeners.add(listener)
        if self._following is None:
            self._following = asyncio.get_running_loop().create_task(self._follow())

    async def _missed(self, listener: Listener, since: int) -> AsyncIterator[Event]:
        start = max(since, self._seq - RESUME)
        batch = await asyncio.to_thread(self._log().following, start, limit=RESUME)
        known = [heard for heard in batch if heard.seq <= self._seq]
        ids = tuple(heard.mention.id for heard in await asyncio.to_thread(listener.meets, known))
        if ids:
            yield Event(self._seq, ids)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self._poll)
            # A store that is away for a moment ends no stream: the next look finds what came meanwhile.
            with contextlib.suppress(Exception):
                await self._look()
                await self._look_at_stamps()

    async def _look_at_stamps(self) -> None:
        for place, (stamp, event) in enumerate(self._moving):
            now = await asyncio.to_thread(stamp)
            if now != self._stamps[place]:
                self._stamps[place] = now
                for listener in tuple(self._listeners):
                    listener.put(event)

    async def _look(self) -> None:
        self._seq = max(self._seq, await asyncio.to_thread(self._log().head))
        behind = [listener for listener in self._listeners if listener.seq < self._seq]
        if not behind:
            return
        start = max(min(listener.seq for listener in behind), self._seq - LATEST)
        batch = await asyncio.to_thread(self._log().following, start, limit=LATEST)
        self._seq = max([self._seq, *(heard.seq for heard in batch)])
        for listener in behind:
            # Whoever could not be asked now is told at the next look, and keeps nobody else waiting.
            with contextlib.suppress(Exception):
                await listener.tell(batch, self._seq)

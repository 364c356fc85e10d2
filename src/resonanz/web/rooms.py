"""Who is at a case and how far its thread has come, told to every open page of it: one look a second for all of them.

An open page is a person who looks; nobody asks again and again. A line ends after two minutes and the browser opens the
next: so a computer that vanished without a word is gone from the page soon.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from resonanz.core.ids import CaseId, UserId
from resonanz.core.presence import Presence, Present, others

POLL: Final = 1.0
"""Seconds between two looks while a page of a case is open."""
HEARTBEAT: Final = 15.0
LIFE: Final = 120.0
"""Seconds after which a line ends and is opened anew."""

Places = Callable[[Sequence[CaseId]], Mapping[CaseId, int]]
"""Tells how far the threads of cases have come (`core.case.place_in`); asked in a thread."""


@dataclass(frozen=True, slots=True)
class State:
    """Hold what a page of a case is told."""

    people: tuple[Present, ...]
    place: int

    def encoded(self) -> bytes:
        """Return it as it goes over the line."""
        people = [{"id": one.person, "name": one.name, "writes": one.writes} for one in self.people]
        return f"event: case\ndata: {json.dumps({'people': people, 'place': self.place})}\n\n".encode()


@dataclass(eq=False, slots=True)
class Page:
    """Hold one open page."""

    case: CaseId
    person: UserId
    told: State | None = None
    queue: asyncio.Queue[State] = field(default_factory=lambda: asyncio.Queue(8))

    def tell(self, people: Sequence[Present], place: int) -> None:
        """Queue what is new; a page that is too slow gets the latest."""
        state = State(others(people, self.person), place)
        if state == self.told:
            return
        self.told = state
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(state)


class Rooms:
    """Tell the pages of cases who else is there."""

    def __init__(
        self,
        presence: Callable[[], Presence],
        places: Places,
        now: Callable[[], datetime],
        *,
        poll: float = POLL,
    ) -> None:
        self._presence = presence
        self._places = places
        self._now = now
        self._poll = poll
        self._pages: set[Page] = set()
        self._following: asyncio.Task[None] | None = None

    @property
    def listeners(self) -> int:
        """Return how many pages are open."""
        return len(self._pages)

    async def listen(
        self, case: CaseId, person: UserId, name: str, *, heartbeat: float = HEARTBEAT, life: float = LIFE
    ) -> AsyncIterator[bytes]:
        """Yield events as they go over the line, and comments while it is quiet; end after `life` seconds."""
        page = Page(case, person)
        self._presence().come(case, person, name)
        self._pages.add(page)
        if self._following is None:
            self._following = asyncio.get_running_loop().create_task(self._follow())
        ends = asyncio.get_running_loop().time() + life
        try:
            yield b"retry: 1000\n\n"
            while asyncio.get_running_loop().time() < ends:
                try:
                    yield (await asyncio.wait_for(page.queue.get(), heartbeat)).encoded()
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._presence().leave(case, person, self._now())
            self._pages.discard(page)
            if not self._pages and self._following is not None:
                self._following.cancel()
                self._following = None

    async def _follow(self) -> None:
        while True:
            # A store that is away for a moment ends no line: the next look finds what came meanwhile.
            with contextlib.suppress(Exception):
                await self._look()
            await asyncio.sleep(self._poll)

    async def _look(self) -> None:
        pages = tuple(self._pages)
        places = await asyncio.to_thread(self._places, sorted({page.case for page in pages}))
        now = self._now()
        for page in pages:
            page.tell(self._presence().at(page.case, now), places.get(page.case, 0))

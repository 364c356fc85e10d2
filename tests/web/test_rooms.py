"""Who is at a case, told to every open page of it: one look for all, nothing told twice, over by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from resonanz.core.ids import CaseId, UserId
from resonanz.core.presence import Presence
from resonanz.web.rooms import Rooms
from tests.web.company import NOW
from tests.web.test_events import listening

CASE = CaseId(1)
QUICK = 0.001


class Threads:
    """Know how far threads have come, and count how often they were asked."""

    def __init__(self) -> None:
        self.place = 0
        self.looks = 0

    def places(self, cases):
        self.looks += 1
        return dict.fromkeys(cases, self.place)


def rooms(presence: Presence, threads: Threads, poll: float = QUICK) -> Rooms:
    return Rooms(lambda: presence, threads.places, lambda: NOW, poll=poll)


async def told(lines: AsyncIterator[bytes]) -> dict:
    """Return the data of the next event."""
    async for line in lines:
        if line.startswith(b"event: case"):
            return json.loads(line.split(b"data: ")[1])
    raise AssertionError("the line ended")


def test_each_is_told_of_the_other_and_not_of_themselves():
    async def run():
        made = rooms(Presence(), Threads())
        ada, ben = made.listen(CASE, UserId(1), "Ada"), made.listen(CASE, UserId(2), "Ben")
        await anext(ada), await anext(ben)
        seen = [(await told(lines))["people"] for lines in (ada, ben)]
        await ada.aclose()
        await ben.aclose()
        return [[one["name"] for one in people] for people in seen]

    assert listening(run()) == [["Ben"], ["Ada"]]


def test_a_thread_that_goes_on_is_told():
    async def run():
        threads = Threads()
        lines = rooms(Presence(), threads).listen(CASE, UserId(1), "Ada")
        first = await anext(lines) and await told(lines)
        threads.place = 3
        then = await told(lines)
        await lines.aclose()
        return first["place"], then["place"]

    assert listening(run()) == (0, 3)


def test_what_did_not_change_is_not_told_again():
    async def run():
        threads = Threads()
        lines = rooms(Presence(), threads).listen(CASE, UserId(1), "Ada", heartbeat=0.02)
        await anext(lines), await told(lines)
        quiet = [await anext(lines) for _ in range(3)]
        await lines.aclose()
        return threads.looks > 3, quiet

    looked, quiet = listening(run())
    assert looked
    assert quiet == [b": still here\n\n"] * 3


def test_fifty_pages_are_one_look():
    async def run():
        threads = Threads()
        made = rooms(Presence(), threads, poll=3600)
        pages = [made.listen(CASE, UserId(number), f"P{number}") for number in range(1, 51)]
        for lines in pages:
            await anext(lines)
        await told(pages[-1])
        for lines in pages:
            await lines.aclose()
        return threads.looks

    assert listening(run()) == 1


def test_whoever_goes_is_gone_and_nothing_is_looked_at_for_nobody():
    async def run():
        presence = Presence()
        made = rooms(presence, Threads())
        lines = made.listen(CASE, UserId(1), "Ada")
        await anext(lines)
        await lines.aclose()
        await asyncio.sleep(0)
        return made.listeners, [one.name for one in presence.at(CASE, NOW.replace(year=NOW.year + 1))]

    assert listening(run()) == (0, [])


def test_a_line_ends_after_a_while_so_that_a_vanished_computer_is_gone():
    async def run():
        lines = rooms(Presence(), Threads()).listen(CASE, UserId(1), "Ada", heartbeat=QUICK, life=0.01)
        return [line async for line in lines]

    assert listening(run())[0].startswith(b"retry:")

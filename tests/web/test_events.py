"""The event stream: one look at the archive for all readers, each told what they asked for, nobody held up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention
from resonanz.core.understood import Understood
from resonanz.web.events import LATEST, QUEUE, Event, Fanout, Listener
from tests.web.company import NOW

QUICK = 0.001
EVERYTHING = bool


class Log:
    """Be an archive that can be followed and counts how often it was asked."""

    def __init__(self, number: int = 0) -> None:
        self.heard = [said(seq) for seq in range(1, number + 1)]
        self.looks = 0
        self.broken = 0

    def head(self) -> int:
        self.looks += 1
        if self.broken:
            self.broken -= 1
            raise ConnectionError("away")
        return len(self.heard)

    def following(self, seq, *, limit=2_000):
        return self.heard[seq : seq + limit]

    def say(self, number: int = 1) -> None:
        self.heard += [said(len(self.heard) + place) for place in range(1, number + 1)]


def said(seq: int) -> Heard:
    id_ = MentionId(f"rss:{seq}")
    mention = Mention(id=id_, channel="rss", source="s", published_at=NOW, seen_at=NOW, text="x", thread=id_)
    return Heard(mention, Understood(), seq)


async def opened(lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Begin to listen: the first line only says how soon to come back."""
    assert (await anext(lines)).startswith(b"retry:")
    return lines


async def event(lines: AsyncIterator[bytes]) -> dict:
    """Return the next event's data, comments left out."""
    async for line in lines:
        if line.startswith(b"id:"):
            return json.loads(line.split(b"data: ")[1])
    raise AssertionError("the stream ended")


def listening(test):
    """Run a test on an event loop of its own, in a thread of its own: a browser's driver may hold this one's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asyncio.wait_for(test, 20)).result()


def test_what_comes_in_is_told():
    async def run():
        log = Log(3)
        lines = await opened(Fanout(lambda: log, poll=QUICK).listen(list))
        log.say()
        told = await event(lines)
        await lines.aclose()
        return told

    assert listening(run()) == {"ids": ["rss:4"], "seq": 4}


def test_each_reader_hears_what_they_asked_for():
    async def run():
        log = Log()
        fanout = Fanout(lambda: log, poll=QUICK)
        even = await opened(fanout.listen(lambda batch: [heard for heard in batch if heard.seq % 2 == 0]))
        odd = await opened(fanout.listen(lambda batch: [heard for heard in batch if heard.seq % 2 == 1]))
        log.say(4)
        told = await event(even), await event(odd)
        await even.aclose()
        await odd.aclose()
        return [one["ids"] for one in told]

    assert listening(run()) == [["rss:2", "rss:4"], ["rss:1", "rss:3"]]


def test_who_returns_is_told_what_came_meanwhile():
    async def run():
        lines = await opened(Fanout(lambda: Log(5), poll=QUICK).listen(list, since=3))
        told = await event(lines)
        await lines.aclose()
        return told["ids"]

    assert listening(run()) == ["rss:4", "rss:5"]


def test_who_comes_for_the_first_time_is_told_nothing_old():
    async def run():
        log = Log(5)
        lines = await opened(Fanout(lambda: log, poll=QUICK).listen(list))
        log.say()
        told = await event(lines)
        await lines.aclose()
        return told["ids"]

    assert listening(run()) == ["rss:6"]


def test_silence_is_filled_so_that_the_line_stays_open():
    async def run():
        lines = await opened(Fanout(Log, poll=QUICK).listen(list, heartbeat=QUICK))
        line = await anext(lines)
        await lines.aclose()
        return line

    assert listening(run()).startswith(b":")


def test_a_store_that_is_away_for_a_moment_ends_no_stream():
    async def run():
        log = Log(1)
        lines = await opened(Fanout(lambda: log, poll=QUICK).listen(list))
        log.broken = 3
        log.say()
        told = await event(lines)
        await lines.aclose()
        return told["ids"]

    assert listening(run()) == ["rss:2"]


def test_who_could_not_be_asked_is_told_later_and_keeps_nobody_waiting():
    async def run():
        log = Log()
        refusals = [ConnectionError("away")]

        def now_and_then(batch):
            if refusals:
                raise refusals.pop()
            return list(batch)

        fanout = Fanout(lambda: log, poll=QUICK)
        unlucky, other = await opened(fanout.listen(now_and_then)), await opened(fanout.listen(list))
        log.say()
        told = [await event(unlucky), await event(other)]
        await unlucky.aclose()
        await other.aclose()
        return told, refusals

    told, refusals = listening(run())
    assert told == [{"ids": ["rss:1"], "seq": 1}] * 2
    assert refusals == []


def test_of_a_flood_the_latest_are_told():
    async def run():
        log = Log()
        lines = await opened(Fanout(lambda: log, poll=QUICK).listen(list))
        log.say(LATEST * 3)
        told = await event(lines)
        await lines.aclose()
        return told

    told = listening(run())
    assert (len(told["ids"]), told["seq"]) == (LATEST, LATEST * 3)


def test_a_slow_reader_loses_the_oldest_and_holds_nobody_up():
    async def run():
        slow = Listener(list)
        for seq in range(QUEUE + 5):
            await slow.tell([said(seq)], seq)
        return slow.queue.qsize(), slow.queue.get_nowait().seq

    assert listening(run()) == (QUEUE, 5)


def test_nobody_listening_means_nobody_asking():
    async def run():
        log = Log()
        fanout = Fanout(lambda: log, poll=QUICK)
        lines = await opened(fanout.listen(list))
        await lines.aclose()
        return fanout.listeners, fanout._following

    assert listening(run()) == (0, None)


def test_an_event_of_any_id_keeps_to_its_lines():
    line = Event(7, (MentionId("rss:a\nevent: x\ndata: evil"),)).encoded()
    assert line.count(b"\n") == 4


def test_a_surge_that_moves_is_told_to_every_open_page():
    async def run():
        log, stamps = Log(3), [4]
        lines = await opened(Fanout(lambda: log, poll=QUICK, surges=lambda: stamps[0]).listen(lambda _batch: []))
        stamps[0] = 5
        told = await anext(lines)
        await lines.aclose()
        return told

    assert listening(run()) == b"event: surges\ndata: {}\n\n"

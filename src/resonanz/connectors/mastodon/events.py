"""Events out of open lines: two manners of writing them, and several lines heard at once.

The one thing a reader would get wrong: None is an event too. It says that nothing was said for a while, and it is the
only moment at which a listener on a silent line can be stopped.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from resonanz.connect.answers import parse_json
from resonanz.connect.contract import TryLater
from resonanz.connect.payload import Wild

T = TypeVar("T")

WAITING: Final = 200
"""Events that may wait to be taken before the line they came on is no longer read."""


@dataclass(frozen=True, slots=True)
class Event:
    """Hold one event: its name and its data, still as text."""

    name: str
    data: str


def server_sent(lines: Iterator[str | None]) -> Iterator[Event | None]:
    """Yield the events of a server-sent stream; None in silence and at heartbeats."""
    name, data = "", list[str]()
    for line in lines:
        if line is None or line.startswith(":"):
            yield None
        elif line == "":
            if data:
                yield Event(name, "\n".join(data))
            name, data = "", []
        else:
            label, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if label == "event":
                name = value
            elif label == "data":
                data.append(value)


def socket_events(messages: Iterator[str | bytes | None]) -> Iterator[Event | None]:
    """Yield the events of Mastodon's web socket; None in silence; raise PayloadChanged at anything but JSON."""
    for message in messages:
        if message is None:
            yield None
            continue
        frame = Wild(parse_json(message.encode("utf-8", "replace") if isinstance(message, str) else message), "frame")
        name, payload = frame.find("event").raw, frame.find("payload").raw
        if isinstance(name, str):
            yield Event(name, payload if isinstance(payload, str) else "")


def merged(lines: Sequence[Generator[T, None, None]]) -> Generator[T, None, None]:
    """Yield from several generators that block, as they come; the first to end or to fail ends all."""
    if len(lines) == 1:
        yield from lines[0]
        return
    box: queue.Queue[T | Exception] = queue.Queue(maxsize=WAITING)
    over = threading.Event()
    for line in lines:
        threading.Thread(target=_carry, args=(line, box, over), name="mastodon-line", daemon=True).start()
    try:
        while True:
            said = box.get()
            if isinstance(said, Exception):
                raise said
            yield said
    finally:
        over.set()


def _carry(line: Generator[T, None, None], box: queue.Queue[T | Exception], over: threading.Event) -> None:
    ended: Exception = TryLater("The server ended the stream.")
    with contextlib.closing(line):
        try:
            for said in line:
                if not _put(box, said, over):
                    return
        except Exception as trouble:  # noqa: BLE001  raised again where the lines are merged
            ended = trouble
    _put(box, ended, over)


def _put(box: queue.Queue[T | Exception], said: T | Exception, over: threading.Event) -> bool:
    while not over.is_set():
        with contextlib.suppress(queue.Full):
            box.put(said, timeout=1.0)
            return True
    return False

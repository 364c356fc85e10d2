"""The archive as the other processes see it: every question goes to the owner over its socket.

Safe to use from any number of threads: each question takes a connection of its own and puts it back. The one thing a
reader would get wrong: when a connection breaks in the middle of a write, nobody knows whether it was done, so it is
not repeated here but refused; the caller repeats it, which is harmless.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from resonanz.core.clock import Clock, SystemClock
from resonanz.core.errors import InputRejected, StoreUnavailable
from resonanz.core.heard import Heard, Kept
from resonanz.core.ids import MentionId
from resonanz.core.search import Change, Count, Filter, Group, Mark, Page
from resonanz.core.spoken import Spoken
from resonanz.core.volume import Volume
from resonanz.store.archive import wire
from resonanz.store.asking import check, text_test

SLOWEST: Final = 600.0
"""Seconds that an answer may take."""
LOOK_AGAIN: Final = 0.05
_ID: Final = "id"


class RemoteArchive:
    """Ask the process that owns the archive."""

    def __init__(self, home: Path, *, patience: float = 0.0, clock: Clock | None = None) -> None:
        """Ask the owner that listens in `home`, waiting up to `patience` seconds whenever it is away."""
        self._path = home / wire.SOCKET
        self._patience = patience
        self._clock = clock or SystemClock()
        self._idle: list[socket.socket] = []
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()

    def keep(self, batch: Sequence[Heard]) -> Kept:
        """Store a batch; the same (id, revision) again changes nothing, a higher revision replaces."""
        kept: Kept = self._ask("keep", _clean(batch))
        return kept

    def known(self, ids: Sequence[MentionId]) -> Mapping[MentionId, int]:
        """Return the revision of each id that is there."""
        found: Mapping[MentionId, int] = self._ask("known", list(ids))
        return found

    def find(self, ids: Sequence[MentionId]) -> Mapping[MentionId, Heard]:
        """Return those of `ids` that are there."""
        found: Mapping[MentionId, Heard] = self._ask("find", list(ids))
        return found

    def page(self, filter: Filter, *, limit: int = 50, after: Mark | None = None) -> Page:
        """Return up to `limit` mentions under `filter`, newest first, beginning after `after`."""
        _checked(filter)
        page: Page = self._ask("page", filter, limit, after)
        return page

    def scan(self, filter: Filter, *, batch: int = 5_000) -> Iterator[list[Heard]]:
        """Stream all mentions under `filter`, newest first, in flat memory."""
        _checked(filter)
        return self._stream("scan", filter, batch)

    def following(self, seq: int, *, limit: int = 2_000) -> list[Heard]:
        """Return what arrived after `seq`, in the order of arrival."""
        found: list[Heard] = self._ask("following", seq, limit)
        return found

    def head(self) -> int:
        """Return the highest `seq` ever given, 0 when none was."""
        head: int = self._ask("head")
        return head

    def count(self, ask: Count) -> list[Group]:
        """Return the numbers asked for, time buckets ascending, else largest first."""
        _checked(ask.filter, ask)
        groups: list[Group] = self._ask("count", ask)
        return groups

    def volume(self, filter: Filter, *, looks: int = 1_000) -> Volume:
        """Return about how many mentions are under `filter`; of a text, no more than `looks` are looked at."""
        _checked(filter)
        volume: Volume = self._ask("volume", filter, looks)
        return volume

    def words(self, filter: Filter, *, limit: int = 30, looks: int = 2_000) -> Spoken:
        """Return the words that most of what is under `filter` has; of very many, `looks` mentions are read."""
        _checked(filter)
        spoken: Spoken = self._ask("words", filter, limit, looks)
        return spoken

    def relabel(self, changes: Sequence[Change]) -> int:
        """Change understood values; return how many mentions were there to change."""
        number: int = self._ask("relabel", wire.wired(changes))
        return number

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase mentions from every answer now and from the files soon; return how many were there."""
        number: int = self._ask("forget", list(ids))
        return number

    def forget_author(self, channel: str, author: str) -> list[MentionId]:
        """Erase all mentions of an author (id or handle); return their ids."""
        ids: list[MentionId] = self._ask("forget_author", channel, author)
        return ids

    def expire(self, *, before: datetime, source: str | None = None) -> list[MentionId]:
        """Erase what was published before a moment (of one source or all); return the ids."""
        ids: list[MentionId] = self._ask("expire", before, source)
        return ids

    def settle(self) -> None:
        """Bring the text index up to the archive's head."""
        self._ask("settle")

    def purge(self) -> bool:
        """Complete erasures now; return whether there was anything to do."""
        done: bool = self._ask("purge")
        return done

    def backup(self, directory: Path) -> None:
        """Have the owner write a consistent copy into an empty directory."""
        self._ask("backup", str(directory.absolute()))

    def verify(self) -> list[str]:
        """Return what is wrong with the archive, one sentence each."""
        wrong: list[str] = self._ask("verify")
        return wrong

    def _ask(self, method: str, *arguments: object) -> Any:  # noqa: ANN401  declared in wire.METHODS
        """Return what the owner answers; one more try where a connection broke and asking twice is harmless."""
        for last in (not wire.METHODS[method].repeatable, True):
            line = self._take()
            try:
                wire.send(line, (method, arguments))
                body = wire.receive(line)
            except wire.Disconnected as trouble:
                line.close()
                if last:
                    raise StoreUnavailable("The archive's owner went away in the middle of an answer.") from trouble
                continue
            except BaseException:
                line.close()  # half a message may be on it
                raise
            self._put_back(line)
            return wire.read_result(method, wire.read_response(body).body)
        raise AssertionError("unreachable")

    def _stream(self, method: str, *arguments: object) -> Iterator[Any]:
        line = self._take()
        whole = False
        try:
            wire.send(line, (method, arguments))
            while (part := wire.read_response(wire.receive(line))).status == "more":
                yield wire.read_result(method, part.body)
            whole = True
        except wire.Disconnected as trouble:
            raise StoreUnavailable("The archive's owner went away in the middle of an answer.") from trouble
        finally:
            # A stream that was given up still has parts on its way: that line is of no more use.
            if whole:
                self._put_back(line)
            else:
                line.close()

    def _take(self) -> socket.socket:
        with self._lock:
            while self._idle:
                line = self._idle.pop()
                if _is_open(line):
                    return line
                line.close()
        return self._connect()

    def _put_back(self, line: socket.socket) -> None:
        with self._lock:
            self._idle.append(line)

    def _connect(self) -> socket.socket:
        deadline = self._clock.monotonic() + self._patience
        while True:
            try:
                return connect(self._path)
            except (OSError, wire.Disconnected) as trouble:
                if self._clock.monotonic() >= deadline:
                    raise StoreUnavailable(
                        f"Nobody answers for the archive at {self._path}. Start `resonanz run`, or see its log."
                    ) from trouble
            self._clock.sleep(LOOK_AGAIN)


def connect(path: Path) -> socket.socket:
    """Return a connection to the owner, greeted; raise OSError, Disconnected or StoreUnavailable."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(SLOWEST)
        with wire.address_of(path) as address:
            line.connect(address)
        wire.greet(line)
    except BaseException:
        line.close()
        raise
    return line


def _is_open(line: socket.socket) -> bool:
    """Tell whether an idle connection still has somebody at its other end, who has nothing to say."""
    with suppress(OSError, ValueError):
        readable, _, _ = select.select([line], [], [], 0)
        return not readable
    return False


def _checked(filter: Filter, ask: Count | None = None) -> None:
    """Refuse here what cannot be asked, with the place of a mistake in a query."""
    check(filter, ask)
    text_test(filter.query)


def _clean(batch: Sequence[Heard]) -> list[Heard]:
    """Return the batch; raise InputRejected for a text that is no Unicode."""
    try:
        wire.encode([heard.mention.text for heard in batch])
    except UnicodeEncodeError as trouble:
        raise InputRejected("A mention holds half a character.", remedy="Clean texts where they are read.") from trouble
    return list(batch)

"""A source played through without a network: looks until caught up, and servers that misbehave in one way each.

Every look opens the connection anew, because a connector may keep nothing but its cursor from one to the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from resonanz.connect.conformance.mutation import Seeded, mutated_body
from resonanz.connect.contract import Batch, Budget, Config, Connection, Connector, Cursor, Env, RawItem
from resonanz.connect.replay import Asked, Given, Replay, Server
from resonanz.core.clock import FixedClock

MOST_LOOKS = 500
MOST_BATCHES = 3_000


@dataclass(slots=True)
class HeldLog:
    """Keep log lines, so that a test can read them."""

    lines: list[str] = field(default_factory=list)

    def info(self, event: str, **values: object) -> None:
        """Keep a line."""
        self.lines.append(f"{event} {values!r}")

    def warning(self, event: str, **values: object) -> None:
        """Keep a line."""
        self.lines.append(f"{event} {values!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Play one configured source against one server."""

    connector: Connector
    config: Config
    server: Server
    clock: FixedClock
    log: HeldLog = field(default_factory=HeldLog)
    asked: list[Asked] = field(default_factory=list)

    def opened(self) -> Connection:
        """Return the source, opened; what it asks is kept in `asked`."""
        http = Replay(self.server, self.clock)
        http.asked = self.asked
        return self.connector.open(self.config, Env(http=http, clock=self.clock, log=self.log))

    def look(self, cursor: Cursor | None, budget: Budget) -> list[Batch]:
        """Return the batches of one look."""
        batches = []
        for batch in self.opened().read(stored(cursor), budget):
            stored(batch.cursor)
            batches.append(batch)
            assert len(batches) <= MOST_BATCHES, f"One look gave {MOST_BATCHES} batches and goes on."
        return batches

    def catch_up(self, cursor: Cursor | None, budget: Budget) -> list[Batch]:
        """Return the batches of as many looks as it takes; fail when they never end."""
        batches: list[Batch] = []
        for _ in range(MOST_LOOKS):
            seen = self.look(cursor, budget)
            batches += seen
            assert len(batches) <= MOST_BATCHES, f"After {MOST_BATCHES} batches it still says `more`."
            cursor = last_cursor(seen, cursor)
            if not seen or not seen[-1].more:
                return batches
        raise AssertionError(f"It says `more` after {MOST_LOOKS} looks and never catches up.")


def stored(cursor: Cursor | None) -> Cursor | None:
    """Return a cursor as it comes back from a store; fail when it cannot be stored."""
    if cursor is None:
        return None
    assert "v" in cursor, "A cursor carries its version under the key `v`."
    try:
        back: Cursor = json.loads(json.dumps(dict(cursor), allow_nan=False))
    except (TypeError, ValueError) as error:
        raise AssertionError(f"A cursor must be JSON: {error}") from None
    assert back == dict(cursor), "A cursor must come back from JSON as it was."
    return back


def last_cursor(batches: Iterable[Batch], before: Cursor | None) -> Cursor | None:
    """Return the cursor that a runner would hold after these batches."""
    for batch in batches:
        before = before if batch.cursor is None else batch.cursor
    return before


def items_of(batches: Iterable[Batch]) -> list[RawItem]:
    """Return the items of batches, in order."""
    return [item for batch in batches for item in batch.items]


@dataclass(slots=True)
class Always:
    """Be a server that gives one answer to everything, or raises."""

    given: Given | Exception

    def answer(self, asked: Asked) -> Given:  # noqa: ARG002 - a server's signature
        """Give it."""
        if isinstance(self.given, Exception):
            raise self.given
        return self.given

    def messages(self, url: str) -> Sequence[str | bytes | None]:  # noqa: ARG002 - a server's signature
        """Say nothing."""
        return ()


@dataclass(slots=True)
class Failing:
    """Be a server that fails from its `after`-th answer on."""

    server: Server
    after: int
    fault: Given | Exception
    answered: int = 0

    def answer(self, asked: Asked) -> Given:
        """Give the answer, or fail."""
        self.answered += 1
        if self.answered <= self.after:
            return self.server.answer(asked)
        if isinstance(self.fault, Exception):
            raise self.fault
        return self.fault

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        """Say what the server says."""
        return self.server.messages(url)


@dataclass(slots=True)
class Slow:
    """Be a server that takes its time for every answer."""

    server: Server
    clock: FixedClock
    seconds: float
    begun: list[float] = field(default_factory=list)

    def answer(self, asked: Asked) -> Given:
        """Give the answer after a while."""
        self.begun.append(self.clock.monotonic())
        self.clock.sleep(self.seconds)
        return self.server.answer(asked)

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        """Say what the server says."""
        return self.server.messages(url)


@dataclass(slots=True)
class Moved:
    """Be a server that has moved to `host` for good."""

    server: Server
    host: str = "moved.example"

    def answer(self, asked: Asked) -> Given:
        """Point to the new host, or answer there."""
        parts = urlsplit(asked.url)
        if parts.netloc != self.host:
            target = parts._replace(
                scheme="https", netloc=self.host, path=f"/{parts.scheme}/{parts.netloc}{parts.path}"
            )
            return Given(status=301, headers={"location": target.geturl()})
        _, scheme, netloc, *path = parts.path.split("/")
        return self.server.answer(replace(asked, url=f"{scheme}://{netloc}/{'/'.join(path)}?{parts.query}"))

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        """Say what the server says."""
        return self.server.messages(url)


@dataclass(slots=True)
class Mutated:
    """Be a server whose answers are wrong somewhere."""

    server: Server
    seeded: Seeded

    def answer(self, asked: Asked) -> Given:
        """Give a wrong answer."""
        given = self.server.answer(asked)
        return replace(given, body=mutated_body(given.body, self.seeded))

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        """Say something wrong."""
        said: list[str | bytes | None] = []
        for message in self.server.messages(url):
            body = message.encode() if isinstance(message, str) else message
            said.append(None if body is None else mutated_body(body, self.seeded).decode("utf-8", "replace"))
        return said


__all__ = [
    "MOST_LOOKS", "Always", "Failing", "HeldLog", "Moved", "Mutated", "Rehearsal", "Slow",
    "items_of", "last_cursor", "stored",
]  # fmt: skip

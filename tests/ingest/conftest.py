"""A source that can be told what to give, and everything around it in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from resonanz.connect.contract import (
    Batch,
    Budget,
    Config,
    Connector,
    Context,
    Cursor,
    Env,
    Outgoing,
    Published,
    RawItem,
)
from resonanz.core.clock import FixedClock
from resonanz.core.errors import PayloadChanged
from resonanz.core.heard import Heard
from resonanz.core.ids import mention_id
from resonanz.core.mention import Mention, Removed, Skip
from resonanz.core.source import Source
from resonanz.core.traces import Traces
from resonanz.core.understood import Understood
from resonanz.ingest.cursors import Cursors
from resonanz.ingest.erasure import Forgetting
from resonanz.ingest.intake import Intake
from resonanz.ingest.opening import Opener
from resonanz.ingest.runner import Runner
from resonanz.store.memory import (
    MemoryArchive,
    MemoryCasebook,
    MemoryLedger,
    MemoryNotices,
    MemoryPayloads,
    MemoryRulebook,
    MemorySecrets,
    MemorySourceBook,
)
from tests.making import NOON, mention


@dataclass
class Well:
    """Be a source that gives a list of items, or fails as told."""

    items: list[RawItem] = field(default_factory=list)
    fail: Exception | None = None
    fail_after: int | None = None
    page: int = 2
    published: list[Outgoing] = field(default_factory=list)
    threads: dict[str, list[RawItem]] = field(default_factory=dict)
    max_length: int = 500
    account: tuple[str, ...] = ()

    def account_names(self) -> Sequence[str]:
        return self.account

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        at = int((cursor or {}).get("at", 0))  # type: ignore[call-overload]
        pages = 0
        while at < len(self.items) or self.fail:
            if self.fail and pages == (self.fail_after or 0):
                raise self.fail
            items = tuple(self.items[at : at + self.page])
            at += len(items)
            pages += 1
            yield Batch(items=items, cursor={"v": 1, "at": at}, more=at < len(self.items))

    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:
        yield from self.read(cursor, Budget())

    def publish(self, reply: Outgoing) -> Published:
        if self.fail:
            raise self.fail
        self.published.append(reply)
        return Published(native_id=f"own-{reply.key}", url=None, at=NOON)

    def thread(self, native_id: str) -> Sequence[RawItem]:
        return self.threads.get(native_id, [])

    def recheck(self, native_ids: Sequence[str]) -> Sequence[RawItem]:
        return [gone(one) for one in native_ids if one in self.threads.get("gone", [])]


def said(native_id: str, text: str = "Hello", **values: object) -> RawItem:
    """Return a raw item that becomes a mention."""
    return RawItem(native_id=native_id, form="note", payload={"text": text, **values}, seen_at=NOON)  # type: ignore[dict-item]


def gone(native_id: str) -> RawItem:
    """Return a raw item that takes a mention back."""
    return RawItem(native_id=native_id, form="delete", payload={}, seen_at=NOON)


def normalise(item: RawItem, context: Context) -> Mention | Removed | Skip:
    """Normalise a well's item."""
    if item.form == "delete":
        return Removed(id=mention_id("mastodon", item.native_id), at=item.seen_at)
    if not isinstance(item.payload, dict) or "text" not in item.payload:
        raise PayloadChanged("no text", path="text")
    if item.payload["text"] == "":
        return Skip("empty")
    if item.payload.get("breaks"):
        raise KeyError("a connector's own mistake")
    revision = item.payload.get("revision", 0)
    reply_to = item.payload.get("reply_to")
    root = mention_id("mastodon", str(reply_to or item.native_id))
    return mention(
        item.native_id,
        str(item.payload["text"]),
        source=context.source,
        seen_at=item.seen_at,
        revision=revision,
        reply_to=root if reply_to else None,
        thread=root,
    )


@dataclass
class Papers:
    """Be what people wrote; keep what was to be taken out of it."""

    blotted: list[Traces] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    def blot(self, traces: Sequence[Traces]) -> int:
        self.blotted += traces
        return len(traces)

    def blot_marks(self, marks: Collection[str]) -> int:
        self.marks |= set(marks)
        return len(marks)


@dataclass
class Bench:
    """Hold everything a test of listening looks at."""

    well: Well
    clock: FixedClock
    archive: MemoryArchive
    payloads: MemoryPayloads
    casebook: MemoryCasebook
    sources: MemorySourceBook
    ledger: MemoryLedger
    papers: Papers = field(default_factory=Papers)
    understood: list[str] = field(default_factory=list)
    rulebook: MemoryRulebook = field(default_factory=MemoryRulebook)

    def __post_init__(self) -> None:
        def understand(batch: Sequence[Mention]) -> list[Heard]:
            self.understood += [one.id for one in batch]
            return [Heard(one, Understood()) for one in batch]

        self.connector = connector = Connector(
            name="well",
            channel="mastodon",
            title="Well",
            summary={},
            settings=(),
            open=lambda _config, _env: self.well,
            normalise=normalise,
            skip_reasons={"empty": "nothing was said"},
        )
        self.log = RecordingLog()
        env = Env(http=None, clock=self.clock, log=self.log)  # type: ignore[arg-type]
        self.opener = Opener(lambda: {"well": connector}, MemorySecrets(), env)
        self.forgetting = Forgetting(
            archive=self.archive,
            payloads=self.payloads,
            casebook=self.casebook,
            papers=self.papers,
            ledger=self.ledger,
            clock=self.clock,
        )
        self.intake = Intake(
            archive=self.archive, payloads=self.payloads, forgetting=self.forgetting, understand=understand
        )
        self.source: Source = self.sources.ensure("market", "well")
        self.cursors = Cursors(self.sources)
        self.notices = MemoryNotices()
        self.runner = Runner(
            opener=self.opener,
            sources=self.sources,
            rulebook=self.rulebook,
            cursors=self.cursors,
            intake=self.intake,
            notices=self.notices,
            clock=self.clock,
            log=self.log,
        )

    def texts(self) -> dict[str, str]:
        """Return what the archive holds, by native id."""
        everything = self.archive.following(0, limit=10_000)
        return {one.mention.id.partition(":")[2]: one.mention.text for one in everything}


class RecordingLog:
    """Keep what was logged."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []

    def info(self, event: str, **values: object) -> None:
        self.lines.append((event, values))

    warning = info


@pytest.fixture
def bench() -> Bench:
    """Return a fresh bench."""
    return Bench(
        well=Well(),
        clock=FixedClock(NOON),
        archive=MemoryArchive(),
        payloads=MemoryPayloads(),
        casebook=MemoryCasebook(),
        sources=MemorySourceBook(),
        ledger=MemoryLedger(),
    )


__all__ = ["Bench", "Config", "gone", "said"]

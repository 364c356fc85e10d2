"""Reading threads again and looking whether what was said still stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from resonanz.connect.contract import RawItem
from resonanz.core.case import Case
from resonanz.core.clock import FixedClock
from resonanz.core.errors import Misconfigured, TryLater
from resonanz.core.ids import DepartmentId, MentionId
from resonanz.core.mention import Mention, MentionType
from resonanz.core.ports import Opening
from resonanz.core.source import Counts
from resonanz.core.understood import Priority
from resonanz.ingest.channels import SourceChannels
from resonanz.ingest.watch import AT_ONCE, Watch
from resonanz.store.memory import MemoryArchive, MemoryCasebook
from tests.ingest.conftest import Bench, RecordingLog, said
from tests.making import NOON, heard


@dataclass
class Readers:
    """Remember which threads were read again, and fail as told."""

    read: list[str] = field(default_factory=list)
    rechecked: list[str] = field(default_factory=list)
    fail: dict[str, Exception] = field(default_factory=dict)
    """By the source of the mention."""

    def hear_thread(self, mention: Mention) -> int:
        self.read.append(mention.id)
        if mention.source in self.fail:
            raise self.fail[mention.source]
        return 0

    def recheck(self, mentions: Sequence[Mention]) -> Counts:
        self.rechecked += [one.id for one in mentions]
        return Counts()


@dataclass
class Watching:
    """Hold cases whose threads are watched."""

    readers: Readers = field(default_factory=Readers)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    casebook: MemoryCasebook = field(default_factory=MemoryCasebook)
    log: RecordingLog = field(default_factory=RecordingLog)

    def __post_init__(self) -> None:
        self.watch = Watch(
            archive=self.archive, casebook=self.casebook, channels=self.readers, clock=self.clock, log=self.log
        )

    def open(self, number: int, *, source: str = "fediverse", at: datetime = NOON) -> None:
        said = heard(str(number), source=source, seen_at=at)
        self.archive.keep([said])
        opening = Opening(
            mention=said.mention,
            understood=said.understood,
            department=DepartmentId(1),
            priority=Priority.NORMAL,
            route="all",
        )
        self.casebook.take_in([opening], [], follower="cases", seq=0, at=NOON)

    def cases(self) -> list[Case]:
        return self.casebook.watched(since=NOON - timedelta(days=1), limit=1_000)


@pytest.fixture
def watching() -> Watching:
    return Watching()


def test_a_surge_of_fresh_cases_does_not_starve_the_others(watching: Watching) -> None:
    for number in range(3 * AT_ONCE):
        watching.open(number)

    for _ in range(3):
        watching.watch.tick()
        watching.clock.sleep(61)  # the first ones are due again

    assert len(set(watching.readers.read)) == 3 * AT_ONCE


def test_a_source_that_fails_holds_up_no_other(watching: Watching) -> None:
    for number in range(5):
        watching.open(number, source="dead")
    watching.open(9, source="alive", at=NOON - timedelta(hours=1))
    watching.readers.fail["dead"] = TryLater("dead did not answer in time.")

    watching.watch.tick()

    assert watching.readers.read.count("mastodon:9") == 1
    assert len(watching.readers.read) == 2


def test_a_defect_in_one_thread_does_not_stop_the_others(watching: Watching) -> None:
    watching.open(1, source="broken")
    watching.open(2, at=NOON - timedelta(hours=1))
    watching.readers.fail["broken"] = KeyError("a stranger's words")

    watching.watch.tick()

    assert watching.readers.read == ["mastodon:1", "mastodon:2"]


def test_a_thread_that_cannot_be_read_is_still_looked_up(watching: Watching) -> None:
    watching.open(1, source="dead")
    watching.readers.fail["dead"] = Misconfigured("This was heard through another server.")

    watching.watch.tick()

    assert watching.readers.rechecked == ["mastodon:1"]


def test_what_no_longer_has_a_case_is_not_remembered(watching: Watching) -> None:
    watching.open(1)
    watching.watch.tick()
    watching.casebook = watching.watch._casebook = MemoryCasebook()

    watching.watch.tick()

    assert watching.watch._read_at == {}


def channels(bench: Bench) -> SourceChannels:
    return SourceChannels(opener=bench.opener, sources=bench.sources, intake=bench.intake, clock=bench.clock)


def test_only_who_heard_a_mention_can_tell_that_it_is_gone(bench: Bench) -> None:
    bench.well.items = [said("1")]
    bench.runner.look(bench.source)
    told = bench.archive.find([MentionId("mastodon:1")])[MentionId("mastodon:1")].mention
    bench.well.threads["gone"] = ["1"]  # type: ignore[list-item]  what this source may not see

    channels(bench).recheck([replace(told, source="another account")])
    assert set(bench.texts()) == {"1"}

    channels(bench).recheck([told])
    assert bench.texts() == {}


@pytest.mark.parametrize(
    ("has_account", "type_", "stands"),
    [(False, MentionType.MESSAGE, True), (True, MentionType.MESSAGE, False), (False, MentionType.COMMENT, False)],
)
def test_a_source_that_lost_its_account_erases_public_mentions_alone(
    bench: Bench, has_account: bool, type_: MentionType, stands: bool
) -> None:
    bench.well.items = [said("1")]
    bench.runner.look(bench.source)
    told = bench.archive.find([MentionId("mastodon:1")])[MentionId("mastodon:1")].mention
    bench.well.threads["gone"] = ["1"]  # type: ignore[list-item]  what is not shown without an account
    if not has_account:
        bench.well.publish = None  # type: ignore[method-assign, assignment]

    channels(bench).recheck([replace(told, type=type_)])

    assert bool(bench.texts()) is stands


def test_a_thread_is_read_through_the_next_source_where_the_first_cannot(bench: Bench) -> None:
    bench.sources.ensure("a second account", "well")
    bench.well.items = [said("1")]
    bench.runner.look(bench.source)
    told = bench.archive.find([MentionId("mastodon:1")])[MentionId("mastodon:1")].mention
    answers = [Misconfigured("This was heard through another server.")]

    def thread(_: str) -> list[RawItem]:
        if answers:
            raise answers.pop()
        return [said("1"), said("2", reply_to="1")]

    bench.well.thread = thread  # type: ignore[method-assign]

    assert channels(bench).hear_thread(told) == 1

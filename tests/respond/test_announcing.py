"""What happened becomes a telling for each who asks, once, whenever the process dies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from resonanz.core.clock import FixedClock
from resonanz.core.ids import QueryId
from resonanz.core.webhook import OFFERED, Event, Happening, Subscription, SubscriptionId
from resonanz.respond import announcing
from resonanz.respond.announcing import Announcer
from resonanz.store.memory import MemoryArchive, MemoryWebhookBook
from tests.making import NOON, heard


@dataclass
class Log:
    """Be the cases' log, and the surges; hands the last lines out again, as the tables do."""

    lines: list[Happening | None] = field(default_factory=list)
    surges: list[Happening] = field(default_factory=list)

    def of_cases(self, after: int, *, limit: int = 1_000) -> list[tuple[int, Happening | None]]:
        numbered = list(enumerate(self.lines, 1))
        return numbered[max(0, after - 2) :][:limit]

    def of_surges(self, since: datetime) -> list[Happening]:
        return [one for one in self.surges if one.at >= since]


class Bench:
    """Hold an announcer and what it reads and writes."""

    def __init__(self) -> None:
        self.archive, self.book, self.log, self.clock = MemoryArchive(), MemoryWebhookBook(), Log(), FixedClock(NOON)
        self.announcer = Announcer(archive=self.archive, happenings=self.log, book=self.book, clock=self.clock)

    def subscribe(self, *events: Event, query: int | None = None, at: datetime = NOON) -> Subscription:
        id_ = SubscriptionId(len(self.book.subscriptions()) + 1)
        return self.book.add(
            Subscription(
                id=id_,
                name="Desk",
                url="https://desk.example",
                events=events or OFFERED,
                query=None if query is None else QueryId(query),
                enabled=True,
                created_at=at,
            )
        )

    def told(self) -> list[tuple[int, str]]:
        return [(one.subscription, one.subject) for one in self.book.deliveries.values()]


def opened(number: int, *, at: datetime = NOON) -> Happening:
    return Happening(event=Event.CASE_OPENED, subject=f"event:{number}", at=at)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_what_a_query_found_is_told_to_who_asks_for_it(bench: Bench) -> None:
    bench.subscribe(Event.MENTION_HEARD, query=7)
    bench.subscribe(Event.MENTION_HEARD)
    bench.archive.keep([heard("1", queries=(QueryId(7),), seen_at=NOON), heard("2", seen_at=NOON)])
    assert bench.announcer.tick() == 3
    assert sorted(bench.told()) == [(1, "mention:mastodon:1"), (2, "mention:mastodon:1"), (2, "mention:mastodon:2")]


def test_what_was_heard_before_anybody_asked_is_not_told(bench: Bench) -> None:
    bench.archive.keep([heard("1", seen_at=NOON)])
    bench.announcer.tick()
    bench.subscribe(Event.MENTION_HEARD)
    bench.archive.keep([heard("2", seen_at=NOON)])
    bench.announcer.tick()
    assert bench.told() == [(1, "mention:mastodon:2")]


def test_old_mentions_that_are_imported_are_no_news(bench: Bench) -> None:
    bench.subscribe(Event.MENTION_HEARD)
    bench.archive.keep([heard("1", seen_at=NOON - timedelta(days=300))])
    assert bench.announcer.tick() == 0


def test_an_edit_is_not_heard_a_second_time(bench: Bench) -> None:
    bench.subscribe(Event.MENTION_HEARD)
    for revision in (0, 5):
        bench.archive.keep([heard("1", seen_at=NOON, revision=revision)])
        bench.announcer.tick()
    assert bench.told() == [(1, "mention:mastodon:1")]


def test_a_long_log_is_followed_to_its_end(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "BATCH", 10)
    bench.subscribe()
    bench.log.lines = [opened(number) for number in range(1, 36)]
    bench.archive.keep([heard(str(number), seen_at=NOON) for number in range(35)])
    assert bench.announcer.tick() == 70
    assert bench.announcer.tick() == 0


def test_a_line_that_became_visible_late_is_told(bench: Bench) -> None:
    bench.subscribe()
    bench.log.lines = [opened(1), None, opened(3)]
    bench.announcer.tick()
    bench.log.lines[1] = opened(2)
    assert bench.announcer.tick() == 1


def test_the_mark_moves_although_nobody_asks(bench: Bench) -> None:
    bench.log.lines = [opened(1), opened(2)]
    bench.announcer.tick()
    assert bench.book.mark(announcing.CASES) == 2


def test_a_process_that_dies_before_the_mark_moved_tells_everything_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.subscribe()
    bench.log.lines = [opened(1)]
    keep = bench.book.announce

    def dying(told: Sequence[tuple[SubscriptionId, Happening]], **kept: object) -> int:
        keep(told, **{**kept, "mark": 0})  # type: ignore[arg-type]  what a torn transaction would leave at worst
        raise KeyboardInterrupt

    monkeypatch.setattr(bench.book, "announce", dying)
    with pytest.raises(KeyboardInterrupt):
        bench.announcer.tick()
    monkeypatch.setattr(bench.book, "announce", keep)
    bench.announcer.tick()
    assert bench.told() == [(1, "event:1")]


def test_a_surge_is_told_when_it_begins_and_when_it_ends(bench: Bench) -> None:
    bench.subscribe(Event.SURGE_BEGUN, Event.SURGE_ENDED)
    bench.log.surges = [Happening(event=Event.SURGE_BEGUN, subject="surge:4", at=NOON)]
    assert [bench.announcer.tick(), bench.announcer.tick()] == [1, 0]
    bench.log.surges += [Happening(event=Event.SURGE_ENDED, subject="surge:4", at=NOON + timedelta(hours=1))]
    assert [bench.announcer.tick(), bench.announcer.tick()] == [1, 0]


def test_who_is_switched_off_is_told_nothing(bench: Bench) -> None:
    bench.book.report(replace(bench.subscribe(), enabled=False))
    bench.log.lines = [opened(1)]
    assert bench.announcer.tick() == 0

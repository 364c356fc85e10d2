"""A look: the order of its writes, what a failure leaves behind, what a person reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.core.clock import FixedClock
from resonanz.core.errors import CredentialsRejected, NotFound, StoreUnavailable, TryLater
from resonanz.core.policy import Role
from resonanz.core.source import Health
from resonanz.store.memory import (
    MemoryArchive,
    MemoryCasebook,
    MemoryLedger,
    MemoryPayloads,
    MemorySourceBook,
)
from tests.ingest.conftest import Bench, Well, said
from tests.making import NOON


def test_a_look_goes_on_where_the_last_one_ended(bench: Bench) -> None:
    bench.well.items = [said("1"), said("2"), said("3")]
    bench.runner.look(bench.source)
    bench.well.items += [said("4")]

    assert bench.runner.look(bench.source).counts.new == 1


def test_a_failure_keeps_what_was_read_before_it(bench: Bench) -> None:
    bench.well.items = [said(str(one)) for one in range(6)]
    bench.well.fail, bench.well.fail_after = TryLater("slow down", after=90), 2

    looked = bench.runner.look(bench.source)

    assert looked.trouble == "slow down"
    assert len(bench.texts()) == 4
    health = bench.sources.health(bench.source.id)
    assert health.state is Health.FAILING
    assert health.next_look_at is not None
    assert (health.next_look_at - NOON).total_seconds() == 90


def test_refused_credentials_need_a_person_and_open_a_gap(bench: Bench) -> None:
    bench.well.fail = CredentialsRejected("The access token was refused.")

    bench.runner.look(bench.source)

    health = bench.sources.health(bench.source.id)
    assert (health.state, health.sentence) == (Health.NEEDS_OPERATOR, "The access token was refused.")
    assert [gap.end for gap in bench.sources.gaps(bench.source.id)] == [None]


def test_administrators_are_told_of_a_source_that_needs_them_and_that_it_listens_again(bench: Bench) -> None:
    bench.well.fail = CredentialsRejected("The access token was refused.")
    bench.runner.look(bench.source)
    bench.clock.sleep(60)
    bench.runner.look(bench.source)
    bench.well.fail = None
    bench.runner.look(bench.source)

    assert [one.event for one in bench.notices.told] == ["source_needs_you", "source_needs_you", "source_recovered"]
    assert len({one.key for one in bench.notices.told}) == 2  # a key is told once
    assert {one.role for one in bench.notices.told} == {Role.ADMINISTRATOR}


@pytest.mark.parametrize(("minutes", "told"), [(29, []), (30, ["source_failing", "source_recovered"])])
def test_trouble_that_passes_by_itself_is_told_when_it_lasts(bench: Bench, minutes: int, told: list[str]) -> None:
    bench.well.fail = TryLater("down")
    bench.runner.look(bench.source)
    bench.clock.sleep(60 * minutes)
    bench.runner.look(bench.source)
    bench.well.fail = None
    bench.runner.look(bench.source)

    assert [one.event for one in bench.notices.told] == told


def test_recovery_closes_the_gap(bench: Bench) -> None:
    bench.well.fail = TryLater("down")
    bench.runner.look(bench.source)
    bench.clock.sleep(600)
    bench.well.fail = None

    bench.runner.look(bench.source)

    assert bench.sources.health(bench.source.id).state is Health.HEALTHY
    assert [gap.end for gap in bench.sources.gaps(bench.source.id)] == [bench.clock.now()]


def test_a_defect_is_contained_and_its_text_is_not_shown(bench: Bench) -> None:
    bench.well.fail = RuntimeError("a stranger's words")

    looked = bench.runner.look(bench.source)

    assert "stranger" not in looked.trouble
    assert "RuntimeError" in looked.trouble


def test_a_failing_source_is_logged_once(bench: Bench) -> None:
    bench.well.fail = TryLater("down")
    for _ in range(3):
        bench.runner.look(bench.source)

    assert [event for event, _ in bench.log.lines] == ["source_failed"]


def test_a_store_that_is_away_is_not_the_sources_fault(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.well.items = [said("1")]

    def full(_batch: object) -> None:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(bench.archive, "keep", full)
    with pytest.raises(StoreUnavailable):
        bench.runner.look(bench.source)

    assert bench.cursors.read(bench.source.id, "look") is None
    assert bench.sources.health(bench.source.id).state is Health.HEALTHY


def test_a_long_time_without_a_look_is_a_gap(bench: Bench) -> None:
    bench.well.items = [said("1")]
    bench.runner.look(bench.source)
    bench.clock.sleep(2 * 24 * 3600)

    bench.runner.look(bench.source)
    bench.clock.sleep(300)
    bench.runner.look(bench.source)

    (gap,) = bench.sources.gaps(bench.source.id)
    assert (gap.start, gap.end) == (NOON, NOON + timedelta(days=2))


def test_what_is_only_handed_in_has_no_gaps(bench: Bench) -> None:
    bench.runner.look(bench.source)
    bench.clock.sleep(2 * 24 * 3600)

    bench.runner.look(bench.source)

    assert bench.sources.gaps(bench.source.id) == []


def test_a_source_that_is_removed_while_it_is_looked_at_ends_its_look(bench: Bench) -> None:
    def removed(*_: object) -> None:
        raise NotFound("There is no source 1.")

    bench.well.items = [said("1")]
    bench.sources.advance = bench.sources.open_gap = removed  # type: ignore[method-assign]

    assert bench.runner.look(bench.source).trouble == "There is no source 1."


def test_the_account_of_a_source_is_ours_before_anything_is_read(bench: Bench) -> None:
    bench.well.account = ("did:plc:us", "Acme.example")
    bench.well.items = [said("1")]
    bench.well.fail = TryLater("down")

    bench.runner.look(bench.source)

    assert bench.rulebook.own_accounts() == {("mastodon", "did:plc:us"), ("mastodon", "acme.example")}


class Killed(BaseException):
    """Stand for kill -9: nothing after it runs."""


@settings(max_examples=60, deadline=None)
@given(number=st.integers(1, 12), page=st.integers(1, 4), deaths=st.lists(st.integers(0, 40), max_size=4))
def test_dying_between_any_two_writes_loses_nothing_and_doubles_nothing(
    number: int, page: int, deaths: list[int]
) -> None:
    bench = Bench(
        well=Well(page=page, items=[said(str(one)) for one in range(number)]),
        clock=FixedClock(NOON),
        archive=MemoryArchive(),
        payloads=MemoryPayloads(),
        casebook=MemoryCasebook(),
        sources=MemorySourceBook(),
        ledger=MemoryLedger(),
    )
    steps = Steps(bench)
    for death in deaths:
        steps.die_in(death)
        try:
            bench.runner.look(bench.source)
        except Killed:
            cursor = bench.cursors.read(bench.source.id, "look") or {"at": 0}
            assert int(cursor["at"]) <= len(bench.texts())  # type: ignore[call-overload]
    steps.live()

    bench.runner.look(bench.source)

    everything = bench.archive.following(0, limit=1_000)
    assert sorted(int(one.mention.id.partition(":")[2]) for one in everything) == list(range(number))


class Steps:
    """Count writes and die before the one that is told, or right after it."""

    def __init__(self, bench: Bench) -> None:
        self._left: int | None = None
        for store, name in ((bench.payloads, "keep"), (bench.archive, "keep"), (bench.sources, "advance")):
            setattr(store, name, self._deadly(getattr(store, name)))

    def die_in(self, steps: int) -> None:
        self._left = steps

    def live(self) -> None:
        self._left = None

    def _tick(self) -> None:
        if self._left is not None:
            if self._left == 0:
                raise Killed
            self._left -= 1

    def _deadly(self, write):
        def deadly(*args, **kwargs):
            self._tick()
            outcome = write(*args, **kwargs)
            self._tick()
            return outcome

        return deadly

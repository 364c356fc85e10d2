"""A surge is many people at once while somebody listened: no rhythm, no gap, no import, no loud voice alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.core.ids import SourceId, mention_id
from resonanz.core.source import Gap
from resonanz.core.surge import EVERYTHING
from resonanz.understand.rising import said_in
from tests.understand.watched import MONDAY, QUERY, World


@pytest.fixture
def world() -> World:
    """Return a world with four weeks of history in which nothing happened."""
    made = World()
    made.follower.tick()
    return made


def test_the_rhythm_of_two_days_is_no_surge(world: World) -> None:
    world.live(48)
    assert world.events == []


def test_many_voices_are_told_within_the_hour(world: World) -> None:
    world.live(10)
    world.live(1.1, more=8)
    assert world.events == ["surge_started"]


def test_a_surge_that_shows_in_several_series_is_one(world: World) -> None:
    world.live(10)
    world.live(2, more=8)
    (surge,) = world.surges.lasting()
    assert (surge.series, set(surge.also)) == (f"query:{QUERY}", {EVERYTHING, "kind:question"})


def test_a_surge_says_how_many_people_spoke(world: World) -> None:
    world.live(10)
    world.live(2, more=8)
    (surge,) = world.surges.lasting()
    said = list(said_in(world.archive, surge.series, surge.started_at - timedelta(hours=2), world.clock.now()))
    assert 100 < surge.voices <= len(said)
    assert surge.reach == 10 * surge.voices


def test_what_is_over_is_told_quietly(world: World) -> None:
    world.live(10)
    world.live(2, more=8)
    world.live(24)
    assert world.events == ["surge_started", "surge_ended"]
    assert not world.notices.told[-1].urgent


def test_a_surge_ends_when_it_was_over(world: World) -> None:
    world.live(10)
    world.live(2, more=8)
    world.live(24)
    ended = world.surges.load(1).ended_at
    assert MONDAY + timedelta(hours=11) < ended < MONDAY + timedelta(hours=19)


def test_one_voice_repeated_is_no_surge(world: World) -> None:
    world.live(10)
    world.live(4, more=20, who="loud")
    assert world.events == []


def test_copies_are_no_surge(world: World) -> None:
    world.live(10)
    world.live(4, more=20, duplicate_of=mention_id("mastodon", "first"))
    assert world.events == []


def test_a_backfilled_import_is_no_surge(world: World) -> None:
    world.live(10)
    now = world.clock.now()
    old = [one for hour in range(3, 9) for one in world.said(now - timedelta(hours=hour), 300, seen_at=now)]
    world.archive.keep(old)
    world.live(8)
    assert world.events == []


def test_what_a_program_hands_in_late_is_no_surge(world: World) -> None:
    world.live(10)
    world.sources.ensure("archive of a year", "file")
    now = world.clock.now()
    late = now - timedelta(minutes=40)
    world.archive.keep(world.said(late, 500, seen_at=now, source="archive of a year"))
    world.live(8)
    assert world.events == []


def test_a_gap_in_listening_is_no_surge(world: World) -> None:
    world.live(10)
    start = world.clock.now()
    world.gaps.append(Gap(source=SourceId(1), start=start, end=None, reason="The stream was cut."))
    for _ in range(36):  # three hours in which nothing arrives
        world.clock.sleep(300)
        world.follower.tick()
    end = world.clock.now()
    world.gaps[:] = [Gap(source=SourceId(1), start=start, end=end, reason="The stream was cut.")]
    missed = [one for hour in (0.5, 1, 1.5, 2) for one in world.said(end - timedelta(hours=hour), 60, seen_at=end)]
    world.archive.keep(missed)
    world.live(12)
    assert world.events == []


def test_a_sleep_is_no_surge(world: World) -> None:
    world.live(10)
    world.archive.keep(world.said(world.clock.now() + timedelta(hours=2), 300))
    world.clock.sleep(6 * 3600)
    world.live(8)
    assert world.events == []


def test_a_process_that_dies_goes_on_where_it_was(world: World) -> None:
    whole = World()
    whole.follower.tick()
    for at in (whole, world):
        at.live(10)
        at.live(1, more=8)
        if at is world:
            at.follower = at.begun()
        at.live(12)
    assert world.surges.load(1) == whole.surges.load(1)
    assert world.surges.learned() == whole.surges.learned()


def test_a_round_that_could_not_be_stored_is_done_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.live(2)
    world.archive.keep(world.said(world.clock.now(), 4))
    world.clock.sleep(900)
    keep = world.surges.keep
    monkeypatch.setattr(world.surges, "keep", lambda _: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        world.follower.tick()
    monkeypatch.setattr(world.surges, "keep", keep)
    world.follower.tick()
    hour = world.clock.now().replace(minute=0)
    assert world.surges.hours(EVERYTHING, since=hour, until=world.clock.now())[hour] == 4


def test_a_watch_that_begins_tells_nothing_of_the_past() -> None:
    world = World()
    past = MONDAY - timedelta(days=5)
    world.archive.keep([one for step in range(40) for one in world.said(past + step * timedelta(minutes=5), 10)])
    world.follower.tick()
    assert (world.events, world.surges.lasting()) == ([], [])


def test_a_past_can_be_watched_as_if_it_were_heard_now() -> None:
    world = World()
    past = MONDAY - timedelta(days=5)
    world.archive.keep([one for step in range(40) for one in world.said(past + step * timedelta(minutes=5), 10)])
    (surge,) = world.follower.replay(MONDAY - timedelta(days=28), MONDAY, report=True)
    assert past < surge.started_at < past + timedelta(hours=1)
    assert surge.ended_at is not None


def test_watching_the_past_again_counts_nothing_twice() -> None:
    world = World()
    for _ in range(2):
        world.follower.replay(MONDAY - timedelta(days=3), MONDAY, report=False)
    hours = world.surges.hours(EVERYTHING, since=MONDAY - timedelta(days=3), until=MONDAY)
    said = [
        one
        for one in world.archive.following(0, limit=100_000)
        if one.mention.published_at >= MONDAY - timedelta(days=3)
    ]
    assert sum(hours.values()) == len(said)


def test_what_a_removed_source_told_last_is_watched_too(world: World) -> None:
    world.archive.keep(world.said(world.clock.now(), 2, source="gone", department=3))
    world.live(1)
    assert "department:3" in world.surges.learned()

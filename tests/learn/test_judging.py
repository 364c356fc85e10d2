"""What came is measured against what was stated before; what cannot be told is neither hit nor flop."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.initiative import Direction, InitiativeState, Kill, Outcome, Plan
from resonanz.learn.effects import Estimate, Finding, Reason, Verdict
from resonanz.learn.judging import Why, _outcome, daily_of, finding_of, variants, verdict
from resonanz.learn.reading import outlook
from tests.learn.trying import BEFORE, DAYS, TODAY, VOLUME, Room
from tests.learn.worlds import World, lived

UP, DOWN = Direction.UP, Direction.DOWN


def found(change: tuple[float, float, float], verdict: Verdict, *reasons: Reason) -> Finding:
    return Finding(
        verdict=verdict, reasons=reasons, method="did", days_before=60, days_after=28, relative=Estimate(*change)
    )


@pytest.mark.parametrize(
    ("finding", "direction", "outcome", "why"),
    [
        (found((0.3, 0.2, 0.4), Verdict.POSITIVE, Reason.ABOVE_ZERO), UP, Outcome.HIT, Why.REACHED),
        (found((0.12, 0.02, 0.2), Verdict.POSITIVE, Reason.ABOVE_ZERO), UP, Outcome.HIT, Why.REACHED),
        (found((0.08, 0.02, 0.2), Verdict.POSITIVE, Reason.ABOVE_ZERO), UP, Outcome.FLOP, Why.SMALLER),
        (found((0.05, 0.02, 0.08), Verdict.POSITIVE, Reason.ABOVE_ZERO), UP, Outcome.FLOP, Why.SURELY_SMALLER),
        (found((-0.3, -0.4, -0.2), Verdict.NEGATIVE, Reason.BELOW_ZERO), UP, Outcome.FLOP, Why.OPPOSITE),
        (found((-0.3, -0.4, -0.2), Verdict.NEGATIVE, Reason.BELOW_ZERO), DOWN, Outcome.HIT, Why.REACHED),
        (found((0.3, 0.2, 0.4), Verdict.POSITIVE, Reason.ABOVE_ZERO), DOWN, Outcome.FLOP, Why.OPPOSITE),
        (found((0.0, -0.1, 0.1), Verdict.NONE_LARGER_THAN, Reason.WITHIN_BOUND), UP, Outcome.FLOP, Why.SURELY_SMALLER),
        (found((-0.1, -0.3, 0.05), Verdict.CANNOT_TELL, Reason.TOO_WIDE), UP, Outcome.FLOP, Why.SURELY_SMALLER),
        (found((0.1, -0.3, 0.5), Verdict.CANNOT_TELL, Reason.TOO_WIDE), UP, Outcome.CANNOT_TELL, Why.UNSURE),
        (found((0.3, 0.2, 0.4), Verdict.CANNOT_TELL, Reason.MOVED_BEFORE), UP, Outcome.CANNOT_TELL, Why.REFUSED),
        (found((-0.3, -0.4, -0.2), Verdict.CANNOT_TELL, Reason.CONTROLS_MOVED_TOO), UP, Outcome.CANNOT_TELL,
         Why.REFUSED),
    ],
)  # fmt: skip
def test_a_finding_is_held_against_what_was_stated(
    finding: Finding, direction: Direction, outcome: Outcome, why: Why
) -> None:
    assert _outcome(finding, direction, 0.1) == (outcome, why)


@pytest.mark.parametrize(("effect", "outcome"), [(0.5, Outcome.HIT), (-0.3, Outcome.FLOP)])
def test_a_try_is_judged_at_its_end(effect: float, outcome: Outcome) -> None:
    room = Room(effect=effect)
    judged = room.judged()
    kept = room.book.judgement(judged.id)
    assert (judged.state, judged.outcome, kept.outcome) == (InitiativeState.JUDGED, outcome, outcome)
    assert (kept.version, kept.archive_seq, kept.definitions) == ("7", 42, {"volume": "mentions"})
    assert room.notices.told[-1].event == "initiative_judged"


def test_a_verdict_can_be_computed_again_from_what_was_kept() -> None:
    room = Room()
    kept = room.book.judgement(room.judged().id)
    again = verdict(daily_of(kept.series), kept.plan)
    finding, others = finding_of(kept.finding)
    assert (again.outcome, again.change, again.finding) == (kept.outcome, kept.change, finding)
    assert variants(daily_of(kept.series), kept.plan, again) == others


def test_a_verdict_is_given_once() -> None:
    room = Room()
    judged = room.judged()
    before = room.book.judgement(judged.id)
    room.measures.values = lambda _query, _day: 1.0
    assert room.keeper.judge(judged.id) is before.outcome
    assert room.book.judgement(judged.id) == before


def test_without_a_series_it_cannot_be_told() -> None:
    empty = Room()
    running = empty.running()
    empty.measures.values = lambda _query, _day: None
    empty.wait(days=DAYS + 2)
    empty.keeper.tick(empty.keeper.judge)
    kept = empty.book.judgement(running.id)
    assert (kept.outcome, kept.why, kept.change) == (Outcome.CANNOT_TELL, "no_series", None)


def test_it_runs_until_its_last_day_has_passed() -> None:
    room = Room()
    running = room.running()
    room.wait(days=DAYS)
    assert room.keeper.tick(room.keeper.judge) == 0
    room.wait(days=1)
    assert room.keeper.tick(lambda _: None) == 1
    assert room.book.load(running.id).state is InitiativeState.MEASURING
    assert room.keeper.tick(room.keeper.judge) == 1  # asked again, as after a crash


def test_the_kill_criterion_is_told_once_a_day_and_stops_nothing() -> None:
    room = Room()
    low = Kill(metric=VOLUME, beyond=Direction.UP, bound=1.0, days=3)
    running = room.running(plan=room.plan(kill=low))
    told = []
    for _day in range(6):
        room.wait(days=1)
        for _round in range(2):
            room.keeper.tick(room.keeper.judge)
        told.append(sum(one.event == "initiative_kill_reached" for one in room.notices.told))
    assert told == [0, 0, 0, 1, 2, 3]  # three whole days since the start are needed
    assert room.book.load(running.id).state is InitiativeState.RUNNING


def test_a_day_without_listening_is_left_out_and_history_begins_with_the_first_count() -> None:
    room = Room()
    deaf = TODAY - timedelta(days=5)
    room.measures.deaf = frozenset({deaf})
    daily = room.reader.daily(room.noted(), TODAY)
    assert deaf not in daily.days
    assert daily.days[0] == TODAY + timedelta(days=1 - BEFORE)


def test_what_would_be_seen_is_said_before() -> None:
    room = Room()
    preview = room.reader.preview(room.noted(), TODAY)
    assert preview.history == BEFORE - 1
    assert 0.05 < preview.power.rise < 0.5
    assert 0 < preview.chance < 1


def test_a_larger_change_needs_no_longer_try() -> None:
    history = lived(World(level=80, controls=2), BEFORE, 3)
    assert outlook(history, 14, 2.0).needed == 14
    assert outlook(history, 14, 0.001).needed is None


def test_a_short_history_says_nothing() -> None:
    short = outlook(lived(World(), 10, 3), 14, 0.5)
    assert (short.history, short.power, short.chance) == (10, None, None)


def test_a_plan_without_a_metric_has_no_outlook() -> None:
    room = Room()
    assert room.reader.preview(room.noted(plan=Plan()), TODAY) is None
    assert replace(Plan(), hope=0.1).days is None

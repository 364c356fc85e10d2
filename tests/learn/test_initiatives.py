"""Nothing starts without its fields, nobody signs for another, and what was signed stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.forecast import Guess
from resonanz.core.ids import InitiativeId
from resonanz.core.initiative import INITIATIVE, InitiativeState, Kill, Missing, Plan
from resonanz.core.metric import Metric
from resonanz.core.policy import Role
from resonanz.core.search import Filter
from resonanz.learn.alike import most_alike
from resonanz.learn.initiatives import named_in
from resonanz.learn.planning import checked
from tests.learn.trying import LEGAL, OWNER, SPONSOR, TODAY, Room, person

LACKS = {
    "hypothesis": ("", Missing.HYPOTHESIS),
    "metric": (None, Missing.METRIC),
    "hope": (None, Missing.HOPE),
    "starts_on": (None, Missing.START),
    "ends_on": (None, Missing.END),
    "hours": (None, Missing.RESOURCES),
    "money": (None, Missing.RESOURCES),
    "kill": (None, Missing.KILL),
}
OF_PEOPLE = {"owner": Missing.OWNER, "sponsor": Missing.SPONSOR}


@pytest.fixture
def room() -> Room:
    return Room()


@given(absent=st.sets(st.sampled_from([*LACKS, *OF_PEOPLE, "backing", "forecasts"])), forecasts=st.integers(0, 2))
def test_nothing_starts_without_its_fields(absent: set[str], forecasts: int) -> None:
    room = Room()
    complete = room.ready()
    plan = replace(complete.plan, **{name: LACKS[name][0] for name in absent if name in LACKS})
    damaged = replace(
        complete,
        plan=plan,
        owner=None if "owner" in absent else complete.owner,
        sponsor=None if "sponsor" in absent else complete.sponsor,
        backed_at=None if "backing" in absent else complete.backed_at,
    )
    room.book.change(complete, damaged, room.book.history(complete.id)[0])
    if "forecasts" in absent:
        room.book.forecasts = dict(list(room.book.forecasts.items())[:forecasts])
    if not absent:
        assert room.desk.start(OWNER, complete.id).state is InitiativeState.RUNNING
        return
    with pytest.raises(InputRejected, match="cannot be started yet"):
        room.desk.start(OWNER, complete.id)
    assert room.book.load(complete.id).started_at is None
    named = {LACKS[name][1] for name in absent if name in LACKS} | {OF_PEOPLE[name] for name in absent & set(OF_PEOPLE)}
    assert named <= set(room.desk.lacks(damaged))


def test_every_field_that_can_lack_is_asked_for() -> None:
    free = {"by_file", "controls", "direction", "currency", "different"}
    assert {one.name for one in fields(Plan)} == set(LACKS) | free


def test_a_title_alone_is_an_idea(room: Room) -> None:
    idea = room.noted(plan=Plan(), sponsor=None)
    assert idea.state is InitiativeState.IDEA
    assert {Missing.HYPOTHESIS, Missing.BACKING, Missing.FORECASTS} <= set(room.desk.lacks(idea))


def test_it_becomes_ready_with_the_last_piece(room: Room) -> None:
    assert room.ready().state is InitiativeState.READY
    assert room.actions(room.book.load(1))[-1] == "complete"


@pytest.mark.parametrize("actor", [OWNER, person(4, Role.LEAD), person(3, Role.MEMBER, LEGAL)])
def test_only_the_sponsor_signs(room: Room, actor) -> None:
    idea = room.noted()
    with pytest.raises(NotAllowed):
        room.desk.back(actor, idea.id, idea.changed_at)


def test_nobody_is_their_own_sponsor(room: Room) -> None:
    idea = room.noted(owner=SPONSOR.id)
    with pytest.raises(NotAllowed):
        room.desk.back(SPONSOR, idea.id, idea.changed_at)
    assert Missing.SPONSOR in room.desk.lacks(idea)


def test_a_sponsor_signs_what_was_read(room: Room) -> None:
    idea = room.noted()
    with pytest.raises(Conflict):
        room.desk.back(SPONSOR, idea.id, idea.changed_at - timedelta(seconds=1))


@pytest.mark.parametrize(
    "change",
    [
        {"hope": 0.2},
        {"metric": Metric(name="volume", filter=Filter(query="calm"))},
        {"ends_on": TODAY + timedelta(days=9)},
        {"kill": Kill(metric=Metric(name="volume"), beyond="up", bound=5.0)},
    ],
)
def test_a_changed_plan_takes_signature_and_forecasts_back(room: Room, change) -> None:
    ready = room.ready()
    after = room.desk.change(OWNER, ready.id, room.wanted(plan=room.plan(**change)))
    assert (after.state, after.backed_at, room.forecasts.number(ready.id)) == (InitiativeState.IDEA, None, 0)


def test_saying_what_is_different_keeps_the_forecasts(room: Room) -> None:
    ready = room.ready()
    room.desk.change(OWNER, ready.id, room.wanted(plan=room.plan(different="The hour.")))
    assert room.forecasts.number(ready.id) == 3


def test_a_plan_that_runs_stays_as_it_is(room: Room) -> None:
    running = room.running()
    with pytest.raises(Conflict):
        room.desk.change(OWNER, running.id, room.wanted(title="Other"))
    with pytest.raises(Conflict):
        room.forecasting.seal(person(12), running.id, Guess(0.9, 0.0, 0.1))


def test_a_first_day_that_has_passed_cannot_be_started(room: Room) -> None:
    ready = room.ready()
    room.wait(days=2)
    with pytest.raises(InputRejected, match="first day has passed"):
        room.desk.start(OWNER, ready.id)


def test_a_metric_that_cannot_be_read_is_refused_at_once(room: Room) -> None:
    with pytest.raises(InputRejected) as raised:
        room.noted(plan=room.plan(metric=Metric(name="nonsense")))
    assert raised.value.place == "metric"


def test_another_department_changes_nothing(room: Room) -> None:
    idea = room.noted()
    with pytest.raises(NotAllowed):
        room.desk.change(person(5, Role.LEAD, LEGAL), idea.id, room.wanted())


def test_stopping_keeps_the_reason(room: Room) -> None:
    stopped = room.desk.stop(OWNER, room.running().id, "The workshop burnt down.")
    assert (stopped.state, stopped.reason) == (InitiativeState.STOPPED, "The workshop burnt down.")


def test_an_idea_like_an_earlier_try_has_to_say_what_is_different(room: Room) -> None:
    room.judged()
    again = room.noted(title="Answering within the hour", plan=room.plan())
    assert [one.earlier.title for one in room.desk.alike(again)] == ["Answer within an hour"]
    assert Missing.DIFFERENT in room.desk.lacks(again)
    told = room.desk.change(OWNER, again.id, room.wanted(title=again.title, plan=room.plan(different="At night.")))
    assert Missing.DIFFERENT not in room.desk.lacks(told)


def test_something_else_is_not_alike(room: Room) -> None:
    room.judged()
    tries = room.book.tries(limit=9)
    assert most_alike("A stand with sandwiches at the bicycle fair in Hamburg", tries) == []


def test_what_it_taught_is_written_at_its_end(room: Room) -> None:
    with pytest.raises(Conflict):
        room.desk.teach(OWNER, room.running().id, "Much.")


def test_a_colleagues_name_is_asked_about_once(room: Room) -> None:
    judged = room.judged()
    room.names = ["Max Mustermann", "Anna Li"]
    with pytest.raises(InputRejected, match="Max Mustermann"):
        room.desk.teach(OWNER, judged.id, "Mustermann was too slow.")
    kept = room.desk.teach(OWNER, judged.id, "Mustermann was too slow.", named_on_purpose=True)
    assert kept.taught == "Mustermann was too slow."


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Anna was late.", ["Anna Li"]),
        ("We like li and maxima.", []),
        ("Peak hours are MAX at noon.", ["Max Mustermann"]),
        ("Nothing happened.", []),
    ],
)
def test_names_are_found_as_words(text: str, named: list[str]) -> None:
    assert named_in(text, ["Max Mustermann", "Anna Li"]) == named


def test_the_life_cycle_ends_where_it_says() -> None:
    ends = [state for state in InitiativeState if not INITIATIVE.actions(state)]
    assert ends == [InitiativeState.JUDGED, InitiativeState.STOPPED]


def test_a_handed_in_file_keeps_its_past(room: Room) -> None:
    lines = ["timestamp,value", *(f"{TODAY + timedelta(days=number - 40)},{50 + number % 7}" for number in range(40))]
    idea = room.noted(plan=room.plan(by_file=True, metric=None, controls={}))
    assert Missing.METRIC in room.desk.lacks(idea)
    idea = room.desk.hand_in(OWNER, idea.id, "\n".join(lines))
    room.desk.back(SPONSOR, idea.id, idea.changed_at)
    for number in (11, 12, 13):
        room.forecasting.seal(person(number), idea.id, Guess(0.5, 0.0, 0.2))
    room.desk.start(OWNER, idea.id)
    other_past = [lines[0], *lines[2:], f"{TODAY + timedelta(days=3)},60"]
    with pytest.raises(InputRejected, match="days before the start"):
        room.desk.hand_in(OWNER, idea.id, "\n".join(other_past))
    room.desk.hand_in(OWNER, idea.id, "\n".join([*lines, f"{TODAY + timedelta(days=3)},60"]))
    assert room.book.series(idea.id).endswith(",60")


def begun_with_a_control(room: Room) -> tuple[InitiativeId, list[str]]:
    """Return an initiative that began, judged by a file with one control, and the lines of the file."""
    days = [TODAY + timedelta(days=number - 40) for number in range(40)]
    lines = ["timestamp,value,calm", *(f"{day},{50 + day.day % 7},{30 + day.day % 5}" for day in days)]
    idea = room.noted(plan=room.plan(by_file=True, metric=None, controls={}))
    idea = room.desk.hand_in(OWNER, idea.id, "\n".join(lines))
    room.desk.back(SPONSOR, idea.id, idea.changed_at)
    for number in (11, 12, 13):
        room.forecasting.seal(person(number), idea.id, Guess(0.5, 0.0, 0.2))
    room.desk.start(OWNER, idea.id)
    return idea.id, lines


def test_what_a_control_was_before_the_start_stays(room: Room) -> None:
    begun, lines = begun_with_a_control(room)
    other = [line if number != 5 else line.rpartition(",")[0] + ",99" for number, line in enumerate(lines)]
    with pytest.raises(InputRejected, match="days before the start"):
        room.desk.hand_in(OWNER, begun, "\n".join(other))


def test_no_control_goes_once_it_has_begun(room: Room) -> None:
    begun, lines = begun_with_a_control(room)
    with pytest.raises(InputRejected, match="controls"):
        room.desk.hand_in(OWNER, begun, "\n".join(line.rpartition(",")[0] for line in lines))


def meanwhile(room: Room, monkeypatch: pytest.MonkeyPatch, doing: Callable[[], object]) -> None:
    """Let somebody do this right before the next change of an initiative is stored."""
    change = room.book.change

    def late(*given: Any, **also: Any) -> None:
        monkeypatch.setattr(room.book, "change", change)
        doing()
        change(*given, **also)

    monkeypatch.setattr(room.book, "change", late)


def test_what_began_in_this_moment_keeps_its_forecasts(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = room.ready()
    meanwhile(room, monkeypatch, lambda: room.desk.start(OWNER, ready.id))
    with pytest.raises(Conflict):
        room.desk.change(OWNER, ready.id, room.wanted(plan=room.plan(hope=0.01)))
    assert room.forecasts.number(ready.id) == 3


def test_a_file_that_comes_too_late_is_not_kept(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, lines = begun_with_a_control(room)
    kept = room.book.series(begun)
    meanwhile(room, monkeypatch, lambda: room.desk.stop(OWNER, begun, "It rained."))
    with pytest.raises(Conflict):
        room.desk.hand_in(OWNER, begun, "\n".join([*lines, f"{TODAY + timedelta(days=3)},60,30"]))
    assert room.book.series(begun) == kept


@pytest.mark.parametrize("field", ["starts_on", "ends_on"])
@pytest.mark.parametrize("year", [1, 9999])
def test_a_day_with_none_before_or_after_it_is_refused(field: str, year: int) -> None:
    with pytest.raises(InputRejected) as refused:
        checked(Plan(**{field: date(year, 12, 31)}))
    assert refused.value.place == field

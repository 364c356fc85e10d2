"""Sealed means sealed; what is opened names nobody; calibration is of groups."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.forecast import Forecast, Guess, Seen
from resonanz.core.ids import DepartmentId, InitiativeId, UserId
from resonanz.core.initiative import Outcome, Plan, fingerprint
from resonanz.core.policy import Role
from resonanz.learn.calibration import Scored, calibration, calibrations, share
from tests.learn.trying import CHIEF, LEGAL, OWNER, SERVICE, Room, person
from tests.making import NOON


@pytest.fixture
def room() -> Room:
    return Room()


guesses = st.builds(
    Guess, st.floats(0.01, 0.99), st.floats(-0.9, 0.0), st.floats(0.01, 5.0)
)  # fmt: skip


@given(said=st.lists(guesses, min_size=3, max_size=5), steps=st.sampled_from(["noted", "started", "ended"]))
def test_nobody_reads_anothers_forecast_before_the_end(said: list[Guess], steps: str) -> None:
    room = Room()
    idea = room.noted()
    for number, guess in enumerate(said, 11):
        room.forecasting.seal(person(number), idea.id, guess)
    if steps != "noted":
        room.desk.back(person(3, Role.LEAD, LEGAL), idea.id, room.book.load(idea.id).changed_at)
        room.desk.start(OWNER, idea.id)
    if steps == "ended":
        room.wait(days=40)
        room.keeper.tick(lambda _: None)  # over, and not judged yet
    for reader in (CHIEF, OWNER, person(99), *(person(number) for number in range(11, 11 + len(said)))):
        assert room.forecasting.opened(reader, idea.id) is None
        own = room.forecasting.own(reader, idea.id)
        assert own is None or (own.person == reader.id and own.guess == said[reader.id - 11])
        assert room.forecasting.surprises(reader) == []
        assert room.forecasting.calibrations(reader).company is None
    with pytest.raises(Conflict):
        room.forecasts.opened(idea.id)


def test_the_end_opens_them_without_names(room: Room) -> None:
    judged = room.judged()
    opened = room.forecasting.opened(person(12), judged.id)
    assert [one.probability for one in opened.guesses] == [0.2, 0.5, 0.6]
    assert (opened.middle.probability, opened.mine.probability) == (0.5, 0.5)
    assert room.forecasting.opened(CHIEF, judged.id).mine is None


def test_what_lay_before_somebody_is_kept_with_their_forecast(room: Room) -> None:
    idea = room.noted()
    seen = Seen(at=NOON, earlier=(InitiativeId(4),), smallest=0.18)
    room.forecasting.seal(person(11), idea.id, Guess(0.6, -0.1, 0.3), about=fingerprint(idea, None), seen=seen)
    own = room.forecasting.own(person(11), idea.id)
    assert (own.seen, own.about) == (seen, fingerprint(idea, None))


def test_a_forecast_of_another_plan_than_was_read_is_refused(room: Room) -> None:
    idea = room.noted()
    read = fingerprint(idea, None)
    room.desk.change(OWNER, idea.id, room.wanted(plan=room.plan(hope=0.5)))
    with pytest.raises(Conflict, match="plan was changed"):
        room.forecasting.seal(person(11), idea.id, Guess(0.6, -0.1, 0.3), about=read)


def test_a_dropped_idea_opens_no_forecast(room: Room) -> None:
    idea = room.noted()
    for number in (11, 12, 13):
        room.forecasting.seal(person(number), idea.id, Guess(0.6, -0.1, 0.3))
    room.desk.stop(OWNER, idea.id, "We have no time.")
    assert room.forecasting.opened(CHIEF, idea.id) is None
    assert room.forecasting.own(person(11), idea.id) is not None


def test_the_commitment_stands_in_the_audit_trail_and_tells_nothing(room: Room) -> None:
    idea = room.noted()
    made = room.forecasting.seal(person(11), idea.id, Guess(0.6, -0.1, 0.3))
    (entry,) = [one for one in room.audit.entries if one.action == "forecast_seal"]
    assert entry.detail == {"commitment": made.commitment}
    assert len(made.commitment) == 64


def test_the_commitment_is_computed_as_the_reference_says() -> None:
    made = Forecast(
        initiative=InitiativeId(7),
        person=UserId(11),
        departments=(),
        guess=Guess(0.6, -0.1, 0.3),
        salt="pepper",
        at=NOON,
    )
    # printf '7|11|0.6000|-0.1000|0.3000|pepper' | sha256sum
    assert made.commitment == "ce12a11ebcc90feb2d99ec1d9343838fd1bb249305c80da0389e5dd00b20464b"


@pytest.mark.parametrize(
    "guess",
    [Guess(0.0, 0, 1), Guess(1.0, 0, 1), Guess(0.5, 0.2, 0.2), Guess(0.5, -1.5, 0), Guess(0.5, 0, float("nan"))],
)
def test_what_cannot_be_is_refused(room: Room, guess: Guess) -> None:
    with pytest.raises(InputRejected):
        room.forecasting.seal(person(11), room.noted().id, guess)


def test_nobody_forecasts_what_is_not_said_yet(room: Room) -> None:
    with pytest.raises(InputRejected, match="how it will be judged"):
        room.forecasting.seal(person(11), room.noted(plan=Plan()).id, Guess(0.5, 0.0, 0.1))


def test_a_reader_forecasts_nothing(room: Room) -> None:
    with pytest.raises(NotAllowed):
        room.forecasting.seal(person(11, Role.READER), room.noted().id, Guess(0.5, 0.0, 0.1))


@pytest.mark.parametrize(
    ("effect", "chances", "outcome"),
    [(0.5, (0.2, 0.3, 0.4), Outcome.HIT), (-0.3, (0.7, 0.9, 0.8), Outcome.FLOP)],
)
def test_what_went_otherwise_comes_up_by_itself(effect: float, chances, outcome: Outcome) -> None:
    room = Room(effect=effect)
    room.judged(chances=chances)
    assert [(one.title, one.outcome) for one in room.forecasting.surprises(OWNER)] == [
        ("Answer within an hour", outcome)
    ]


def scored(number: int, probability: float, *, worked: bool, room: int = SERVICE, change: float = 0.2) -> Scored:
    return Scored(
        initiative=InitiativeId(1), person=UserId(number), departments=(DepartmentId(room),),
        guess=Guess(probability, 0.0, 0.5), worked=worked, change=change,
    )  # fmt: skip


def test_two_people_are_no_group() -> None:
    found = calibrations([scored(1, 0.5, worked=True), scored(2, 0.5, worked=True), scored(2, 0.4, worked=False)])
    assert (found.company, found.departments) == (None, {})


def test_a_department_is_not_shown_where_the_rest_would_be_one_person() -> None:
    service = [scored(number, 0.5, worked=True) for number in (1, 2, 3)]
    assert set(calibrations(service).departments) == {SERVICE}
    alone = calibrations([*service, scored(4, 0.5, worked=True, room=LEGAL)])
    assert alone.company is not None
    assert alone.departments == {}


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 3), st.booleans()), max_size=30))
def test_no_shown_group_leaves_one_or_two_people_alone(rows: list[tuple[int, int, bool]]) -> None:
    given_ = [scored(number, 0.5, worked=worked, room=room) for number, room, worked in rows]
    everybody = {one.person for one in given_}
    found = calibrations(given_)
    for room in found.departments:
        within = {one.person for one in given_ if room in one.departments}
        assert len(within) >= 3
        assert len(everybody - within) not in {1, 2}


def test_a_wider_change_than_the_interval_is_not_covered() -> None:
    found = calibration([replace(scored(1, 0.5, worked=True), change=0.6), scored(2, 0.5, worked=True)])
    assert (found.coverage.hits, found.coverage.of) == (1, 2)


def test_wilsons_interval_is_the_published_one() -> None:
    found = share(81, 263)  # Newcombe (1998), method 3: 0.2553 to 0.3662
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)

"""Whose turn it is, and who stands in for whom."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.assigning import Absence, Way, away, choose, next_in_turn, stand_in
from resonanz.core.errors import InputRejected
from resonanz.core.ids import AbsenceId, UserId

DAY = date(2026, 3, 2)
PEOPLE = st.lists(st.integers(1, 50).map(UserId), unique=True, min_size=1, max_size=8)


def gone(person: int, substitute: int | None = None, last: date = DAY) -> Absence:
    acting = None if substitute is None else UserId(substitute)
    return Absence(id=AbsenceId(0), person=UserId(person), first=DAY, last=last, substitute=acting)


@given(PEOPLE)
def test_in_as_many_turns_as_people_each_gets_one(people: list[UserId]) -> None:
    last: UserId | None = None
    given_to: set[UserId | None] = set()
    for _ in people:
        last = choose(Way.ROTATION, people, last=last, loads={})
        given_to.add(last)
    assert given_to == set(people)


@given(PEOPLE, st.dictionaries(st.integers(1, 50).map(UserId), st.integers(0, 9)))
def test_by_load_nobody_has_fewer(people: list[UserId], loads: dict[UserId, int]) -> None:
    chosen = choose(Way.LOAD, people, last=None, loads=loads)
    assert chosen is not None
    assert loads.get(chosen, 0) == min(loads.get(one, 0) for one in people)


def test_by_hand_nobody_is_chosen() -> None:
    assert choose(Way.HAND, [UserId(1)], last=None, loads={}) is None


def test_where_nobody_is_there_nobody_is_next() -> None:
    assert next_in_turn([], UserId(3)) is None


def test_whoever_is_there_acts_for_themselves() -> None:
    assert stand_in(UserId(1), {}) == 1


def test_a_substitute_who_is_away_passes_it_on() -> None:
    assert stand_in(UserId(1), away([gone(1, 2), gone(2, 3)], DAY)) == 3


def test_people_who_stand_in_for_each_other_and_are_all_away_leave_nobody() -> None:
    assert stand_in(UserId(1), away([gone(1, 2), gone(2, 1)], DAY)) is None


def test_of_two_absences_the_one_that_ends_last_counts() -> None:
    later = gone(1, 3, last=date(2026, 3, 9))
    assert away([later, gone(1, 2)], DAY)[UserId(1)] is later


def test_an_absence_covers_its_last_day_and_no_more() -> None:
    assert away([gone(1)], DAY)
    assert not away([gone(1)], date(2026, 3, 3))


@pytest.mark.parametrize(("first", "last", "substitute"), [(DAY, date(2026, 3, 1), None), (DAY, DAY, UserId(1))])
def test_an_absence_that_makes_no_sense_is_refused(first: date, last: date, substitute: UserId | None) -> None:
    with pytest.raises(InputRejected):
        Absence(id=AbsenceId(0), person=UserId(1), first=first, last=last, substitute=substitute)

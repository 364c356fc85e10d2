"""When a step of a ladder is due and whom it reaches: in working time, over clocks that jump, with nobody there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.assigning import Absence
from resonanz.core.deadline import ALWAYS, Calendar, Interval
from resonanz.core.errors import InputRejected
from resonanz.core.escalation import (
    UNOWNED,
    USUAL,
    Crew,
    Due,
    Ladder,
    Owed,
    Reached,
    Step,
    Whom,
    checked,
    moment,
    reach,
    steps_due,
)
from resonanz.core.ids import AbsenceId, DepartmentId, UserId

HOURS = (Interval(9 * 60, 17 * 60),)
OFFICE = Calendar(zone="Europe/Berlin", week=(HOURS,) * 5 + ((), ()))
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # ten o'clock in Berlin
LADDER = Ladder(steps=USUAL)
LENA, MAX, ANNA, ADMIN = UserId(1), UserId(2), UserId(3), UserId(9)


def owed(due_at: datetime = MONDAY) -> Owed:
    return Owed(kind="first_answer", round=1, department=DepartmentId(1), due_at=due_at)


def absence(person: UserId, substitute: UserId | None = None) -> Absence:
    day = date(2026, 3, 2)
    return Absence(id=AbsenceId(1), person=person, first=day, last=day, substitute=substitute)


def test_an_hour_before_is_an_hour_of_work_before() -> None:
    due = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)  # Monday, half past nine
    friday = datetime(2026, 2, 27, 15, 30, tzinfo=UTC)  # half past four
    assert moment(Step(Whom.OWNER, -60), due, OFFICE) == friday


def test_half_a_day_later_skips_the_night() -> None:
    due = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # four in the afternoon
    assert moment(Step(Whom.NEXT_LEVEL, 240), due, OFFICE) == datetime(2026, 3, 3, 11, 0, tzinfo=UTC)


def test_time_as_it_passes_knows_no_night() -> None:
    assert moment(Step(Whom.LEAD, 240, working=False), MONDAY, OFFICE) == MONDAY + timedelta(hours=4)


@pytest.mark.parametrize("day", [datetime(2026, 3, 27, 15, 0, tzinfo=UTC), datetime(2026, 10, 23, 14, 0, tzinfo=UTC)])
def test_a_weekend_in_which_the_clocks_change_moves_no_working_hour(day: datetime) -> None:
    after = moment(Step(Whom.LEAD, 120), day, OFFICE)
    assert OFFICE.local(int(after.timestamp())).strftime("%a %H:%M") == "Mon 10:00"


@given(st.integers(0, 60 * 24 * 400), st.integers(1, 6_000))
def test_what_lies_before_lies_just_as_far_before(start: int, minutes: int) -> None:
    due = MONDAY + timedelta(minutes=start)
    early = moment(Step(Whom.OWNER, -minutes), due, OFFICE)
    between = OFFICE.between(int(early.timestamp()), int(due.timestamp()))
    assert between == 60 * minutes


def test_nothing_is_due_before_its_time_and_the_next_moment_is_known() -> None:
    steps, next_at = steps_due(owed(), LADDER, ALWAYS, MONDAY - timedelta(hours=2), frozenset())
    assert (steps, next_at) == ((), MONDAY - timedelta(hours=1))


def test_a_step_that_was_taken_is_not_taken_again() -> None:
    one = owed()
    due, _ = steps_due(one, LADDER, ALWAYS, MONDAY, frozenset())
    assert [step.step.whom for step in due] == [Whom.OWNER, Whom.LEAD]
    again, next_at = steps_due(one, LADDER, ALWAYS, MONDAY, frozenset(step.mark for step in due))
    assert (again, next_at) == ((), MONDAY + timedelta(hours=4))


def test_the_ladder_ends() -> None:
    marks = frozenset(owed().mark(step) for step in USUAL)
    assert steps_due(owed(), LADDER, ALWAYS, MONDAY + timedelta(days=9), marks) == ((), None)


def test_another_department_climbs_its_own_ladder() -> None:
    marks = frozenset(owed().mark(step) for step in USUAL)
    other = Owed(kind="first_answer", round=1, department=DepartmentId(2), due_at=MONDAY)
    due, _ = steps_due(other, LADDER, ALWAYS, MONDAY, marks)
    assert len(due) == 2


def test_a_changed_ladder_does_not_repeat_the_past() -> None:
    changed = Ladder(steps=(Step(Whom.LEAD, 0), Step(Whom.LEAD, 60)), changed_at=MONDAY + timedelta(minutes=30))
    due, _ = steps_due(owed(), changed, ALWAYS, MONDAY + timedelta(hours=2), frozenset())
    assert [one.step.minutes for one in due] == [60]


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (Step(Whom.LEAD, 0), Step(Whom.LEAD, 0)),
        (Step(Whom.LEAD, 60 * 24 * 91),),
        tuple(Step(Whom.LEAD, n) for n in range(13)),
    ],
    ids=["none", "twice the same", "too far", "too many"],
)
def test_a_ladder_that_makes_no_sense_is_refused(steps: tuple[Step, ...]) -> None:
    with pytest.raises(InputRejected):
        checked(steps)


def test_steps_are_kept_in_the_order_in_which_they_come() -> None:
    assert [one.minutes for one in checked((Step(Whom.LEAD, 60), Step(Whom.OWNER, -60)))] == [-60, 60]


CREW = Crew(leads=(LENA,), members=(LENA, MAX), active=frozenset({LENA, MAX, ANNA, ADMIN}))


@pytest.mark.parametrize(
    ("whom", "owner", "crew", "reached"),
    [
        (Whom.OWNER, MAX, CREW, Reached(Whom.OWNER, (MAX,))),
        (Whom.OWNER, None, CREW, Reached(Whom.LEAD, (LENA,))),
        (Whom.OWNER, UserId(77), CREW, Reached(Whom.LEAD, (LENA,))),
        (Whom.LEAD, MAX, CREW, Reached(Whom.LEAD, (LENA,))),
        (Whom.DEPARTMENT, None, CREW, Reached(Whom.DEPARTMENT, (LENA, MAX))),
        (Whom.NEXT_LEVEL, None, CREW, Reached(Whom.ADMINISTRATORS, (ADMIN,))),
        (Whom.LEAD, None, Crew(active=CREW.active), Reached(Whom.ADMINISTRATORS, (ADMIN,))),
        (Whom.LEAD, None, Crew(members=(MAX,), active=CREW.active), Reached(Whom.DEPARTMENT, (MAX,))),
    ],
    ids=["owner", "no owner", "deactivated owner", "lead", "all", "no next level", "empty department", "no lead"],
)
def test_a_step_always_reaches_somebody(whom: Whom, owner: UserId | None, crew: Crew, reached: Reached) -> None:
    assert reach(whom, owner, crew, None, [ADMIN]) == reached


def test_who_is_away_is_represented() -> None:
    crew = Crew(leads=(LENA,), members=(LENA, MAX), active=CREW.active, away={LENA: absence(LENA, ANNA)})
    assert reach(Whom.LEAD, None, crew, None, [ADMIN]) == Reached(Whom.LEAD, (ANNA,))


def test_an_owner_who_is_away_without_substitute_leaves_it_to_the_lead() -> None:
    crew = Crew(leads=(LENA,), members=(LENA, MAX), active=CREW.active, away={MAX: absence(MAX)})
    assert reach(Whom.OWNER, MAX, crew, None, [ADMIN]) == Reached(Whom.LEAD, (LENA,))


def test_where_nobody_is_on_duty_the_next_level_is_told() -> None:
    crew = Crew(leads=(LENA,), members=(LENA,), active=CREW.active, away={LENA: absence(LENA)})
    above = Crew(leads=(ANNA,), members=(ANNA,), active=CREW.active)
    assert reach(Whom.OWNER, None, crew, above, [ADMIN]) == Reached(Whom.NEXT_LEVEL, (ANNA,))


def test_a_substitute_who_may_not_sign_in_any_more_is_nobody() -> None:
    crew = Crew(leads=(LENA,), members=(LENA,), active=frozenset({LENA, ADMIN}), away={LENA: absence(LENA, ANNA)})
    assert reach(Whom.LEAD, None, crew, None, [ADMIN]) == Reached(Whom.ADMINISTRATORS, (ADMIN,))


@pytest.mark.parametrize(
    ("mark", "repeats"),
    [
        ("first_answer:1:1:lead+0w", True),
        ("first_answer:1:1:lead-60w", False),
        ("first_answer:1:2:lead+0w", False),
        ("first_answer:1:1:next_level+0w", False),
        ("unowned:1:1:lead+0w", False),
    ],
)
def test_only_who_heard_that_it_is_overdue_need_not_hear_that_nobody_took_it(mark: str, repeats: bool) -> None:
    nobody = Owed(kind=UNOWNED, round=1, department=DepartmentId(1), due_at=MONDAY)
    assert Due(nobody, Step(Whom.LEAD, 0)).repeats({mark}) is repeats
    assert not Due(owed(), Step(Whom.LEAD, 0)).repeats({mark})

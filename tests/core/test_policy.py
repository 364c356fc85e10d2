"""Who may do what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonanz.core.errors import NotAllowed
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.policy import NEEDED, SYSTEM, Action, Actor, Role, allowed, may_approve, require

SERVICE, LEGAL = DepartmentId(1), DepartmentId(2)


def somebody(role: Role) -> Actor:
    return Actor(id=UserId(1), roles={SERVICE: role})


def test_every_action_needs_a_role() -> None:
    assert set(NEEDED) == set(Action)


@given(st.sampled_from(Action), st.sampled_from(Role), st.sampled_from(Role))
def test_a_higher_role_never_may_less(action: Action, one: Role, other: Role) -> None:
    low, high = sorted((one, other))
    assert allowed(somebody(high), action, SERVICE) or not allowed(somebody(low), action, SERVICE)


@pytest.mark.parametrize("action", Action)
def test_a_stranger_may_nothing(action: Action) -> None:
    assert not allowed(Actor(id=UserId(9)), action, SERVICE)
    assert not allowed(Actor(id=None), action)


def test_reading_is_for_the_whole_company() -> None:
    assert allowed(somebody(Role.READER), Action.READ, LEGAL)


def test_working_is_for_ones_own_department() -> None:
    assert allowed(somebody(Role.MEMBER), Action.WORK_CASE, SERVICE)
    assert not allowed(somebody(Role.LEAD), Action.WORK_CASE, LEGAL)


def test_the_system_may_everything() -> None:
    assert all(allowed(SYSTEM, action, LEGAL) for action in Action)


def test_a_refusal_says_what_is_missing() -> None:
    with pytest.raises(NotAllowed, match="lead"):
        require(somebody(Role.MEMBER), Action.MANAGE_QUERIES)


def test_an_administrator_is_no_second_person_for_himself() -> None:
    chief = Actor(id=UserId(1), is_administrator=True)
    assert not may_approve(chief, author=UserId(1), four_eyes=True, department=LEGAL)

"""Who is at a case is over by itself."""

from __future__ import annotations

from datetime import timedelta

from resonanz.core.ids import CaseId, UserId
from resonanz.core.presence import LINGERS, WRITES, Presence, Present, others
from tests.making import NOON

CASE, ADA, BEN = CaseId(1), UserId(1), UserId(2)


def test_who_opened_a_page_is_there_until_they_leave_and_a_moment_longer() -> None:
    presence = Presence()
    presence.come(CASE, ADA, "Ada")
    presence.leave(CASE, ADA, NOON)
    assert [one.name for one in presence.at(CASE, NOON + LINGERS / 2)] == ["Ada"]
    assert presence.at(CASE, NOON + LINGERS) == ()


def test_of_two_pages_one_may_be_closed() -> None:
    presence = Presence()
    presence.come(CASE, ADA, "Ada")
    presence.come(CASE, ADA, "Ada")
    presence.leave(CASE, ADA, NOON)
    assert len(presence.at(CASE, NOON + timedelta(hours=1))) == 1


def test_who_types_writes_for_a_while() -> None:
    presence = Presence()
    presence.come(CASE, ADA, "Ada")
    presence.write(CASE, ADA, "Ada", NOON)
    assert [one.writes for one in presence.at(CASE, NOON)] == [True]
    assert [one.writes for one in presence.at(CASE, NOON + WRITES)] == [False]


def test_typing_without_a_page_is_over_by_itself() -> None:
    presence = Presence()
    presence.write(CASE, ADA, "Ada", NOON)
    assert presence.at(CASE, NOON + WRITES) == ()


def test_nobody_is_shown_to_themselves() -> None:
    there = (Present(ADA, "Ada", writes=False), Present(BEN, "Ben", writes=True))
    assert others(there, ADA) == (there[1],)

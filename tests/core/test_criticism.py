"""A decision about criticism has what it needs."""

from __future__ import annotations

from datetime import date

import pytest

from resonanz.core.criticism import CRITICISM, CriticismState, Decision
from resonanz.core.errors import Conflict, InputRejected
from resonanz.core.ids import UserId

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("decision", "place"),
    [
        (Decision(action="accept"), "owner"),
        (Decision(action="reject", reason=" "), "reason"),
        (Decision(action="defer"), "until"),
        (Decision(action="defer", until=TODAY), "until"),
        (Decision(action="change"), "action"),
        (Decision(action=""), "action"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_where_it_lacks(decision: Decision, place: str) -> None:
    with pytest.raises(InputRejected) as raised:
        decision.checked(TODAY)
    assert raised.value.place == place


@pytest.mark.parametrize(
    "decision",
    [
        Decision(action="accept", owner=UserId(1)),
        Decision(action="reject", reason="No."),
        Decision(action="defer", until=date(2026, 3, 3)),
    ],
)
def test_a_whole_decision_is_taken(decision: Decision) -> None:
    assert decision.checked(TODAY) is decision


def test_only_what_was_accepted_can_have_changed_something() -> None:
    with pytest.raises(Conflict):
        CRITICISM.after(CriticismState.REJECTED, "change")


def test_nothing_decided_is_out_of_reach() -> None:
    decided = {CriticismState.ACCEPTED, CriticismState.REJECTED, CriticismState.CHANGED}
    assert {state for state in decided if "reopen" not in CRITICISM.actions(state)} == set()

"""What a department that is asked inside a case owes, and when it owes nothing any more."""

from __future__ import annotations

from resonanz.core.deadline import DeadlineKind, DeadlineState, Policy, Rule, deadlines
from tests.core.deadline.making import HOUR, INTERNAL, happened, may, policy


def rules() -> Policy:
    """Return rules that give a department eight business hours for its word."""
    return policy(Rule(times={INTERNAL: 8 * HOUR}))


def asked(*more: tuple[str, int, str]) -> list[DeadlineState]:
    """Return how the deadlines of questions stand on Wednesday noon, after what happened at hours of the 4th of May."""
    log = [
        happened("opened", may(4, 9), department="1"),
        *(happened(what, may(4, hour), department="2", key=key) for what, hour, key in more),
    ]
    found = deadlines(log, [rules()], may(6, 12))
    return [one.state for one in found if one.kind is DeadlineKind.INTERNAL_ANSWER]


def test_a_word_in_time_keeps_the_deadline() -> None:
    assert asked(("asked", 10, "1"), ("told", 12, "1")) == [DeadlineState.MET]


def test_a_question_that_was_taken_back_in_time_owes_nothing() -> None:
    assert asked(("asked", 10, "1"), ("withdrawn", 12, "1")) == []


def test_taking_one_question_back_leaves_the_other_running() -> None:
    assert asked(("asked", 10, "1"), ("asked", 11, "2"), ("withdrawn", 12, "1")) == [DeadlineState.BREACHED]

"""Doing one thing to many cases, and taking it back without overwriting anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.case import CaseEvent, CaseState
from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.ids import CaseId
from resonanz.core.policy import Actor, Role
from resonanz.core.sweep import UNDONE_WITHIN, Doing, Sweep, Wish
from resonanz.core.understood import Kind, Priority
from resonanz.respond.cases import CaseDesk
from resonanz.respond.snoozing import SnoozeDesk
from resonanz.respond.sweeps import Desks, SweepDesk
from resonanz.store.memory.sweeps import MemorySweeps
from tests.respond.conftest import LEGAL, SERVICE, Desk, person, routed

MAX, RITA = person(1), person(2)


@pytest.fixture
def sweeping(desk: Desk) -> SweepDesk:
    """Return what sweeps over the desk's cases."""
    return SweepDesk(
        sweeps=MemorySweeps(desk.casebook),
        casebook=desk.casebook,
        audit=desk.audit,
        clock=desk.clock,
        desks_on=lambda casebook: Desks(
            CaseDesk(casebook, desk.audit, desk.clock),
            SnoozeDesk(casebook=casebook, audit=desk.audit, clock=desk.clock),
        ),
        works_in=lambda user, department: user == MAX.id and department == SERVICE,
    )


@pytest.fixture
def cases(desk: Desk) -> list[CaseId]:
    """Return the numbers of three cases of the customer service."""
    return [case.id for case in desk.hear(*(routed(str(number)) for number in range(3)))]


def swept(sweeping: SweepDesk, actor: Actor, wish: Wish, cases: list[CaseId]) -> Sweep:
    """Do it to these cases, from beginning to end."""
    begun = sweeping.begin(actor, wish, len(cases))
    sweeping.over(actor, begun, cases)
    return sweeping.end(begun)


def close(sweeping: SweepDesk, cases: list[CaseId], reason: str = "") -> Sweep:
    return swept(sweeping, MAX, Wish(doing=Doing.CLOSE, reason=reason), cases)


def test_each_case_is_done_with_an_event_of_its_own(desk: Desk, sweeping: SweepDesk, cases: list[CaseId]) -> None:
    done = close(sweeping, cases, "Spam")
    assert (done.done, done.refused, done.asked) == (3, 0, 3)
    for case in cases:
        assert desk.casebook.load(case).state is CaseState.CLOSED
        last = desk.casebook.events(case)[-1]
        assert (last.action, last.detail, last.actor) == ("close", "Spam", MAX.id)


def test_what_is_so_already_is_left_alone(desk: Desk, sweeping: SweepDesk, cases: list[CaseId]) -> None:
    desk.cases.close(MAX, cases[0])
    before = len(desk.casebook.events(cases[0]))
    done = close(sweeping, cases)
    assert (done.done, len(desk.casebook.events(cases[0]))) == (2, before)


def test_what_cannot_be_done_holds_up_nothing(desk: Desk, sweeping: SweepDesk, cases: list[CaseId]) -> None:
    legal = desk.hear(routed("l", department=LEGAL))[-1].id
    member = person(3, Role.MEMBER, SERVICE)
    done = swept(sweeping, member, Wish(doing=Doing.TAKE), [legal, *cases])
    assert (done.done, done.refused) == (3, 1)
    assert desk.casebook.load(legal).owner is None


def test_a_case_that_somebody_works_on_is_taken_over(desk: Desk, sweeping: SweepDesk, cases: list[CaseId]) -> None:
    desk.cases.take(RITA, cases[0])
    swept(sweeping, MAX, Wish(doing=Doing.TAKE), cases[:1])
    assert desk.casebook.load(cases[0]).owner == MAX.id


def test_cases_are_assigned_to_people_of_their_department_alone(
    desk: Desk, sweeping: SweepDesk, cases: list[CaseId]
) -> None:
    assert swept(sweeping, MAX, Wish(doing=Doing.ASSIGN, owner=RITA.id), cases).refused == 3
    assert swept(sweeping, RITA, Wish(doing=Doing.ASSIGN, owner=MAX.id), cases).done == 3


@pytest.mark.parametrize(
    "wish",
    [
        Wish(doing=Doing.TAKE),
        Wish(doing=Doing.CLOSE, reason="Spam"),
        Wish(doing=Doing.HAND_OVER, department=LEGAL, reason="A threat."),
        Wish(doing=Doing.PRIORITISE, priority=Priority.URGENT),
        Wish(doing=Doing.RELABEL, kind=Kind.PRAISE),
        Wish(doing=Doing.SNOOZE),
    ],
    ids=lambda wish: wish.doing.value,
)
def test_taking_back_restores_what_it_was(desk: Desk, sweeping: SweepDesk, cases: list[CaseId], wish: Wish) -> None:
    before = [desk.casebook.load(case) for case in cases]
    done = swept(sweeping, MAX, wish, cases)
    assert [desk.casebook.load(case) for case in cases] != before
    undone = sweeping.undo(MAX, done.id)
    assert (undone.restored, undone.kept) == (3, ())
    assert [desk.casebook.load(case) for case in cases] == before


def test_taking_back_says_of_a_closed_case_only_what_it_did(
    desk: Desk, sweeping: SweepDesk, cases: list[CaseId]
) -> None:
    desk.cases.close(MAX, cases[0])
    done = swept(sweeping, MAX, Wish(doing=Doing.PRIORITISE, priority=Priority.URGENT), cases[:1])
    sweeping.undo(MAX, done.id)
    assert desk.casebook.load(cases[0]).state is CaseState.CLOSED
    assert desk.casebook.events(cases[0])[-1].action == "prioritise"


def test_taking_back_leaves_what_somebody_changed_since(desk: Desk, sweeping: SweepDesk, cases: list[CaseId]) -> None:
    done = swept(sweeping, MAX, Wish(doing=Doing.TAKE), cases)
    desk.clock.sleep(60)
    desk.cases.assign(RITA, cases[1], RITA.id)
    undone = sweeping.undo(MAX, done.id)
    assert (undone.restored, undone.kept) == (2, (cases[1],))
    assert desk.casebook.load(cases[1]).owner == RITA.id


def test_a_change_there_and_back_is_a_change(desk: Desk, sweeping: SweepDesk, cases: list[CaseId]) -> None:
    done = close(sweeping, cases)
    desk.clock.sleep(60)
    desk.cases.reopen(RITA, cases[0])
    desk.cases.close(RITA, cases[0], "Yes, closed.")
    assert sweeping.undo(MAX, done.id).kept == (cases[0],)
    assert desk.casebook.load(cases[0]).state is CaseState.CLOSED


def test_a_note_since_then_is_no_change(desk: Desk, sweeping: SweepDesk, cases: list[CaseId]) -> None:
    done = swept(sweeping, MAX, Wish(doing=Doing.TAKE), cases)
    desk.clock.sleep(60)
    desk.cases.note(RITA, cases[0], "Called.")
    assert sweeping.undo(MAX, done.id).kept == ()


def test_a_case_that_its_author_wrote_to_meanwhile_stays_alive(
    desk: Desk, sweeping: SweepDesk, cases: list[CaseId]
) -> None:
    done = close(sweeping, cases)
    closed = desk.casebook.load(cases[0])
    desk.clock.sleep(60)
    event = CaseEvent(case=closed.id, at=desk.clock.now(), action="react", actor=None)
    desk.casebook.change(closed, replace(closed, state=CaseState.REACTED, changed_at=desk.clock.now()), event)
    assert sweeping.undo(MAX, done.id).kept == (cases[0],)
    assert desk.casebook.load(cases[0]).state is CaseState.REACTED


def test_nobody_takes_back_what_another_did(sweeping: SweepDesk, cases: list[CaseId]) -> None:
    done = close(sweeping, cases)
    with pytest.raises(NotAllowed):
        sweeping.undo(RITA, done.id)


def test_a_sweep_is_taken_back_once(sweeping: SweepDesk, cases: list[CaseId]) -> None:
    done = close(sweeping, cases)
    sweeping.undo(MAX, done.id)
    with pytest.raises(Conflict):
        sweeping.undo(MAX, done.id)


def test_a_sweep_cannot_be_taken_back_for_ever(desk: Desk, sweeping: SweepDesk, cases: list[CaseId]) -> None:
    done = close(sweeping, cases)
    desk.clock.sleep(UNDONE_WITHIN.total_seconds() + 1)
    with pytest.raises(Conflict):
        sweeping.undo(MAX, done.id)


def test_an_interrupted_sweep_goes_on_without_doing_anything_twice(
    desk: Desk, sweeping: SweepDesk, cases: list[CaseId]
) -> None:
    begun = sweeping.begin(MAX, Wish(doing=Doing.CLOSE), 3)
    sweeping.over(MAX, begun, cases[:2])
    sweeping.over(MAX, begun, cases)
    assert sweeping.end(begun).done == 3
    assert [event.action for event in desk.casebook.events(cases[0])].count("close") == 1


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ({"doing": Doing.HAND_OVER, "department": LEGAL}, "reason"),
        ({"doing": Doing.HAND_OVER, "reason": "Please."}, "department"),
        ({"doing": Doing.PRIORITISE}, "priority"),
        ({"doing": Doing.RELABEL}, "kind"),
    ],
)
def test_a_wish_that_lacks_something_says_what(wish: dict[str, object], place: str) -> None:
    with pytest.raises(InputRejected) as refused:
        Wish(**wish)  # type: ignore[arg-type]
    assert refused.value.place == place


def test_whoever_only_reads_sweeps_nothing(sweeping: SweepDesk, cases: list[CaseId]) -> None:
    with pytest.raises(NotAllowed):
        swept(sweeping, person(9, Role.READER), Wish(doing=Doing.CLOSE), cases)


def test_the_time_to_take_back_begins_when_it_has_ended(desk: Desk, sweeping: SweepDesk, cases: list[CaseId]) -> None:
    done = close(sweeping, cases)
    assert done.ended_at is not None
    assert done.can_be_undone(done.ended_at + UNDONE_WITHIN - timedelta(seconds=1))
    assert not done.can_be_undone(done.ended_at + UNDONE_WITHIN)

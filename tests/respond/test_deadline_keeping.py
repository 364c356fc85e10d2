"""From a case's history to its deadlines: which word means what, and which stops nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from resonanz.core.case import Case, CaseEvent
from resonanz.core.clock import FixedClock
from resonanz.core.deadline import DeadlineKind, DeadlineState, Happened
from resonanz.core.ids import DepartmentId, MentionId, UserId
from resonanz.core.policy import SYSTEM
from resonanz.respond.deadline_log import happenings
from resonanz.respond.deadline_rules import first_rules
from resonanz.respond.deadlines import DeadlineKeeper
from resonanz.store.memory.deadlines import MemoryDeadlineBook
from tests.making import NOON, heard
from tests.respond.conftest import LEGAL, SERVICE, Desk

HOUR = timedelta(hours=1)


@pytest.fixture
def keeper(desk: Desk) -> DeadlineKeeper:
    """Return what works out the deadlines of the desk's cases, by the rules of a new company in UTC."""
    return DeadlineKeeper(casebook=desk.casebook, book=MemoryDeadlineBook(desk.casebook), clock=desk.clock, zone="UTC")


def opened(desk: Desk) -> Case:
    """Return a case that was opened at noon."""
    desk.archive.keep([heard(seen_at=NOON, department=SERVICE, opens_case=True)])
    desk.follower.catch_up()
    (case,) = desk.casebook.all()
    return case


def event(case: Case, action: str, **values: object) -> CaseEvent:
    return CaseEvent(case=case.id, at=NOON + HOUR, action=action, actor=UserId(7), **values)  # type: ignore[arg-type]


def told(desk: Desk, case: Case, *events: CaseEvent) -> list[Happened]:
    """Return what deadlines hear of a history after its opening."""
    first, *more = happenings(case, [*desk.casebook.events(case.id), *events])
    assert first.what is Happened.OPENED
    return [one.what for one in more]


@pytest.mark.parametrize(
    ("action", "what"),
    [
        ("react", Happened.SAID),
        ("answer", Happened.ANSWERED),
        ("wait", Happened.WAITING),
        ("resume", Happened.RESUMED),
        ("take", Happened.ASSIGNED),
        ("close", Happened.CLOSED),
        ("reopen", Happened.REOPENED),
        ("withdraw", Happened.WITHDRAWN),
    ],
)
def test_what_moves_a_clock_has_a_word(desk: Desk, action: str, what: Happened) -> None:
    case = opened(desk)
    assert told(desk, case, event(case, action)) == [what]


@pytest.mark.parametrize("action", ["note", "edited", "reply_draft", "reply_approve", "snooze", "removed"])
def test_what_moves_no_clock_is_left_out(desk: Desk, action: str) -> None:
    case = opened(desk)
    assert told(desk, case, event(case, action)) == []


@pytest.mark.parametrize(("voice", "heard_as"), [("market", [Happened.SAID]), ("own", [])])
def test_who_spoke_in_the_thread_decides_whether_an_answer_is_owed(
    desk: Desk, voice: str, heard_as: list[Happened]
) -> None:
    case = opened(desk)
    assert told(desk, case, event(case, "joined", voice=voice, mention=MentionId("mastodon:2"))) == heard_as


def test_a_hand_over_says_to_whom(desk: Desk, keeper: DeadlineKeeper) -> None:
    case = opened(desk)
    desk.cases.hand_over(SYSTEM, case.id, LEGAL, "theirs")
    after = desk.casebook.load(case.id)
    assert happenings(after, desk.casebook.events(case.id))[-1].department == str(LEGAL)
    assert {one.department for one in keeper.of(after)} == {str(LEGAL)}


def test_the_opening_remembers_where_the_case_began(desk: Desk) -> None:
    case = opened(desk)
    desk.cases.hand_over(SYSTEM, case.id, LEGAL, "theirs")
    first = happenings(desk.casebook.load(case.id), desk.casebook.events(case.id))[0]
    assert (first.department, first.kind, first.at) == (str(SERVICE), "question", NOON)


def test_a_history_of_an_older_version_is_read_as_the_case_is_now(desk: Desk) -> None:
    case = replace(opened(desk), department=DepartmentId(9))
    bare = CaseEvent(case=case.id, at=NOON, action="opened", actor=None)
    assert happenings(case, [bare])[0].department == "9"


def test_what_was_seen_before_the_opening_counts_from_it(desk: Desk) -> None:
    case = opened(desk)
    early = replace(event(case, "answer"), at=NOON - HOUR)
    assert happenings(case, [*desk.casebook.events(case.id), early])[-1].at == NOON


def test_waiting_for_the_author_pauses_and_going_on_resumes(desk: Desk, keeper: DeadlineKeeper) -> None:
    case = opened(desk)
    desk.cases.wait(SYSTEM, case.id)
    waiting = {one.state for one in keeper.of(case)}
    desk.cases.resume(SYSTEM, case.id)
    assert (waiting, {one.state for one in keeper.of(case)}) == ({DeadlineState.PAUSED}, {DeadlineState.RUNNING})


def test_a_new_company_has_a_working_day_for_an_answer(desk: Desk, keeper: DeadlineKeeper) -> None:
    first = next(one for one in keeper.of(opened(desk)) if one.kind is DeadlineKind.FIRST_ANSWER)
    assert (first.seconds, first.due_at) == (8 * 3600, NOON + 24 * HOUR)


def test_a_new_company_has_the_national_holidays_of_its_time_zone() -> None:
    assert first_rules("Europe/Vienna")["calendar"]["holidays"] == {"country": "AT"}  # type: ignore[index]


def test_time_left_is_business_time(desk: Desk, keeper: DeadlineKeeper) -> None:
    assert keeper.left(SERVICE, NOON + 24 * HOUR) == 8 * 3600


def test_time_past_is_negative(desk: Desk, keeper: DeadlineKeeper) -> None:
    assert keeper.left(SERVICE, NOON - 24 * HOUR) == -3 * 3600  # Sunday noon to Monday noon


def test_what_changed_is_told_to_whoever_escalates(desk: Desk) -> None:
    case = opened(desk)
    heard_of: list[object] = []
    keeper = DeadlineKeeper(
        casebook=desk.casebook,
        book=MemoryDeadlineBook(desk.casebook),
        clock=FixedClock(NOON),
        zone="UTC",
        changed=lambda number, found: heard_of.append((number, len(found))),
    )
    keeper.tick()
    assert heard_of == [(case.id, 2)]

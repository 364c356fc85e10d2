"""Drafts, questions, turns and merges in tables keep every promise, also when two act at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from resonanz.core.assigning import Absence, Way
from resonanz.core.case import CaseEvent, CaseState, place_in
from resonanz.core.clock import FixedClock
from resonanz.core.errors import Conflict, InputRejected, NewsMeanwhile, NotAllowed
from resonanz.core.ids import AbsenceId, CaseId, DepartmentId, MentionId, ReplyId, UserId
from resonanz.core.policy import SYSTEM, Actor, Role
from resonanz.core.ports import Answer, Casebook, Channels, Drafts, Inquiries, Joining, Posted
from resonanz.core.reply import Reply, ReplyState
from resonanz.core.understood import Understood
from resonanz.respond.dispatching import Dispatcher
from resonanz.respond.outbox import Outbox
from resonanz.store.memory import MemoryArchive
from resonanz.store.relational import models
from resonanz.store.relational.editing.absences import add_absence, drop_absence, set_way
from resonanz.store.relational.repositories import StoredCasebook, StoredReplies
from resonanz.store.relational.repositories.together import StoredDispatchBook, StoredDrafts, StoredInquiries
from resonanz.store.relational.selectors import together as selector
from tests.making import heard
from tests.store.contracts.making import NOON, mention
from tests.store.contracts.together import DraftsContract, InquiriesContract, typed
from tests.store.relational.making import a_department, a_person, opening

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def casebook() -> Casebook:
    return StoredCasebook()


@pytest.fixture
def case(casebook: Casebook) -> CaseId:
    return opened(casebook, 1, a_department())


@pytest.fixture
def department() -> DepartmentId:
    return a_department()


@pytest.fixture
def person() -> UserId:
    return a_person()


@pytest.fixture
def colleague() -> UserId:
    return a_person("colleague")


def opened(casebook: Casebook, number: int, department: DepartmentId) -> CaseId:
    """Return a new case of the thread of that number."""
    (made,) = casebook.take_in([opening(number, department)], [], follower="cases", seq=number, at=NOON)
    return made


class TestStoredDrafts(DraftsContract):
    @pytest.fixture
    def drafts(self) -> Drafts:
        return StoredDrafts()


class TestStoredInquiries(InquiriesContract):
    @pytest.fixture
    def inquiries(self) -> Inquiries:
        return StoredInquiries()


# --- approvals that meet ---------------------------------------------------------------------------------------------


def draft(case: CaseId, author: UserId, number: int) -> Reply:
    """Return a stored draft."""
    return StoredReplies().add(
        Reply(
            id=ReplyId(0), key=f"key-{number}", case=case, reply_to=MentionId("mastodon:1"), text=f"Answer {number}",
            state=ReplyState.DRAFT, author=author, approved_by=None, needs_four_eyes=False, created_at=NOON, tries=0,
            next_try_at=None, sent_at=None, sent_id=None, sent_url=None, trouble="",
        )
    )  # fmt: skip


def approve(reply: Reply, by: UserId, place: int) -> None:
    """Approve a reply as somebody does who came to `place` of the thread."""
    event = CaseEvent(case=reply.case, at=NOON, action="reply_approve", actor=by, key=str(reply.id))
    StoredReplies().approve(reply, replace(reply, state=ReplyState.APPROVED, approved_by=by), event, place=place)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_at_the_same_moment_one_gets_through(
    together: Callable[[Callable[[], Any], int], list[Any]],
) -> None:
    casebook, author = StoredCasebook(), a_person()
    case = opened(casebook, 1, a_department())
    waiting = [draft(case, author, number) for number in range(6)]
    place = place_in(casebook.events(case))

    done = together(lambda: approve(waiting.pop(), author, place), 6)

    assert sorted(type(one).__name__ for one in done) == ["NewsMeanwhile"] * 5 + ["NoneType"]
    assert [one.state for one in StoredReplies().of_case(case)].count(ReplyState.APPROVED) == 1


def test_an_approval_that_failed_leaves_no_line(casebook: Casebook, case: CaseId, person: UserId) -> None:
    reply = draft(case, person, 1)
    casebook.note(CaseEvent(case=case, at=NOON, action="edited", actor=None))
    before = casebook.events(case)
    with pytest.raises(NewsMeanwhile):
        approve(reply, person, place=0)
    assert casebook.events(case) == before


# --- merging ---------------------------------------------------------------------------------------------------------


def said(casebook: Casebook, case: CaseId, number: int, thread: int) -> None:
    """Let somebody speak in the thread of a case."""
    root = MentionId(f"mastodon:{thread}")
    spoken = mention(number, thread=root, reply_to=root)
    joining = Joining(case=case, mention=spoken, understood=Understood(), is_reaction=True)
    casebook.take_in([], [joining], follower="cases", seq=number, at=NOON)


def merge(casebook: Casebook, other: CaseId, into: CaseId) -> None:
    """Let a case go on within another."""
    casebook.merge(casebook.load(into), casebook.load(other), actor=None, at=NOON)


@pytest.fixture
def pair(casebook: Casebook, department: DepartmentId) -> tuple[CaseId, CaseId]:
    return opened(casebook, 1, department), opened(casebook, 9, department)


def test_everything_of_a_merged_case_follows(casebook: Casebook, pair: tuple[CaseId, CaseId], person: UserId) -> None:
    first, second = pair
    reply = draft(second, person, 1)
    merge(casebook, second, first)
    assert casebook.mentions(first) == ["mastodon:1", "mastodon:9"]
    assert [one.id for one in StoredReplies().of_case(first)] == [reply.id]
    assert [(one.action, one.key) for one in casebook.events(second)] == [("merge", str(first))]
    assert {one.action for one in casebook.events(first)} == {"opened", "absorb"}


def test_a_mention_that_was_on_its_way_to_a_merged_case_joins_the_one_that_goes_on(
    casebook: Casebook, pair: tuple[CaseId, CaseId]
) -> None:
    first, second = pair
    merge(casebook, second, first)
    said(casebook, second, 10, thread=9)
    assert casebook.mentions(first)[-1] == "mastodon:10"
    assert casebook.mentions(second) == []


def test_an_answer_that_is_on_its_way_stays_in_the_case_that_goes_on(
    casebook: Casebook, pair: tuple[CaseId, CaseId], person: UserId
) -> None:
    first, second = pair
    sending = draft(second, person, 1)
    merge(casebook, second, first)
    StoredReplies().change(sending, replace(sending, state=ReplyState.SENT, sent_at=NOON))
    assert [one.state for one in StoredReplies().of_case(first)] == [ReplyState.SENT]
    assert StoredReplies().of_case(second) == []


def test_an_answer_in_a_case_that_was_merged_meanwhile_is_looked_at_again(
    casebook: Casebook, pair: tuple[CaseId, CaseId], person: UserId
) -> None:
    first, second = pair
    reply = draft(second, person, 1)
    merge(casebook, second, first)
    with pytest.raises(Conflict):
        approve(reply, person, place=9)


class _Merging:
    """Be a channel in which somebody merges the case while an answer is being posted."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act = act

    def publish(self, answer: Answer) -> Posted:
        self._act()
        return Posted(id=MentionId("mastodon:500"), url=None, at=NOON)


def test_a_case_merged_while_its_answer_is_posted_is_answered(
    casebook: Casebook, pair: tuple[CaseId, CaseId], person: UserId
) -> None:
    first, second = pair
    reply = draft(second, person, 1)
    StoredReplies().change(reply, replace(reply, state=ReplyState.APPROVED))
    archive = MemoryArchive()
    archive.keep([heard("1")])
    outbox = Outbox(
        archive=archive,
        casebook=casebook,
        replies=StoredReplies(),
        channels=cast("Channels", _Merging(lambda: merge(casebook, second, first))),
        clock=FixedClock(NOON),
    )
    outbox.run()
    assert StoredReplies().load(reply.id).state is ReplyState.SENT
    assert casebook.load(first).state is CaseState.ANSWERED
    assert [one.action for one in casebook.events(first)][-2:] == ["answer", "reply_confirm"]


def test_a_merge_is_taken_back_exactly(casebook: Casebook, pair: tuple[CaseId, CaseId], person: UserId) -> None:
    first, second = pair
    before = casebook.events(second)
    reply = draft(second, person, 1)
    merge(casebook, second, first)
    said(casebook, first, 10, thread=9)
    back = casebook.unmerge(casebook.load(second), actor=person, at=NOON)
    assert (back.state, back.merged_into, back.mention_count) == (CaseState.OPEN, None, 2)
    assert casebook.mentions(second) == ["mastodon:9", "mastodon:10"]
    assert casebook.mentions(first) == ["mastodon:1"]
    assert [one.id for one in StoredReplies().of_case(second)] == [reply.id]
    assert casebook.events(second)[: len(before)] == before


def test_what_was_merged_into_a_merged_case_goes_on_with_it(casebook: Casebook, department: DepartmentId) -> None:
    one, two, three = (opened(casebook, number, department) for number in (1, 5, 9))
    merge(casebook, three, two)
    merge(casebook, two, one)
    assert casebook.cases_of([MentionId("mastodon:9")])[MentionId("mastodon:9")].id == one
    casebook.unmerge(casebook.load(three), actor=None, at=NOON)
    assert casebook.mentions(three) == ["mastodon:9"]
    assert casebook.mentions(one) == ["mastodon:1", "mastodon:5"]


def test_a_case_that_was_merged_is_merged_no_second_time(casebook: Casebook, pair: tuple[CaseId, CaseId]) -> None:
    first, second = pair
    merge(casebook, second, first)
    with pytest.raises(Conflict):
        merge(casebook, second, first)


def test_drafts_of_a_merged_case_are_not_lost(casebook: Casebook, pair: tuple[CaseId, CaseId], person: UserId) -> None:
    drafts = StoredDrafts()
    for case, text in zip(pair, ("One", "Two"), strict=True):
        drafts.keep(typed(case, person, text), seen=0)
    merge(casebook, pair[1], pair[0])
    assert [one.text for one in drafts.of_case(pair[0])] == ["One\n\nTwo"]


def test_the_first_mention_is_not_split_off(casebook: Casebook, case: CaseId) -> None:
    with pytest.raises(InputRejected):
        casebook.split(casebook.load(case), mention(1), [], actor=None, at=NOON)


def test_what_is_split_off_is_a_case_of_its_own(casebook: Casebook, case: CaseId) -> None:
    said(casebook, case, 2, thread=1)
    made = casebook.split(casebook.load(case), mention(2), [], actor=None, at=NOON)
    assert casebook.mentions(made.id) == ["mastodon:2"]
    assert (casebook.load(case).mention_count, made.state) == (1, CaseState.OPEN)


# --- whose turn it is ------------------------------------------------------------------------------------------------


@pytest.fixture
def team(department: DepartmentId) -> list[UserId]:
    """Return three members of the department."""
    people = [a_person(name) for name in ("ada", "ben", "cleo")]
    for one in people:
        models.Membership.objects.create(user_id=one, department_id=department, role=Role.MEMBER)
    return people


@pytest.fixture
def dispatcher(casebook: Casebook) -> Dispatcher:
    """Return what gives cases to people, in Berlin."""
    book, clock = StoredDispatchBook(), FixedClock(NOON)
    return Dispatcher(casebook=casebook, book=book, clock=clock, zone="Europe/Berlin")


def owners(casebook: Casebook, *cases: CaseId) -> list[UserId | None]:
    """Return who owns each case."""
    return [casebook.load(one).owner for one in cases]


def leave(person: UserId, substitute: UserId | None = None) -> AbsenceId:
    """Let somebody be away for the day."""
    gone = Absence(id=AbsenceId(0), person=person, first=DAY, last=DAY, substitute=substitute)
    return add_absence(SYSTEM, gone, NOON)


def test_new_cases_go_round(
    casebook: Casebook, dispatcher: Dispatcher, department: DepartmentId, team: list[UserId]
) -> None:
    set_way(SYSTEM, department, Way.ROTATION, NOON)
    cases = [opened(casebook, number, department) for number in (1, 2, 3)]
    assert dispatcher.tick() == 3
    later = opened(casebook, 4, department)
    dispatcher.tick()
    assert owners(casebook, *cases, later) == [*team, team[0]]


def test_whoever_is_away_is_passed_over(
    casebook: Casebook, dispatcher: Dispatcher, department: DepartmentId, team: list[UserId]
) -> None:
    set_way(SYSTEM, department, Way.LOAD, NOON)
    leave(team[0])
    cases = [opened(casebook, number, department) for number in (1, 2)]
    dispatcher.tick()
    assert owners(casebook, *cases) == team[1:]


def test_where_everybody_is_away_cases_wait_for_whoever_comes_back(
    casebook: Casebook, dispatcher: Dispatcher, department: DepartmentId, team: list[UserId]
) -> None:
    set_way(SYSTEM, department, Way.ROTATION, NOON)
    gone = [leave(one) for one in team]
    case = opened(casebook, 1, department)
    assert dispatcher.tick() == 0
    drop_absence(SYSTEM, gone[1], NOON)
    dispatcher.tick()
    assert owners(casebook, case) == [team[1]]


def test_what_was_given_back_by_hand_is_not_given_out_again(
    casebook: Casebook, dispatcher: Dispatcher, department: DepartmentId, team: list[UserId]
) -> None:
    set_way(SYSTEM, department, Way.ROTATION, NOON)
    case = opened(casebook, 1, department)
    dispatcher.tick()
    before = casebook.load(case)
    event = CaseEvent(case=case, at=NOON, action="assign", actor=team[0])
    casebook.change(before, replace(before, owner=None), event)
    assert dispatcher.tick() == 0


def test_by_hand_nothing_is_given_out(
    casebook: Casebook, dispatcher: Dispatcher, department: DepartmentId, team: list[UserId]
) -> None:
    opened(casebook, 1, department)
    assert dispatcher.tick() == 0


# --- who is away -----------------------------------------------------------------------------------------------------


def test_a_substitute_stands_in_while_the_owner_is_away(team: list[UserId]) -> None:
    leave(team[0], substitute=team[1])
    assert selector.away_on(DAY).stands_in_for == {team[1]: (team[0],)}
    assert selector.away_on(date(2030, 1, 1)).stands_in_for == {}


def test_an_owner_whom_nobody_acts_for_leaves_orphans(
    casebook: Casebook, dispatcher: Dispatcher, department: DepartmentId, team: list[UserId]
) -> None:
    set_way(SYSTEM, department, Way.ROTATION, NOON)
    opened(casebook, 1, department)
    dispatcher.tick()
    assert selector.away_on(DAY).orphaned == ()
    leave(team[0])
    assert selector.away_on(DAY).orphaned == (team[0],)


def test_people_say_it_of_themselves_and_leads_of_their_people(department: DepartmentId, team: list[UserId]) -> None:
    member = Actor(id=team[0], roles={department: Role.MEMBER})
    lead = Actor(id=team[1], roles={department: Role.LEAD})
    own = Absence(id=AbsenceId(0), person=team[0], first=DAY, last=DAY)
    add_absence(member, own, NOON)
    add_absence(lead, own, NOON)
    with pytest.raises(NotAllowed):
        add_absence(member, replace(own, person=team[2]), NOON)

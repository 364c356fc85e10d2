"""Several people on one case: what each types, what is new before a send, and whose word is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from resonanz.core.case import CaseState, place_in
from resonanz.core.draft import TypedElsewhere
from resonanz.core.errors import Conflict, InputRejected, NewsMeanwhile, NotAllowed, NotFound
from resonanz.core.ids import UserId
from resonanz.core.inquiry import InquiryState
from resonanz.core.presence import Presence
from resonanz.core.reply import ReplyState
from resonanz.respond.calling import Calling, called
from resonanz.respond.composing import Composing
from resonanz.respond.inquiries import InquiryDesk
from resonanz.store.memory import MemoryDrafts, MemoryInquiries, MemoryNotices
from tests.making import NOON
from tests.respond.conftest import LEGAL, SERVICE, Desk, person, routed

ADA, BEN = person(1), person(2)
LAWYER = person(3, person(3).roles[LEGAL], LEGAL)


@pytest.fixture
def composing(desk: Desk) -> Composing:
    return Composing(
        casebook=desk.casebook,
        replies=desk.replies,
        drafts=MemoryDrafts(desk.casebook),
        presence=Presence(),
        clock=desk.clock,
    )


@pytest.fixture
def notices() -> MemoryNotices:
    return MemoryNotices()


@pytest.fixture
def inquiries(desk: Desk, notices: MemoryNotices) -> InquiryDesk:
    return InquiryDesk(
        casebook=desk.casebook,
        inquiries=MemoryInquiries(desk.casebook),
        audit=desk.audit,
        notices=notices,
        clock=desk.clock,
    )


def place(desk: Desk, case: int) -> int:
    return place_in(desk.casebook.events(case))  # type: ignore[arg-type]


# --- typing ----------------------------------------------------------------------------------------------------------


def test_two_people_type_side_by_side(desk: Desk, composing: Composing) -> None:
    case = desk.case().id
    composing.keep(ADA, case, "From Ada", seen=0)
    composing.keep(BEN, case, "From Ben", seen=0)
    kept = [composing.of(one, case) for one in (ADA, BEN)]
    assert [one and one.text for one in kept] == ["From Ada", "From Ben"]


def test_what_is_typed_into_an_answer_stands_beside_a_new_one(desk: Desk, composing: Composing) -> None:
    reply = desk.answers.draft(ADA, desk.case().id, "Hello")
    composing.keep(ADA, reply.case, "New", seen=0)
    composing.keep(ADA, reply.case, "Changed", seen=0, reply=reply.id)
    new = composing.of(ADA, reply.case)
    assert (new and new.text, composing.changes(ADA, reply.case)[reply.id].text) == ("New", "Changed")
    composing.done(ADA, reply.case, reply.id)
    assert composing.changes(ADA, reply.case) == {}
    assert composing.of(ADA, reply.case) == new


def test_nothing_is_typed_into_the_answer_of_another_case(desk: Desk, composing: Composing) -> None:
    first, other = desk.hear(routed("1"), routed("9"))
    reply = desk.answers.draft(ADA, first.id, "Hello")
    with pytest.raises(NotFound):
        composing.keep(ADA, other.id, "Changed", seen=0, reply=reply.id)


def test_another_window_of_the_same_person_is_told_what_stands(desk: Desk, composing: Composing) -> None:
    case = desk.case().id
    composing.keep(ADA, case, "First window", seen=0)
    with pytest.raises(TypedElsewhere) as raised:
        composing.keep(ADA, case, "Second window", seen=0)
    assert raised.value.kept.text == "First window"


def test_nobody_types_in_another_departments_case(desk: Desk, composing: Composing) -> None:
    with pytest.raises(NotAllowed):
        composing.keep(LAWYER, desk.case().id, "Mine?", seen=0)


def test_others_are_told_that_there_is_a_draft(desk: Desk, composing: Composing) -> None:
    case = desk.case().id
    composing.keep(ADA, case, "From Ada", seen=0)
    assert [one.person for one in composing.writers(BEN, case)] == [ADA.id]
    assert composing.writers(ADA, case) == []


def test_what_was_handed_in_is_no_draft_any_more(desk: Desk, composing: Composing) -> None:
    case = desk.case().id
    composing.keep(ADA, case, "From Ada", seen=0)
    composing.done(ADA, case)
    assert composing.of(ADA, case) is None


# --- sending ---------------------------------------------------------------------------------------------------------


def test_an_answer_is_stopped_when_the_author_spoke_on(desk: Desk) -> None:
    case = desk.case()
    seen = place(desk, case.id)
    reply = desk.answers.draft(ADA, case.id, "We look.")
    desk.hear(routed("2", thread=case.thread, reply_to=case.thread))
    with pytest.raises(NewsMeanwhile) as raised:
        desk.answers.approve(ADA, reply.id, place=seen)
    assert desk.replies.load(reply.id).state is ReplyState.DRAFT
    desk.answers.approve(ADA, reply.id, place=raised.value.now)
    assert desk.replies.load(reply.id).state is ReplyState.APPROVED


def test_of_two_who_send_at_once_the_second_is_told_of_the_first(desk: Desk) -> None:
    case = desk.case()
    seen = place(desk, case.id)
    mine, yours = desk.answers.draft(ADA, case.id, "One"), desk.answers.draft(BEN, case.id, "Two")
    desk.answers.approve(ADA, mine.id, place=seen)
    with pytest.raises(NewsMeanwhile):
        desk.answers.approve(BEN, yours.id, place=seen)
    desk.outbox.run()
    assert list(desk.channel.standing.values()) == ["One"]


def test_a_note_of_a_colleague_stops_no_answer(desk: Desk) -> None:
    case = desk.case()
    seen = place(desk, case.id)
    reply = desk.answers.draft(ADA, case.id, "We look.")
    desk.cases.note(BEN, case.id, "hm")
    assert desk.answers.approve(ADA, reply.id, place=seen).state is ReplyState.APPROVED


def test_changing_an_approved_answer_takes_the_approval_away(desk: Desk) -> None:
    case = desk.case(LEGAL)
    reply = desk.answers.draft(ADA, case.id, "We look.")
    desk.answers.approve(BEN, reply.id)
    changed = desk.answers.edit(ADA, reply.id, "We look until Friday.")
    assert (changed.state, changed.approved_by) == (ReplyState.DRAFT, None)
    desk.outbox.run()
    assert desk.channel.posts == 0


def test_what_was_changed_after_it_was_read_is_not_approved(desk: Desk) -> None:
    case = desk.case(LEGAL)
    reply = desk.answers.draft(ADA, case.id, "We look.")
    desk.answers.edit(ADA, reply.id, "We look until Friday.")
    with pytest.raises(Conflict):
        desk.answers.approve(BEN, reply.id, text="We look.")


# --- asking a department ---------------------------------------------------------------------------------------------


def test_a_question_leaves_the_case_where_it_is(desk: Desk, inquiries: InquiryDesk) -> None:
    case = desk.case()
    inquiries.ask(ADA, case.id, LEGAL, "May we?")
    assert desk.casebook.load(case.id).department == SERVICE


def test_the_asked_department_answers_and_whoever_asked_is_told(
    desk: Desk, inquiries: InquiryDesk, notices: MemoryNotices
) -> None:
    asked = inquiries.ask(ADA, desk.case().id, LEGAL, "May we?")
    told = inquiries.tell(LAWYER, asked.id, "Yes.")
    assert (told.state, told.answer, told.settled_by) == (InquiryState.ANSWERED, "Yes.", LAWYER.id)
    assert [(one.event, one.department, one.to) for one in notices.told] == [
        ("asked_department", LEGAL, ()),
        ("asked_answered", None, (ADA.id,)),
    ]


def test_nobody_else_answers_for_a_department(desk: Desk, inquiries: InquiryDesk) -> None:
    clerk = person(4, person(4).roles[SERVICE], SERVICE)
    asked = inquiries.ask(ADA, desk.case().id, LEGAL, "May we?")
    with pytest.raises(NotAllowed):
        inquiries.tell(clerk, asked.id, "Sure!")


def test_a_question_is_answered_once(desk: Desk, inquiries: InquiryDesk) -> None:
    asked = inquiries.ask(ADA, desk.case().id, LEGAL, "May we?")
    inquiries.tell(LAWYER, asked.id, "Yes.")
    with pytest.raises(Conflict):
        inquiries.withdraw(ADA, asked.id)


def test_a_department_does_not_ask_itself(desk: Desk, inquiries: InquiryDesk) -> None:
    with pytest.raises(InputRejected):
        inquiries.ask(ADA, desk.case().id, SERVICE, "May we?")


def test_the_history_tells_several_questions_apart(desk: Desk, inquiries: InquiryDesk) -> None:
    case = desk.case().id
    first, second = (inquiries.ask(ADA, case, LEGAL, text) for text in ("One?", "Two?"))
    inquiries.withdraw(ADA, first.id)
    log = [(one.action, one.key, one.department) for one in desk.casebook.events(case)][1:]
    assert log == [
        ("ask", str(first.id), LEGAL), ("ask", str(second.id), LEGAL), ("withdraw", str(first.id), LEGAL)
    ]  # fmt: skip


# --- calling a colleague ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ada please", ("ada",)),
        ("ask @ben.b, and @ada.", ("ben.b", "ada")),
        ("write to ada@example.com", ()),
        ("@ada @ADA", ("ada",)),
    ],
)
def test_a_note_calls_whom_it_names(text: str, names: tuple[str, ...]) -> None:
    assert called(text) == names


def test_nobody_is_told_what_they_wrote_themselves(desk: Desk, notices: MemoryNotices) -> None:
    people = {"ada": UserId(1), "ben": UserId(2)}
    calling = Calling(find=lambda names: {one: people[one] for one in names}, notices=notices, clock=desk.clock)
    assert calling.call(ADA, desk.case().id, "@ada @ben look") == (2,)
    assert [one.to for one in notices.told] == [(2,)]


# --- putting off, merging --------------------------------------------------------------------------------------------


def test_a_snooze_ends_when_the_author_speaks(desk: Desk) -> None:
    case = desk.case()
    desk.snoozing.snooze(ADA, case.id, None)
    desk.hear(routed("2", thread=case.thread, reply_to=case.thread))
    assert desk.casebook.load(case.id).snoozed_until is None


def test_a_snooze_ends_by_itself(desk: Desk) -> None:
    case = desk.case()
    desk.snoozing.snooze(ADA, case.id, NOON + timedelta(hours=2))
    assert desk.snoozing.tick() == 0
    desk.clock.sleep(2 * 3600)
    assert desk.snoozing.tick() == 1
    assert desk.casebook.load(case.id).snoozed_until is None


def test_nobody_sleeps_until_the_end_of_time(desk: Desk) -> None:
    with pytest.raises(InputRejected):
        desk.snoozing.snooze(ADA, desk.case().id, datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))))


def test_a_moment_that_is_over_is_no_end_of_a_snooze(desk: Desk) -> None:
    with pytest.raises(InputRejected):
        desk.snoozing.snooze(ADA, desk.case().id, NOON)


def test_later_words_of_a_merged_thread_join_the_case_that_goes_on(desk: Desk) -> None:
    first, second = desk.hear(routed("1"), routed("9"))
    desk.merging.merge(ADA, second.id, into=first.id)
    desk.hear(routed("10", thread=second.thread, reply_to=second.thread))
    assert desk.casebook.mentions(first.id) == ["mastodon:1", "mastodon:9", "mastodon:10"]
    assert desk.casebook.load(second.id).state is CaseState.MERGED


def test_a_merge_that_is_taken_back_gives_each_case_its_own(desk: Desk) -> None:
    first, second = desk.hear(routed("1"), routed("9"))
    desk.merging.merge(ADA, second.id, into=first.id)
    desk.hear(routed("10", thread=second.thread, reply_to=second.thread))
    desk.merging.unmerge(ADA, second.id)
    assert desk.casebook.mentions(first.id) == ["mastodon:1"]
    assert desk.casebook.mentions(second.id) == ["mastodon:9", "mastodon:10"]


def test_answers_to_what_was_split_off_follow_it(desk: Desk) -> None:
    case = desk.case()
    desk.hear(routed("2", thread=case.thread, reply_to=case.thread))
    made = desk.merging.split(ADA, case.id, [desk.casebook.mentions(case.id)[1]])
    desk.hear(routed("3", thread=case.thread, reply_to=made.thread))
    assert desk.casebook.mentions(made.id) == ["mastodon:2", "mastodon:3"]
    assert desk.casebook.mentions(case.id) == ["mastodon:1"]


def test_merging_needs_the_right_to_work_on_both(desk: Desk) -> None:
    first, second = desk.hear(routed("1"), routed("9", department=LEGAL))
    with pytest.raises(NotAllowed):
        desk.merging.merge(LAWYER, second.id, into=first.id)

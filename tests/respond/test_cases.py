"""Which mentions open a case, which join one, and what people may do with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.core.case import CaseState
from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.ids import MentionId, UserId
from resonanz.core.mention import Author
from resonanz.core.policy import Role
from resonanz.core.understood import Label, Voice
from resonanz.respond.cases import LONGEST_NOTE
from tests.making import NOON, heard
from tests.respond.conftest import LEGAL, SERVICE, Desk, person, routed

ROOT = MentionId("mastodon:1")


def test_what_concerns_a_department_becomes_a_case_there(desk: Desk) -> None:
    (case,) = desk.hear(routed("1"))

    assert (case.department, case.state, case.thread) == (SERVICE, CaseState.NEW, ROOT)


@pytest.mark.parametrize(
    "values",
    [
        {"department": None},
        {"opens_case": False},
        {"voice": Voice.OWN},
        {"relevant": Label("no", 0.9)},
        {"duplicate_of": MentionId("mastodon:0")},
        {"published_at": NOON - timedelta(days=91)},
    ],
)
def test_what_concerns_nobody_opens_nothing(desk: Desk, values: dict[str, object]) -> None:
    assert desk.hear(routed("1", **values)) == []


def test_several_mentions_of_one_thread_are_one_case(desk: Desk) -> None:
    cases = desk.hear(routed("1"), routed("2", thread=ROOT, reply_to=ROOT))
    cases = desk.hear(heard("3", thread=ROOT, kind="other"))

    assert len(cases) == 1
    assert desk.casebook.mentions(cases[0].id) == ["mastodon:1", "mastodon:2", "mastodon:3"]


def test_question_answer_and_thanks_in_one_batch_end_as_a_reaction(desk: Desk) -> None:
    own = Author(handle="us", is_own=True)
    (case,) = desk.hear(
        routed("1"),
        heard("2", thread=ROOT, voice=Voice.OWN, author=own),
        heard("3", thread=ROOT, kind="praise"),
    )

    assert case.state is CaseState.REACTED
    assert [event.action for event in desk.casebook.events(case.id)] == ["opened", "answer", "react"]


def test_following_again_changes_nothing(desk: Desk) -> None:
    case = desk.case()
    events = len(desk.casebook.events(case.id))

    assert desk.follower.follow() == 0
    assert len(desk.casebook.events(case.id)) == events


def test_the_markets_word_after_an_answer_is_a_reaction(desk: Desk) -> None:
    case = desk.case()
    desk.cases.take(person(), case.id)
    desk.cases.close(person(), case.id)

    (again,) = desk.hear(heard("2", thread=ROOT, reply_to=ROOT, text="Thanks!", kind="praise"))

    assert again.state is CaseState.REACTED


def test_our_own_words_join_but_are_no_reaction(desk: Desk) -> None:
    case = desk.case()
    desk.cases.take(person(), case.id)
    desk.cases.close(person(), case.id)

    (again,) = desk.hear(heard("2", thread=ROOT, voice=Voice.OWN, author=Author(handle="us", is_own=True)))

    assert again.state is CaseState.CLOSED
    assert len(desk.casebook.mentions(case.id)) == 2


def test_an_answer_given_elsewhere_answers_the_case(desk: Desk) -> None:
    desk.case()

    (case,) = desk.hear(heard("2", thread=ROOT, voice=Voice.OWN, author=Author(handle="us", is_own=True)))

    assert case.state is CaseState.ANSWERED


def test_our_sent_answer_heard_after_the_reaction_does_not_hide_it(desk: Desk) -> None:
    case = desk.case()
    reply = desk.answers.draft(person(), case.id, "It comes today.")
    desk.answers.approve(person(), reply.id)
    desk.outbox.run()
    desk.hear(heard("2", thread=ROOT, reply_to=ROOT, kind="praise"))

    own = Author(handle="us", is_own=True)
    (case,) = desk.hear(heard(f"own-{reply.key}", thread=ROOT, voice=Voice.OWN, author=own))

    assert case.state is CaseState.REACTED


def test_an_edit_at_the_source_stands_in_the_history_once(desk: Desk) -> None:
    case = desk.case()
    for _ in range(2):
        desk.hear(routed("1", revision=5, text="Where is my parcel, please?"))

    assert [event.action for event in desk.casebook.events(case.id)] == ["opened", "edited"]


def test_taking_makes_it_ones_own(desk: Desk) -> None:
    case = desk.case()

    taken = desk.cases.take(person(7), case.id)

    assert (taken.state, taken.owner) == (CaseState.OPEN, UserId(7))
    assert [entry.action for entry in desk.audit.entries] == ["case_take"]


def test_a_reader_may_not_work_on_a_case(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.cases.take(person(1, Role.READER), desk.case().id)


def test_another_departments_member_may_not_either(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.cases.close(person(1, Role.LEAD, LEGAL), desk.case().id)


def test_a_hand_over_needs_a_reason_and_frees_the_case(desk: Desk) -> None:
    case = desk.cases.take(person(), desk.case().id)
    with pytest.raises(InputRejected, match="reason"):
        desk.cases.hand_over(person(), case.id, LEGAL, " ")

    handed = desk.cases.hand_over(person(), case.id, LEGAL, "They threaten to sue.")

    assert (handed.department, handed.owner, handed.state) == (LEGAL, None, CaseState.NEW)


def test_a_closed_case_cannot_be_closed_again(desk: Desk) -> None:
    case = desk.case()
    desk.cases.close(person(), case.id)

    with pytest.raises(Conflict):
        desk.cases.close(person(), case.id)


def test_a_note_is_only_for_colleagues(desk: Desk) -> None:
    case = desk.case()

    desk.cases.note(person(), case.id, " call back ")

    assert desk.casebook.events(case.id)[-1].detail == "call back"
    assert desk.channel.standing == {}


def test_an_edit_heard_together_with_the_reaction_does_not_hide_it(desk: Desk) -> None:
    case = desk.case()
    desk.cases.close(person(), desk.cases.take(person(), case.id).id)

    (again,) = desk.hear(
        routed("1", revision=5, text="Where is my parcel, please?"), heard("2", thread=ROOT, kind="praise")
    )

    assert again.state is CaseState.REACTED
    assert [event.action for event in desk.casebook.events(case.id)][-2:] == ["edited", "react"]


def test_a_case_closed_while_its_thread_was_read_still_hears_the_reaction(desk: Desk) -> None:
    case = desk.cases.take(person(), desk.case().id)
    take_in = desk.casebook.take_in

    def late(*args: object, **values: object) -> object:
        desk.cases.close(person(), case.id)
        return take_in(*args, **values)  # type: ignore[arg-type]

    desk.casebook.take_in = late  # type: ignore[assignment,method-assign]
    (again,) = desk.hear(heard("2", thread=ROOT, kind="praise"))

    assert again.state is CaseState.REACTED


def test_our_sent_answer_is_no_reaction_although_nobody_knows_the_account(desk: Desk) -> None:
    case = desk.case()
    reply = desk.answers.draft(person(), case.id, "It comes today.")
    desk.answers.approve(person(), reply.id)
    desk.outbox.run()

    (again,) = desk.hear(heard(f"own-{reply.key}", thread=ROOT, voice=Voice.MARKET))

    assert again.state is CaseState.ANSWERED


def test_what_is_erased_while_a_case_is_opened_for_it_leaves_no_words_there(desk: Desk) -> None:
    take_in = desk.casebook.take_in

    def late(*args: object, **values: object) -> object:
        desk.casebook.forget([ROOT], NOON)
        desk.archive.forget([ROOT])
        return take_in(*args, **values)  # type: ignore[arg-type]

    desk.casebook.take_in = late  # type: ignore[assignment,method-assign]
    desk.archive.keep([routed("1")])
    desk.follower.catch_up()

    assert desk.casebook.cases_of([ROOT])[ROOT].subject == ""


def test_a_note_stands_in_the_trail_without_its_words(desk: Desk) -> None:
    desk.cases.note(person(3), desk.case().id, "She called twice.")

    (entry,) = desk.audit.entries
    assert (entry.action, entry.actor) == ("case_note", UserId(3))
    assert "called" not in repr(entry)


def test_a_note_has_a_length(desk: Desk) -> None:
    case = desk.case().id
    desk.cases.note(person(3), case, "x" * LONGEST_NOTE)

    with pytest.raises(InputRejected, match="20000 characters"):
        desk.cases.note(person(3), case, "x" * (LONGEST_NOTE + 1))

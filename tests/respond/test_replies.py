"""Writing and approving answers."""

from __future__ import annotations

import pytest

from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.mention import Author
from resonanz.core.policy import Role
from resonanz.core.reply import ReplyState
from resonanz.core.understood import Voice
from tests.making import heard
from tests.respond.conftest import LEGAL, Desk, person


def test_an_answer_goes_to_the_newest_word_of_the_market(desk: Desk) -> None:
    case = desk.case()
    own = Author(handle="us", is_own=True)
    desk.hear(heard("2", thread=case.thread), heard("3", thread=case.thread, author=own, voice=Voice.OWN))

    assert desk.answers.draft(person(), case.id, "It comes today.").reply_to == "mastodon:2"


def test_one_pair_of_eyes_is_enough_where_no_more_are_asked_for(desk: Desk) -> None:
    reply = desk.answers.draft(person(1), desk.case().id, "It comes today.")

    assert desk.answers.approve(person(1), reply.id).state is ReplyState.APPROVED


def test_four_eyes_refuse_the_writers_own(desk: Desk) -> None:
    reply = desk.answers.draft(person(1), desk.case(LEGAL).id, "We are sorry.")

    with pytest.raises(NotAllowed, match="second person"):
        desk.answers.approve(person(1), reply.id)
    assert desk.answers.approve(person(2), reply.id).approved_by == 2


def test_four_eyes_cannot_be_dodged_by_editing_a_colleagues_text(desk: Desk) -> None:
    reply = desk.answers.draft(person(1), desk.case(LEGAL).id, "We are sorry.")
    desk.answers.edit(person(2), reply.id, "We pay nothing.")

    with pytest.raises(NotAllowed, match="second person"):
        desk.answers.approve(person(2), reply.id)


def test_changing_an_approved_answer_takes_the_approval_away(desk: Desk) -> None:
    reply = desk.answers.draft(person(1), desk.case().id, "It comes today.")
    desk.answers.approve(person(1), reply.id)

    changed = desk.answers.edit(person(1), reply.id, "It comes tomorrow.")

    assert (changed.state, changed.approved_by) == (ReplyState.DRAFT, None)


def test_only_what_was_read_is_approved(desk: Desk) -> None:
    reply = desk.answers.draft(person(1), desk.case().id, "It comes today.")
    desk.answers.edit(person(1), reply.id, "It comes never.")

    with pytest.raises(Conflict, match="changed after you read it"):
        desk.answers.approve(person(2), reply.id, text="It comes today.")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 301])
def test_what_the_channel_cannot_carry_is_refused_at_once(desk: Desk, text: str) -> None:
    with pytest.raises(InputRejected, match="text"):
        desk.answers.draft(person(), desk.case().id, text)


def test_a_channel_that_cannot_be_answered_says_so(desk: Desk) -> None:
    case = desk.case()
    desk.channel.longest = None

    with pytest.raises(InputRejected, match="No source can answer"):
        desk.answers.draft(person(), case.id, "Hello")


def test_a_reader_writes_nothing(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.answers.draft(person(1, Role.READER), desk.case().id, "Hello")

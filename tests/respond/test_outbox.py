"""Sending: once and only once, whatever dies or refuses in between."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.core.case import CaseState
from resonanz.core.errors import CredentialsRejected, PublishRefused, PublishUncertain, TryLater
from resonanz.core.ids import CaseId
from resonanz.core.ports import Answer, Posted
from resonanz.core.reply import Reply, ReplyState
from resonanz.respond.outbox import GIVE_UP_AFTER, LEASE
from tests.respond.conftest import Desk, person, routed


def approved(desk: Desk) -> Reply:
    reply = desk.answers.draft(person(1), desk.case().id, "It comes today.")
    return desk.answers.approve(person(1), reply.id)


def test_an_approved_answer_is_sent_and_the_case_is_answered(desk: Desk) -> None:
    reply = approved(desk)

    desk.outbox.run()

    sent = desk.replies.load(reply.id)
    assert (sent.state, sent.sent_id) == (ReplyState.SENT, f"mastodon:own-{reply.key}")
    assert desk.casebook.load(reply.case).state is CaseState.ANSWERED
    assert list(desk.channel.standing.values()) == ["It comes today."]


def test_a_draft_is_never_sent(desk: Desk) -> None:
    desk.answers.draft(person(1), desk.case().id, "Not yet")

    assert desk.outbox.run() == 0


@pytest.mark.parametrize("trouble", [PublishRefused("The post was deleted."), CredentialsRejected("Token refused.")])
def test_a_refusal_is_visible_and_can_be_repeated(desk: Desk, trouble: Exception) -> None:
    reply = approved(desk)
    desk.channel.fail = trouble
    desk.outbox.run()
    refused = desk.replies.load(reply.id)
    assert (refused.state, refused.trouble) == (ReplyState.REFUSED, str(trouble))

    desk.channel.fail = None
    desk.answers.retry(person(1), reply.id)
    desk.outbox.run()

    assert desk.replies.load(reply.id).state is ReplyState.SENT


def test_a_passing_failure_is_tried_again_when_the_channel_says(desk: Desk) -> None:
    reply = approved(desk)
    desk.channel.fail = TryLater("Too many requests.", after=120)
    desk.outbox.run()
    desk.channel.fail = None

    desk.clock.sleep(119)
    assert desk.outbox.run() == 0
    desk.clock.sleep(2)
    assert desk.outbox.run() == 1
    assert desk.replies.load(reply.id).state is ReplyState.SENT


def test_after_many_tries_a_person_must_look(desk: Desk) -> None:
    reply = approved(desk)
    desk.channel.fail = TryLater("down")
    for _ in range(GIVE_UP_AFTER):
        desk.outbox.run()
        desk.clock.sleep(86_400)

    given_up = desk.replies.load(reply.id)
    assert given_up.state is ReplyState.REFUSED
    assert f"tried {GIVE_UP_AFTER} times" in given_up.trouble


def test_where_nobody_can_tell_it_is_not_sent_twice(desk: Desk) -> None:
    reply = approved(desk)
    desk.channel.fail_after_posting = PublishUncertain("The line was cut.")
    desk.outbox.run()
    desk.clock.sleep(86_400)

    assert desk.outbox.run() == 0
    assert desk.replies.load(reply.id).state is ReplyState.UNCERTAIN
    assert desk.channel.posts == 1


def test_an_answer_to_what_was_taken_back_is_refused(desk: Desk) -> None:
    reply = approved(desk)
    desk.archive.forget([reply.reply_to])

    desk.outbox.run()

    assert desk.replies.load(reply.id).state is ReplyState.REFUSED
    assert desk.channel.posts == 0


class Killed(BaseException):
    """Stand for kill -9."""


@settings(max_examples=80, deadline=None)
@given(deaths=st.lists(st.integers(0, 12), max_size=5))
def test_dying_anywhere_sends_once(deaths: list[int]) -> None:
    desk = Desk()
    reply = approved(desk)
    countdown = [10_000]

    def deadly(act):
        def acting(*args, **kwargs):
            tick()
            outcome = act(*args, **kwargs)
            tick()
            return outcome

        return acting

    def tick() -> None:
        countdown[0] -= 1
        if countdown[0] < 0:
            raise Killed

    for store, name in (
        (desk.replies, "change"),
        (desk.casebook, "change"),
        (desk.casebook, "note"),
        (desk.channel, "publish"),
    ):
        setattr(store, name, deadly(getattr(store, name)))

    for death in deaths:
        countdown[0] = death
        with contextlib.suppress(Killed):
            desk.outbox.run()
        desk.clock.sleep(LEASE.total_seconds() + 1)
    countdown[0] = 10_000
    desk.outbox.run()

    assert desk.channel.posts == 1
    assert desk.replies.load(reply.id).state is ReplyState.SENT
    answers = [event for event in desk.casebook.events(CaseId(reply.case)) if event.action == "answer"]
    assert len(answers) == 1


def test_a_reply_that_is_being_sent_is_left_alone(desk: Desk) -> None:
    reply = approved(desk)
    before = desk.replies.load(reply.id)
    desk.replies.change(before, replace(before, state=ReplyState.SENDING, tries=1, next_try_at=desk.clock.now()))

    desk.clock.sleep(timedelta(minutes=1).total_seconds())

    assert desk.outbox.run() == 0


def test_the_second_answer_of_a_case_waits_for_the_first(desk: Desk) -> None:
    first = approved(desk)
    desk.channel.fail = TryLater("Too many requests.", after=120)
    desk.outbox.run()
    desk.channel.fail = None
    second = desk.answers.draft(person(1), first.case, "And the next one tomorrow.")
    desk.answers.approve(person(1), second.id)

    assert desk.outbox.run() == 0
    desk.clock.sleep(121)
    desk.outbox.run()
    desk.outbox.run()

    assert list(desk.channel.standing.values()) == ["It comes today.", "And the next one tomorrow."]


def test_an_answer_given_up_holds_up_no_other(desk: Desk) -> None:
    first = approved(desk)
    desk.channel.fail = PublishUncertain("The line was cut.")
    desk.outbox.run()
    desk.channel.fail = None
    second = desk.answers.draft(person(1), first.case, "And the next one tomorrow.")
    desk.answers.approve(person(1), second.id)

    assert desk.outbox.run() == 1


def test_a_defect_while_sending_leaves_it_to_a_person_and_sends_the_others(desk: Desk) -> None:
    broken = approved(desk)
    publish = desk.channel.publish

    def breaks(answer: Answer) -> Posted:
        if answer.key == broken.key:
            raise KeyError("a stranger's words")
        return publish(answer)

    desk.channel.publish = breaks  # type: ignore[method-assign]
    other = desk.answers.draft(person(1), desk.hear(routed("7"))[-1].id, "Yes.")
    desk.answers.approve(person(1), other.id)

    with pytest.raises(KeyError):
        desk.outbox.run()
    desk.outbox.run()

    left = desk.replies.load(broken.id)
    assert left.state is ReplyState.UNCERTAIN
    assert ("KeyError" in left.trouble, "stranger" in left.trouble) == (True, False)
    assert desk.replies.load(other.id).state is ReplyState.SENT


def test_a_repeated_answer_has_all_its_tries_again_and_looks_before_each(desk: Desk) -> None:
    reply = approved(desk)
    desk.channel.fail = TryLater("down")
    for _ in range(GIVE_UP_AFTER):
        desk.outbox.run()
        desk.clock.sleep(86_400)
    desk.channel.standing[reply.key] = "It comes today."  # it had reached the channel all the same

    desk.answers.retry(person(1), reply.id)
    desk.outbox.run()
    assert desk.replies.load(reply.id).state is ReplyState.APPROVED
    desk.channel.fail = None
    desk.clock.sleep(86_400)
    desk.outbox.run()

    assert (desk.replies.load(reply.id).state, desk.channel.posts) == (ReplyState.SENT, 0)

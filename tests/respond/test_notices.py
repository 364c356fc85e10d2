"""A notice of a channel: it opens nothing, and the answer that did not arrive says so."""

from __future__ import annotations

from dataclasses import replace

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.mention import MentionType
from resonanz.core.reply import ReplyState
from resonanz.respond.notices import NOT_RECEIVED
from tests.respond.conftest import Desk, person, routed


def notice(about: str, *, thread: str) -> Heard:
    made = routed("notice")
    mention = replace(
        made.mention,
        type=MentionType.NOTICE,
        reply_to=MentionId(about),
        thread=MentionId(thread),
        text="failed · 5.1.1",
    )
    return replace(made, mention=mention)


def test_an_answer_that_did_not_arrive_says_so_and_stays_sent(desk: Desk) -> None:
    case = desk.case()
    reply = desk.answers.draft(person(), case.id, "It comes today.")
    desk.answers.approve(person(), reply.id)
    desk.outbox.run()
    sent = desk.replies.load(reply.id)

    desk.hear(notice(str(sent.sent_id), thread="mastodon:1"))

    after = desk.replies.load(reply.id)
    assert (after.state, after.trouble) == (ReplyState.SENT, NOT_RECEIVED)


def test_a_notice_opens_no_case(desk: Desk) -> None:
    assert desk.hear(notice("mastodon:unknown", thread="mastodon:unknown")) == []

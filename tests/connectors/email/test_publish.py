"""Answering over two servers that know nothing of each other: once for a key, whatever breaks in between."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace

import pytest

from resonanz.connect.contract import (
    CredentialsRejected,
    Misconfigured,
    Outgoing,
    Publishes,
    PublishRefused,
    PublishUncertain,
    TryLater,
)
from tests.connectors.email.fake_server import ADDRESS, Post, opened

QUESTION = (
    b"From: Ann <ann@customer.example>\nTo: service@velofjord.example\nSubject: AW: Re: Rad\n"
    b"Message-ID: <question@customer.example>\nReferences: <root@customer.example> <second@velofjord.example>\n"
    b"In-Reply-To: <second@velofjord.example>\nDate: Mon, 26 Oct 2026 10:00:00 +0100\n\nWo bleibt es?\n"
)
ANSWER = Outgoing(key="one", reply_to="question@customer.example", text="Es kommt.\n.\nMorgen.", lang="de")


@pytest.fixture
def post() -> Post:
    """A mailbox with one question in it."""
    made = Post()
    made.boxes["INBOX"].put(QUESTION)
    return made


def sent(post: Post) -> email.message.EmailMessage:
    (raw,) = post.outgoing
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


def marks(post: Post) -> list[set[str]]:
    return [one.flags for one in post.boxes["Sent"].mails]


def test_an_answer_stands_in_its_thread(post: Post) -> None:
    opened(post).publish(ANSWER)
    mail = sent(post)
    assert (mail["In-Reply-To"], mail["References"].split()) == (
        "<question@customer.example>",
        ["<root@customer.example>", "<second@velofjord.example>", "<question@customer.example>"],
    )
    assert (mail["Subject"], mail["To"], mail["From"]) == ("Re: Rad", "ann@customer.example", f"Velofjord <{ADDRESS}>")


def test_lines_of_a_single_dot_arrive(post: Post) -> None:
    opened(post).publish(ANSWER)
    assert sent(post).get_content().splitlines() == ["Es kommt.", ".", "Morgen."]


def test_the_same_key_gives_the_same_id_and_goes_out_once(post: Post) -> None:
    first = opened(post).publish(ANSWER)
    again = opened(post).publish(replace(ANSWER, repeated=True))
    assert (again.native_id, len(post.outgoing)) == (first.native_id, 1)


@pytest.mark.parametrize("tells", [True, False])
def test_a_copy_without_a_mark_lies_among_what_was_sent(post: Post, tells: bool) -> None:
    post.tells_uids = tells
    opened(post).publish(ANSWER)
    assert marks(post) == [{"\\Seen"}]


@pytest.mark.parametrize("tells", [True, False])
def test_a_server_that_keeps_what_was_sent_is_left_one_copy(post: Post, tells: bool) -> None:
    post.keeps_sent, post.tells_uids = True, tells
    opened(post, server_keeps_sent=True).publish(ANSWER)
    assert marks(post) == [{"\\Seen"}]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
def test_what_was_refused_for_now_leaves_nothing_and_may_be_tried_again(post: Post, verb: str) -> None:
    post.smtp_codes[verb] = 451
    with pytest.raises(TryLater):
        opened(post).publish(ANSWER)
    post.smtp_codes.clear()
    opened(post).publish(replace(ANSWER, repeated=True))
    assert (len(post.outgoing), marks(post)) == (1, [{"\\Seen"}])


@pytest.mark.parametrize("verb", ["RCPT", "."])
def test_what_was_refused_for_good_is_refused_and_leaves_nothing(post: Post, verb: str) -> None:
    post.smtp_codes[verb] = 550
    with pytest.raises(PublishRefused, match="550"):
        opened(post).publish(ANSWER)
    assert (post.outgoing, marks(post)) == ([], [])


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_a_line_cut_before_the_mail_may_be_tried_again(post: Post, verb: str) -> None:
    post.smtp_cut_after = verb
    with pytest.raises(TryLater):
        opened(post).publish(ANSWER)
    post.smtp_cut_after = ""
    opened(post).publish(replace(ANSWER, repeated=True))
    assert len(post.outgoing) == 1


def test_a_line_cut_after_the_mail_is_never_tried_again(post: Post) -> None:
    post.smtp_cut_after = "."
    with pytest.raises(PublishUncertain, match="did not say"):
        opened(post).publish(ANSWER)
    post.smtp_cut_after = ""
    with pytest.raises(PublishUncertain, match="moment of sending"):
        opened(post).publish(replace(ANSWER, repeated=True))
    assert len(post.outgoing) == 1


def test_a_copy_that_the_server_kept_tells_that_it_was_sent(post: Post) -> None:
    post.keeps_sent, post.smtp_cut_after = True, "."
    with pytest.raises(PublishUncertain):
        opened(post).publish(ANSWER)
    opened(post).publish(replace(ANSWER, repeated=True))
    assert len(post.outgoing) == 1


def test_a_mail_that_somebody_filed_elsewhere_is_answered_all_the_same(post: Post) -> None:
    post.boxes["Archiv/2026"] = post.boxes.pop("INBOX")
    post.boxes["INBOX"] = type(post.boxes["Sent"])()
    opened(post).publish(ANSWER)
    assert sent(post)["In-Reply-To"] == "<question@customer.example>"


def test_a_mail_that_is_gone_cannot_be_answered(post: Post) -> None:
    with pytest.raises(PublishRefused, match="no longer in the mailbox"):
        opened(post).publish(replace(ANSWER, reply_to="other@customer.example"))


def test_an_answer_never_goes_to_the_mailbox_itself(post: Post) -> None:
    post.boxes["INBOX"].put(f"From: {ADDRESS}\nMessage-ID: <loop@x.example>\n\nHallo\n".encode())
    with pytest.raises(PublishRefused, match="mailbox itself"):
        opened(post).publish(replace(ANSWER, reply_to="loop@x.example"))


@pytest.mark.parametrize(
    "hostile",
    [
        b"Subject: =?utf-8?q?x=0D=0ABcc:_a@b.example?=",
        b"Subject: x\nReferences: <a@b>\r<c\x00@d> <=?utf-8?q?=0ABcc:x?=@e>",
        b"Subject: x\nReply-To: =?utf-8?q?a=0ABcc:b?= <ann@customer.example>",
    ],
)
def test_nothing_of_a_stranger_becomes_a_header(post: Post, hostile: bytes) -> None:
    head = b"From: ann@customer.example\nMessage-ID: <h@x.example>\n"
    post.boxes["INBOX"].put(head + hostile + b"\n\nHallo\n")
    opened(post).publish(replace(ANSWER, reply_to="h@x.example"))
    allowed = {
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Language", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert set(sent(post).keys()) <= allowed


def test_what_is_answered_is_quoted_where_that_is_wanted(post: Post) -> None:
    opened(post, quote=True).publish(ANSWER)
    assert sent(post).get_content().splitlines()[-2:] == ["Am 26.10.2026 schrieb Ann:", "> Wo bleibt es?"]


def test_no_password_stands_in_an_error(post: Post) -> None:
    post.smtp_codes["AUTH"] = 535
    with pytest.raises(CredentialsRejected) as refused:
        opened(post).publish(ANSWER)
    assert "nobody-must-see" not in repr(refused.value)


def test_a_server_without_a_folder_for_what_was_sent_is_asked_for_one(post: Post) -> None:
    del post.boxes["Sent"]
    with pytest.raises(Misconfigured, match="name it in the settings"):
        opened(post).publish(ANSWER)


def test_a_source_without_a_server_for_sending_cannot_answer(post: Post) -> None:
    assert not isinstance(opened(post, smtp=""), Publishes)

"""Answering: once for a key, on servers that honour it and on servers that do not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from resonanz.connect.contract import (
    Outgoing,
    Published,
    Publishes,
    PublishRefused,
    PublishUncertain,
    TryLater,
)
from resonanz.connect.replay import Replay
from resonanz.connectors.mastodon.publish import fingerprint, is_mentioned
from resonanz.core.clock import FixedClock
from tests.connectors.mastodon.fake_server import ACME, HOST, NOW, FakeServer, opened, opened_with

WORDS = "Wir kümmern uns darum – schreiben Sie uns: https://acme.example/hilfe"


def outgoing(parent: dict, *, key: str = "k1", repeated: bool = False, text: str = WORDS, host: str = HOST) -> Outgoing:
    return Outgoing(key=key, reply_to=f"{host}/{parent['id']}", text=text, lang="de", repeated=repeated)


def publish(server: FakeServer, reply: Outgoing) -> Published:
    connection = opened(server)
    assert isinstance(connection, Publishes)
    return connection.publish(reply)


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def question(server: FakeServer) -> dict:
    return server.say("Why is my parcel late?", visibility="unlisted", spoiler_text="a complaint")


def posted(server: FakeServer) -> dict:
    return server.statuses[-1]


def test_an_answer_stands_under_what_it_answers(server: FakeServer, question: dict) -> None:
    published = publish(server, outgoing(question))
    assert (posted(server)["in_reply_to_id"], published.native_id) == (question["id"], f"{HOST}/{posted(server)['id']}")


def test_an_answer_is_as_visible_as_what_it_answers(server: FakeServer, question: dict) -> None:
    publish(server, outgoing(question))
    assert posted(server)["visibility"] == "unlisted"


@pytest.mark.parametrize(("visibility", "seen"), [("public", "unlisted"), ("private", "private"), ("direct", "direct")])
def test_one_of_many_answers_is_unlisted_and_never_wider(server: FakeServer, visibility: str, seen: str) -> None:
    asked = server.say("A bigger rack, please", visibility=visibility)
    publish(server, replace(outgoing(asked), quiet=True))
    assert posted(server)["visibility"] == seen


def test_an_answer_keeps_the_content_warning(server: FakeServer, question: dict) -> None:
    publish(server, outgoing(question))
    assert posted(server)["spoiler_text"] == "a complaint"


def test_the_author_is_mentioned_so_that_the_answer_arrives(server: FakeServer, question: dict) -> None:
    publish(server, outgoing(question))
    assert posted(server)["content"].startswith("<p>@bob@other.example Wir")


def test_an_author_who_is_mentioned_is_not_mentioned_twice(server: FakeServer, question: dict) -> None:
    publish(server, outgoing(question, text="Sorry, @bob@other.example!"))
    assert posted(server)["content"] == "<p>Sorry, @bob@other.example!</p>"


def test_we_do_not_mention_ourselves(server: FakeServer) -> None:
    publish(server, outgoing(server.say("Our own post", account=ACME), text="One more thing."))
    assert posted(server)["content"] == "<p>One more thing.</p>"


@pytest.mark.parametrize("honours_keys", [True, False])
def test_publishing_the_same_key_again_posts_once(question: dict, server: FakeServer, honours_keys: bool) -> None:
    server.honours_keys = honours_keys
    first = publish(server, outgoing(question))
    again = publish(server, outgoing(question, repeated=True))
    assert (again.native_id, server.posts) == (first.native_id, 1)


@pytest.mark.parametrize("honours_keys", [True, False])
def test_a_process_killed_before_the_confirmation_posts_once(
    question: dict, server: FakeServer, honours_keys: bool
) -> None:
    server.honours_keys = honours_keys
    publish(server, outgoing(question))  # it stands there, but nobody was left to write that down
    publish(server, outgoing(question, repeated=True))
    assert server.posts == 1


def test_a_lost_confirmation_is_found_in_the_thread(server: FakeServer, question: dict) -> None:
    server.post_fails = "after"
    assert publish(server, outgoing(question)).native_id == f"{HOST}/{posted(server)['id']}"


def test_an_answer_that_did_not_arrive_is_tried_later(server: FakeServer, question: dict) -> None:
    server.post_fails = "before"
    with pytest.raises(TryLater):
        publish(server, outgoing(question))


def test_an_answer_that_did_not_arrive_is_posted_by_the_repetition(server: FakeServer, question: dict) -> None:
    server.post_fails = "before"
    with pytest.raises(TryLater):
        publish(server, outgoing(question))
    publish(server, outgoing(question, repeated=True))
    assert server.posts == 1


def test_where_threads_are_not_shown_our_own_posts_tell(server: FakeServer, question: dict) -> None:
    server.honours_keys = server.has_context = False
    publish(server, outgoing(question))
    publish(server, outgoing(question, repeated=True))
    assert server.posts == 1


def test_where_nothing_is_shown_nobody_can_tell(server: FakeServer, question: dict) -> None:
    server.has_context = False
    server.says_401_to = "/api/v1/accounts/1/"
    with pytest.raises(PublishUncertain):
        publish(server, outgoing(question, repeated=True))


def test_another_answer_of_ours_is_not_taken_for_this_one(server: FakeServer, question: dict) -> None:
    publish(server, outgoing(question, key="k0", text="We are looking into it."))
    publish(server, outgoing(question, repeated=True))
    assert server.posts == 2


def test_the_same_words_of_somebody_else_are_not_taken_for_ours(server: FakeServer, question: dict) -> None:
    server.say(WORDS, reply_to=question)
    publish(server, outgoing(question, repeated=True))
    assert server.posts == 1


def test_the_same_words_of_ours_under_another_post_are_not_taken_for_these(server: FakeServer, question: dict) -> None:
    publish(server, outgoing(server.say("another question"), key="k0"))
    publish(server, outgoing(question, repeated=True))
    assert server.posts == 2


def test_an_answer_to_a_deleted_post_is_refused(server: FakeServer, question: dict) -> None:
    server.delete(question)
    with pytest.raises(PublishRefused):
        publish(server, outgoing(question))


def test_a_repetition_finds_the_answer_although_the_post_was_deleted(server: FakeServer, question: dict) -> None:
    first = publish(server, outgoing(question))
    server.delete(question)
    assert publish(server, outgoing(question, repeated=True)).native_id == first.native_id


@pytest.mark.parametrize("status", [404, 422])
def test_a_refusal_repeats_the_servers_sentence(server: FakeServer, question: dict, status: int) -> None:
    server.refusal = (status, "Validation failed: Text character limit of 500 exceeded")
    with pytest.raises(PublishRefused, match="character limit"):
        publish(server, outgoing(question))


def test_an_accepted_answer_that_cannot_be_read_is_looked_for(server: FakeServer, question: dict) -> None:
    server.refusal = (200, "a captive portal")
    with pytest.raises(PublishUncertain):
        publish(server, outgoing(question))


def test_the_key_is_sent_along(server: FakeServer, question: dict) -> None:
    http = Replay(server, clock := FixedClock(NOW))
    opened_with(http, clock).publish(outgoing(question))  # type: ignore[attr-defined]
    (sent,) = [asked for asked in http.asked if asked.method == "POST"]
    assert sent.headers["idempotency-key"] == "k1"


class TwoServers:
    """Answer as whichever of two servers is asked."""

    def __init__(self, ours: FakeServer, theirs: FakeServer) -> None:
        self.ours, self.theirs = ours, theirs

    def answer(self, asked):
        return (self.theirs if self.theirs.host in asked.url.split("/")[2] else self.ours).answer(asked)

    def messages(self, url):
        return ()


@pytest.fixture
def two() -> TwoServers:
    theirs, ours = FakeServer(host="elsewhere.example"), FakeServer()
    heard = theirs.say("heard there")
    ours.say("something else")
    ours.say("heard there", seen_as=heard["uri"])
    return TwoServers(ours, theirs)


def test_what_another_server_heard_is_answered_through_ours(two: TwoServers) -> None:
    reply = outgoing(two.theirs.statuses[0], host="elsewhere.example")
    opened(two).publish(reply)  # type: ignore[attr-defined]
    assert posted(two.ours)["in_reply_to_id"] == "101"


def test_our_token_is_not_shown_to_another_server(two: TwoServers) -> None:
    http = Replay(two, clock := FixedClock(NOW))  # type: ignore[arg-type]
    opened_with(http, clock).publish(outgoing(two.theirs.statuses[0], host="elsewhere.example"))  # type: ignore[attr-defined]
    assert not any("authorization" in asked.headers for asked in http.asked if "//elsewhere" in asked.url)


def test_what_our_server_cannot_find_is_refused(two: TwoServers) -> None:
    two.ours.statuses.clear()
    with pytest.raises(PublishRefused):
        opened(two).publish(outgoing(two.theirs.statuses[0], host="elsewhere.example"))  # type: ignore[attr-defined]


def test_without_a_token_there_is_nothing_to_publish_with() -> None:
    assert not isinstance(opened(FakeServer(), token=""), Publishes)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Gern – „morgen“ ab 8 Uhr.", 'Gern - "morgen" ab 8 Uhr.'),
        ("@bob@other.example Danke!", "@bob Danke!"),
        ("see https://acme.example/a?b=c", "see https://acme.example/a?b=c"),
        ("line one\n\nline two", "line one\nline two"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_a_server_makes_of_a_text_is_recognised(sent: str, shown: str) -> None:
    assert fingerprint(sent) == fingerprint(shown)


@pytest.mark.parametrize(
    ("one", "other"), [("It costs 5 €.", "It costs 6 €."), ("👍", "👎"), ("see a.example/1", "see a.example/2")]
)
def test_different_answers_are_told_apart(one: str, other: str) -> None:
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize(
    ("acct", "text", "expected"),
    [
        ("bob", "hello @bob.", True),
        ("bob", "hello @Bob@social.example", True),
        ("bob", "hello @bobby", False),
        ("bob@other.example", "hello @bob", False),
        ("bob@other.example", "hello @bob@other.example, and you", True),
        ("bob", "mail me: x@bob", False),
    ],
)
def test_a_mention_is_recognised_as_the_server_would(acct: str, text: str, expected: bool) -> None:
    assert is_mentioned(acct, text, HOST) is expected


def test_the_body_is_json() -> None:
    server = FakeServer()
    http = Replay(server, clock := FixedClock(NOW))
    opened_with(http, clock).publish(outgoing(server.say()))  # type: ignore[attr-defined]
    (sent,) = [asked for asked in http.asked if asked.method == "POST"]
    assert json.loads(sent.body)["language"] == "de"

"""Answering: once for a key, whatever fails on the way."""

from __future__ import annotations

import json

import pytest

from resonanz.connect.contract import Outgoing, Published, Publishes, PublishRefused, TryLater
from resonanz.connect.replay import Replay
from resonanz.core.clock import FixedClock
from tests.connectors.bluesky.fake_network import NOW, FakeNetwork, opened, opened_with

WORDS = "Wir kümmern uns: https://acme.example/hilfe, @bob.example! #Bahn"


@pytest.fixture
def network() -> FakeNetwork:
    return FakeNetwork()


@pytest.fixture
def question(network: FakeNetwork) -> dict:
    return network.say("Why is my parcel late?")


def outgoing(parent: dict, *, key: str = "k1", repeated: bool = False, text: str = WORDS) -> Outgoing:
    return Outgoing(key=key, reply_to=parent["uri"], text=text, lang="de", repeated=repeated)


def publish(network: FakeNetwork, reply: Outgoing) -> Published:
    connection = opened(network)
    assert isinstance(connection, Publishes)
    return connection.publish(reply)


def written(network: FakeNetwork) -> dict:
    (record,) = network.records.values()
    return record


def test_an_answer_names_what_it_answers(network: FakeNetwork, question: dict) -> None:
    publish(network, outgoing(question))
    assert written(network)["reply"]["parent"] == {"uri": question["uri"], "cid": question["cid"]}


def test_an_answer_to_a_post_that_begins_a_thread_has_it_as_root(network: FakeNetwork, question: dict) -> None:
    publish(network, outgoing(question))
    assert written(network)["reply"]["root"] == {"uri": question["uri"], "cid": question["cid"]}


def test_an_answer_deep_in_a_thread_names_the_threads_root(network: FakeNetwork, question: dict) -> None:
    publish(network, outgoing(network.say("me too", reply_to=question)))
    assert written(network)["reply"]["root"] == {"uri": question["uri"], "cid": question["cid"]}


def test_an_answer_says_its_language(network: FakeNetwork, question: dict) -> None:
    publish(network, outgoing(question))
    assert written(network)["langs"] == ["de"]


def test_an_answer_has_an_address_for_browsers(network: FakeNetwork, question: dict) -> None:
    published = publish(network, outgoing(question))
    key = published.native_id.rpartition("/")[2]
    assert published.url == f"https://bsky.app/profile/acme.example/post/{key}"


def test_publishing_the_same_key_again_posts_once(network: FakeNetwork, question: dict) -> None:
    first = publish(network, outgoing(question))
    again = publish(network, outgoing(question, repeated=True))
    assert (again.native_id, network.created) == (first.native_id, 1)


def test_the_same_key_posts_once_although_nobody_said_that_it_is_repeated(network: FakeNetwork, question: dict) -> None:
    first = publish(network, outgoing(question))
    assert (publish(network, outgoing(question)).native_id, network.created) == (first.native_id, 1)


def test_another_key_is_another_answer(network: FakeNetwork, question: dict) -> None:
    publish(network, outgoing(question))
    publish(network, outgoing(question, key="k2"))
    assert network.created == 2


def test_a_lost_confirmation_is_found(network: FakeNetwork, question: dict) -> None:
    network.write_fails = "after"
    publish(network, outgoing(question))
    assert network.created == 1


def test_an_answer_that_did_not_arrive_is_tried_later(network: FakeNetwork, question: dict) -> None:
    network.write_fails = "before"
    with pytest.raises(TryLater):
        publish(network, outgoing(question))


def test_the_repetition_of_what_did_not_arrive_posts_it(network: FakeNetwork, question: dict) -> None:
    network.write_fails = "before"
    with pytest.raises(TryLater):
        publish(network, outgoing(question))
    publish(network, outgoing(question, repeated=True))
    assert network.created == 1


def test_a_repetition_finds_the_answer_although_the_post_was_deleted(network: FakeNetwork, question: dict) -> None:
    first = publish(network, outgoing(question))
    network.posts.clear()
    assert publish(network, outgoing(question, repeated=True)).native_id == first.native_id


def test_an_answer_to_a_deleted_post_is_refused(network: FakeNetwork, question: dict) -> None:
    network.posts.clear()
    with pytest.raises(PublishRefused):
        publish(network, outgoing(question))


def test_a_post_that_was_written_just_now_may_not_be_shown_yet(network: FakeNetwork) -> None:
    for _ in range(60):  # a second each: the last is as young as it gets
        network.say()
    young = network.say()
    network.posts.clear()
    http = Replay(network, clock := FixedClock(NOW.replace(hour=9, minute=2)))
    with pytest.raises(TryLater):
        opened_with(http, clock).publish(outgoing(young))  # type: ignore[attr-defined]


def test_a_refusal_repeats_the_servers_sentence(network: FakeNetwork, question: dict) -> None:
    network.refusal = "Record/text must not be longer than 3000 characters"
    with pytest.raises(PublishRefused, match="3000"):
        publish(network, outgoing(question))


def test_an_answer_that_is_too_long_is_refused_before_it_is_sent(network: FakeNetwork, question: dict) -> None:
    with pytest.raises(PublishRefused, match="300"):
        publish(network, outgoing(question, text="ä" * 301))


def test_who_limited_answers_is_not_answered(network: FakeNetwork) -> None:
    limited = network.say(viewer={"replyDisabled": True})
    with pytest.raises(PublishRefused):
        publish(network, outgoing(limited))


def test_links_mentions_and_hashtags_are_named_by_their_bytes(network: FakeNetwork, question: dict) -> None:
    publish(network, outgoing(question))
    text = written(network)["text"].encode()
    named = [text[one["index"]["byteStart"] : one["index"]["byteEnd"]] for one in written(network)["facets"]]
    assert named == [b"https://acme.example/hilfe", b"@bob.example", b"#Bahn"]


def test_the_password_is_sent_to_the_login_alone(network: FakeNetwork, question: dict) -> None:
    http = Replay(network, clock := FixedClock(NOW))
    opened_with(http, clock).publish(outgoing(question))  # type: ignore[attr-defined]
    told = [
        asked.path for asked in http.asked if "s3cret" in json.dumps([asked.url, str(asked.headers), str(asked.body)])
    ]
    assert told == ["/xrpc/com.atproto.server.createSession"]


def test_without_an_account_there_is_nothing_to_publish_with(network: FakeNetwork) -> None:
    assert not isinstance(opened(network, account=False), Publishes)

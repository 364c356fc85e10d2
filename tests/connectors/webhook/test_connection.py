"""What is sent is believed by its signature alone, taken apart in every usual form; answers go out signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from resonanz.connect.contract import (
    AccessDenied,
    Budget,
    Context,
    Json,
    Mention,
    Misconfigured,
    Outgoing,
    PayloadChanged,
    Probes,
    Publishes,
    PublishRefused,
    RawItem,
    Receives,
    Removed,
    TryLater,
)
from resonanz.connect.replay import Asked, Given
from resonanz.connect.signing import verified
from resonanz.connectors.webhook import CONNECTOR
from resonanz.core.errors import InputRejected, NotAllowed
from tests.connectors.webhook.sender import ANSWERS, NEXT_SECRET, NOW, SECRET, records, request, request_of, source

ONE = records()[0]


@dataclass
class Forum:
    """Take answers and keep them by their ids, as a receiver should."""

    answers: dict[str, Asked] = field(default_factory=dict)
    given: Given = field(default_factory=lambda: Given.of_json({"native_id": 99, "url": "https://forum.example/99"}))

    def answer(self, asked: Asked) -> Given:
        self.answers[asked.headers["webhook-id"]] = asked
        return self.given

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        return ()


@pytest.fixture
def forum() -> Forum:
    return Forum()


def received(forum: Forum, headers: dict[str, str], body: bytes, **settings: str) -> list[Json]:
    connection = source(forum, **{"secret": SECRET, **settings})
    assert isinstance(connection, Receives)
    return [item.payload for item in connection.receive(headers, body).items]


@pytest.mark.parametrize(
    "told", [ONE, [ONE], {"data": ONE}, {"type": "post.made", "data": [ONE]}, {"mentions": [ONE]}], ids=str
)
def test_one_mention_is_taken_out_of_every_usual_form(forum: Forum, told: Json) -> None:
    assert received(forum, *request_of(told)) == [ONE]


def test_a_wrong_signature_is_refused_before_the_body_is_looked_at(forum: Forum) -> None:
    with pytest.raises(NotAllowed):
        received(forum, *request(b"no JSON", NEXT_SECRET))


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"NaN"])
def test_a_body_that_is_no_json_is_said_to_be_none(forum: Forum, body: bytes) -> None:
    with pytest.raises(InputRejected, match="no JSON"):
        received(forum, *request(body))


@pytest.mark.parametrize("count", [0, 1_001])
def test_too_many_mentions_and_none_are_refused(forum: Forum, count: int) -> None:
    with pytest.raises(InputRejected, match=f"holds {count} mentions"):
        received(forum, *request_of([ONE] * count))


def test_during_a_change_both_secrets_are_believed(forum: Forum) -> None:
    for secret in (SECRET, NEXT_SECRET):
        assert received(forum, *request_of(ONE, secret), secret=NEXT_SECRET, former_secret=SECRET)


def test_without_a_secret_nothing_is_believed(forum: Forum) -> None:
    connection = source(forum)
    assert isinstance(connection, Receives)
    with pytest.raises(Misconfigured, match="no secret yet"):
        connection.receive(*request_of(ONE))


def test_a_look_finds_nothing_and_is_done(forum: Forum) -> None:
    (batch,) = source(forum, secret=SECRET).read(None, Budget())
    assert (batch.items, batch.more) == ((), False)


def made(record: Json) -> object:
    item = RawItem(native_id="", form="record", payload=record, seen_at=NOW)
    return CONNECTOR.normalise(item, Context(source="forum", settings={"channel": "forum"}))


def test_the_sources_channel_stands_in_where_none_is_named() -> None:
    mention = made(ONE)
    assert isinstance(mention, Mention)
    assert (mention.id, mention.channel) == ("forum:71", "forum")


def test_a_channel_that_is_named_goes_first() -> None:
    mention = made(records()[1])
    assert isinstance(mention, Mention)
    assert (mention.id, mention.rating) == ("app_store:5", 2)


def test_what_was_taken_back_is_removed() -> None:
    assert made({"id": "forum:71", "removed": True}) == Removed(id="forum:71", at=NOW)  # type: ignore[arg-type]


def test_a_wrong_record_names_the_field_and_the_remedy() -> None:
    with pytest.raises(PayloadChanged, match=r"\$\.text.*Give what was said"):
        made(records()[4])


def answering(forum: Forum) -> Publishes:
    connection = source(forum, secret=SECRET, answer_url=ANSWERS, answer_secret=NEXT_SECRET)
    assert isinstance(connection, Publishes)
    return connection


REPLY = Outgoing(key="k1", reply_to="71", text="Hinter dem Haus – „P2“.", lang="de")


def test_an_answer_is_sent_signed_and_its_place_is_learned(forum: Forum) -> None:
    published = answering(forum).publish(REPLY)
    sent = forum.answers["k1"]
    assert verified([NEXT_SECRET], sent.headers, sent.body, now=NOW).id == "k1"
    assert json.loads(sent.body)["data"] == {"key": "k1", "reply_to": "71", "text": REPLY.text, "lang": "de"}
    assert (published.native_id, published.url) == ("99", "https://forum.example/99")


@pytest.mark.parametrize("given", [Given(status=204), Given(body=b"thanks"), Given.of_json([])])
def test_who_says_no_more_than_yes_has_the_answer_under_its_key(forum: Forum, given: Given) -> None:
    forum.given = given
    assert answering(forum).publish(REPLY).native_id == "k1"


def test_every_try_carries_the_same_id(forum: Forum) -> None:
    for _ in range(2):
        answering(forum).publish(REPLY)
    assert list(forum.answers) == ["k1"]


@pytest.mark.parametrize(
    ("status", "error"), [(422, PublishRefused), (410, PublishRefused), (403, AccessDenied), (503, TryLater)]
)
def test_a_refusal_is_told_from_a_failure(forum: Forum, status: int, error: type[Exception]) -> None:
    forum.given = Given(status=status)
    with pytest.raises(error):
        answering(forum).publish(REPLY)


def test_without_an_address_nothing_is_answered(forum: Forum) -> None:
    assert not isinstance(source(forum, secret=SECRET), Publishes)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"secret": "hunter2"}, "whsec_"),
        ({"answer_url": ANSWERS}, "enter a secret"),
        ({"answer_url": "javascript:alert(1)", "answer_secret": SECRET}, "address for answers"),
    ],
)
def test_settings_that_cannot_work_are_said(forum: Forum, settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        source(forum, **settings)


def test_what_works_is_said(forum: Forum) -> None:
    connection = source(forum, secret=NEXT_SECRET, former_secret=SECRET)
    assert isinstance(connection, Probes)
    assert connection.probe() == "Two secrets are valid; nothing can be answered."

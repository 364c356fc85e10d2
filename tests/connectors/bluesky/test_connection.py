"""Threads, rechecks and probes of one source."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from resonanz.connect.contract import Context, Mention, Outgoing, Removed
from resonanz.connect.replay import Replay
from resonanz.connectors.bluesky import CONNECTOR
from resonanz.connectors.bluesky.connection import MOST, posts_of
from resonanz.core.clock import FixedClock
from tests.connectors.bluesky.fake_network import NOW, FakeNetwork, opened, opened_with

CONTEXT = Context(source="acme", settings={})


@pytest.fixture
def network() -> FakeNetwork:
    return FakeNetwork()


@pytest.fixture
def thread(network: FakeNetwork) -> list[dict]:
    root = network.say("root")
    answer = network.say("answer", reply_to=root)
    return [root, answer, network.say("aside", reply_to=root), network.say("reaction", reply_to=answer)]


@pytest.mark.parametrize("at", range(4))
def test_a_thread_is_whole_from_any_of_its_posts(network: FakeNetwork, thread: list[dict], at: int) -> None:
    items = opened(network).thread(thread[at]["uri"])  # type: ignore[attr-defined]
    assert {item.native_id for item in items} == {one["uri"] for one in thread}


def test_all_posts_of_a_thread_lie_in_it(network: FakeNetwork, thread: list[dict]) -> None:
    made = [CONNECTOR.normalise(item, CONTEXT) for item in opened(network).thread(thread[3]["uri"])]  # type: ignore[attr-defined]
    assert {one.thread for one in made if isinstance(one, Mention)} == {f"bluesky:{thread[0]['uri']}"}


def test_the_thread_of_a_post_that_is_not_shown_is_empty(network: FakeNetwork) -> None:
    assert opened(network).thread("at://did:plc:bob/app.bsky.feed.post/3x") == []  # type: ignore[attr-defined]


def test_a_thread_as_deep_as_a_well_is_read_without_drowning() -> None:
    node: dict = {"post": {"uri": "at://did:plc:a/app.bsky.feed.post/0"}, "replies": []}
    for number in range(1, 5 * MOST):
        node = {"post": {"uri": f"at://did:plc:a/app.bsky.feed.post/{number}"}, "replies": [node]}
    assert len(posts_of(node)) == MOST


def test_posts_that_are_not_found_or_blocked_are_passed_over() -> None:
    blocked = {"$type": "app.bsky.feed.defs#blockedPost", "uri": "at://x", "blocked": True}
    root = {"post": {"uri": "at://did:plc:a/app.bsky.feed.post/1"}, "parent": blocked, "replies": [blocked]}
    assert [address for address, _ in posts_of(root)] == ["at://did:plc:a/app.bsky.feed.post/1"]


def test_a_post_that_is_gone_is_removed(network: FakeNetwork, thread: list[dict]) -> None:
    network.posts.remove(thread[3])
    items = opened(network).recheck([one["uri"] for one in thread])  # type: ignore[attr-defined]
    made = [CONNECTOR.normalise(item, CONTEXT) for item in items]
    assert [type(one) for one in made] == [Mention, Mention, Mention, Removed]


def rechecked(network: FakeNetwork, post: dict, *, after: timedelta) -> list[str]:
    http = Replay(network, clock := FixedClock(datetime.fromisoformat(post["indexedAt"]) + after))
    return [item.form for item in opened_with(http, clock).recheck([post["uri"]])]  # type: ignore[attr-defined]


def test_a_post_that_the_appview_does_not_know_yet_is_not_taken_for_gone(network: FakeNetwork) -> None:
    post = network.say()
    network.unknown, network.at_home = {post["uri"]}, [post]
    assert rechecked(network, post, after=timedelta(hours=5)) == []


def test_a_young_post_that_its_authors_server_does_not_have_is_gone(network: FakeNetwork) -> None:
    post = network.say()
    network.unknown = {post["uri"]}
    assert rechecked(network, post, after=timedelta(seconds=3)) == ["gone"]


def test_an_old_post_that_is_not_shown_is_gone_without_asking_its_authors_server(network: FakeNetwork) -> None:
    post = network.say()
    network.unknown, network.at_home = {post["uri"]}, [post]
    assert rechecked(network, post, after=timedelta(days=2)) == ["gone"]


@pytest.mark.parametrize(("seconds", "forms"), [(10, []), (60, ["gone"])])
def test_where_nobody_can_be_asked_a_very_young_post_stays(
    network: FakeNetwork, seconds: int, forms: list[str]
) -> None:
    post = network.say()
    network.unknown, network.directory_is_dead = {post["uri"]}, True
    assert rechecked(network, post, after=timedelta(seconds=seconds)) == forms


def test_our_password_and_token_stay_with_our_server(network: FakeNetwork) -> None:
    post = network.say()
    network.unknown = {post["uri"]}
    http = Replay(network, clock := FixedClock(NOW))
    list(opened_with(http, clock).recheck([post["uri"]]))  # type: ignore[attr-defined]
    assert not any("authorization" in asked.headers for asked in http.asked if "bsky.social" not in asked.url)


def test_our_own_answer_is_not_taken_for_gone_while_it_lies_on_our_server(
    network: FakeNetwork, thread: list[dict]
) -> None:
    connection = opened(network)
    ours = connection.publish(Outgoing(key="k", reply_to=thread[0]["uri"], text="yes"))  # type: ignore[attr-defined]
    assert list(connection.recheck([ours.native_id])) == []  # type: ignore[attr-defined]


def test_our_own_answer_that_was_deleted_is_removed(network: FakeNetwork, thread: list[dict]) -> None:
    connection = opened(network)
    ours = connection.publish(Outgoing(key="k", reply_to=thread[0]["uri"], text="yes"))  # type: ignore[attr-defined]
    network.records.clear()
    assert [item.form for item in connection.recheck([ours.native_id])] == ["gone"]  # type: ignore[attr-defined]


def test_posts_are_rechecked_25_at_a_time(network: FakeNetwork) -> None:
    said = [network.say()["uri"] for _ in range(60)]
    http = Replay(network, clock := FixedClock(NOW))
    assert len(list(opened_with(http, clock).recheck(said))) == 60  # type: ignore[attr-defined]
    assert sum("getPosts" in asked.path for asked in http.asked) == 3


def test_a_probe_says_as_whom(network: FakeNetwork) -> None:
    assert opened(network).probe() == "Reached https://bsky.social as @acme.example."  # type: ignore[attr-defined]


def test_a_probe_without_an_account_says_which_version(network: FakeNetwork) -> None:
    sentence = opened(network, account=False).probe()  # type: ignore[attr-defined]
    assert sentence == "Reached https://public.api.bsky.app (version 1.2.3)."


def test_our_account_is_named_as_its_posts_name_it(network: FakeNetwork) -> None:
    did, handle = opened(network).account_names()  # type: ignore[attr-defined]
    assert (did.partition(":")[0], handle) == ("did", "acme.example")

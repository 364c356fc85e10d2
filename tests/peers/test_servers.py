"""The peers do what the acceptance tests take for granted: people write, reply, delete, and it can be read back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.peers.servers.bluesky import POSTS, BlueskyAccount, BlueskyNetwork
from tests.peers.servers.jetstream_shim import JetstreamShim
from tests.peers.servers.mastodon import MastodonAccount, MastodonServer
from tests.peers.servers.processes import until

pytestmark = pytest.mark.peers


def ask_as(account: BlueskyAccount, method: str) -> Any:
    """Sign in with the app password, as Resonanz does, and ask through the data server."""
    address = f"{account.service}/xrpc/"
    credentials = {"identifier": account.handle, "password": account.app_password}
    session = httpx2.post(f"{address}com.atproto.server.createSession", json=credentials).raise_for_status().json()
    headers = {"Authorization": f"Bearer {session['accessJwt']}"}
    return httpx2.get(address + method, headers=headers).raise_for_status().json()


def notifications_of(account: MastodonAccount) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {account.access_token}", "Connection": "close"}
    answer = httpx2.get(f"{account.base_url}/api/v1/notifications", headers=headers)
    return list(answer.raise_for_status().json())


def test_a_bluesky_conversation_is_readable_as_a_thread(bluesky_network: BlueskyNetwork) -> None:
    alice, bob = bluesky_network.stranger("alice"), bluesky_network.stranger("bob")
    post = alice.post("My order has not come.")
    reply = bob.reply(post, "Mine neither.")
    alice.reply(reply.uri, "So it is not just me.")

    thread = until(lambda: found if len(found := alice.thread(post)) == 3 else None, 20, "the thread is whole")

    assert [each.text for each in thread] == ["My order has not come.", "Mine neither.", "So it is not just me."]
    assert thread[2].reply_to == reply.uri
    assert thread[2].root == (post.uri, post.revision)


def test_the_appview_answers_search_and_author_feed(bluesky_network: BlueskyNetwork) -> None:
    alice = bluesky_network.stranger("alice")
    word = f"Kaffeemaschine{alice.account.did[-6:]}"
    post = alice.post(f"Meine {word} tröpfelt nur noch.")
    bluesky_network.wait_until_indexed(post.uri)

    found = bluesky_network.ask_appview("app.bsky.feed.searchPosts", {"q": word})["posts"]
    feed = bluesky_network.ask_appview("app.bsky.feed.getAuthorFeed", {"actor": alice.handle})["feed"]

    assert [each["uri"] for each in found] == [post.uri]
    assert [each["post"]["uri"] for each in feed] == [post.uri]


def test_a_mention_and_a_reply_become_notifications_on_bluesky(bluesky_network: BlueskyNetwork) -> None:
    company, alice = bluesky_network.company_account(), bluesky_network.stranger("alice")
    alice.post(f"Grüße an @{company.handle}, wo bleibt mein Paket?", mentioning=(company,))

    told = until(
        lambda: ask_as(company, "app.bsky.notification.listNotifications")["notifications"], 20, "a notification"
    )

    assert [each["reason"] for each in told] == ["mention"]
    assert told[0]["author"]["handle"] == alice.handle


def test_a_deleted_bluesky_post_leaves_the_appview(bluesky_network: BlueskyNetwork) -> None:
    alice = bluesky_network.stranger("alice")
    post = alice.post("I take this back.")
    bluesky_network.wait_until_indexed(post.uri)
    alice.delete(post)

    def gone() -> bool:
        return not bluesky_network.ask_appview("app.bsky.feed.getPosts", {"uris": post.uri})["posts"]

    assert until(gone, 20, "the post is gone")


def test_a_data_server_alone_tells_its_own_events(peer_logs: Path, bluesky_network: BlueskyNetwork) -> None:
    # `bluesky_network` is asked for only because it skips where the network cannot be had
    logs = peer_logs / "pds-alone"
    logs.mkdir()
    with BlueskyNetwork(logs=logs, appview=False) as network, JetstreamShim(network.firehose_url) as shim:
        post = network.stranger("alice").post("Is anybody listening?")
        with subscribed(shim, "?cursor=0") as connection:
            events = [event_from(connection) for _ in range(3)]

    assert [event["kind"] for event in events] == ["identity", "account", "commit"]
    assert events[2]["commit"]["record"]["text"] == "Is anybody listening?"
    assert events[2]["commit"]["cid"] == post.revision


@contextmanager
def subscribed(shim: JetstreamShim, query: str) -> Iterator[ClientConnection]:
    with connect(shim.url + query, open_timeout=10) as connection:
        yield connection


def event_from(connection: ClientConnection) -> dict[str, Any]:
    return dict(json.loads(connection.recv(timeout=10)))


def commit_by(did: str, connection: ClientConnection) -> dict[str, Any]:
    """The next commit of one person; identity and account events pass every filter of collections."""
    while True:
        event = event_from(connection)
        if event["did"] == did and event["kind"] == "commit":
            return event


def test_jetstream_tells_of_a_post_and_of_its_deletion(
    bluesky_network: BlueskyNetwork, jetstream: JetstreamShim
) -> None:
    alice = bluesky_network.stranger("alice")
    with subscribed(jetstream, f"?wantedCollections={POSTS}&wantedDids={alice.account.did}") as connection:
        post = alice.post("Something the whole network may read.")
        alice.delete(post)
        written, deleted = (commit_by(alice.account.did, connection) for _ in range(2))

    assert written["commit"] == {
        "rev": written["commit"]["rev"],
        "operation": "create",
        "collection": POSTS,
        "rkey": post.uri.rpartition("/")[2],
        "record": alice_record(written, post.text),
        "cid": post.revision,
    }
    assert deleted["commit"]["operation"] == "delete"
    assert "record" not in deleted["commit"]
    assert deleted["time_us"] > written["time_us"]


def alice_record(event: dict[str, Any], text: str) -> dict[str, Any]:
    created_at = event["commit"]["record"]["createdAt"]
    return {"$type": POSTS, "text": text, "langs": ["en"], "createdAt": created_at}


def test_a_subscriber_that_lost_its_connection_resumes_without_a_gap(
    bluesky_network: BlueskyNetwork, jetstream: JetstreamShim
) -> None:
    alice = bluesky_network.stranger("alice")
    wanted = f"?wantedCollections=app.bsky.feed.*&wantedDids={alice.account.did}"
    with subscribed(jetstream, wanted) as connection:
        alice.post("0")
        last = commit_by(alice.account.did, connection)
        jetstream.drop_subscribers()
        with pytest.raises(ConnectionClosed):
            connection.recv(timeout=10)
    for number in range(1, 6):
        alice.post(str(number))
    with subscribed(jetstream, f"{wanted}&cursor={last['time_us']}") as connection:
        caught_up = [commit_by(alice.account.did, connection) for _ in range(6)]

    assert caught_up[0] == last
    assert [event["commit"]["record"]["text"] for event in caught_up] == list("012345")


def test_a_restarted_jetstream_hands_out_the_same_cursors(bluesky_network: BlueskyNetwork) -> None:
    alice = bluesky_network.stranger("alice")
    posts = [alice.post(f"number {number}") for number in range(3)]
    told = []
    for _ in range(2):
        with JetstreamShim(bluesky_network.firehose_url) as shim, subscribed(shim, "?cursor=0") as connection:
            told.append([commit_by(alice.account.did, connection) for _ in posts])

    assert told[0] == told[1]


@pytest.mark.parametrize("query", ["?compress=true", "?requireHello=true", "?wantedCollections=post", "?cursor=now"])
def test_jetstream_refuses_what_it_does_not_understand(jetstream: JetstreamShim, query: str) -> None:
    with pytest.raises(InvalidStatus) as refusal, subscribed(jetstream, query):
        pass

    assert refusal.value.response.status_code == 400


def test_a_mastodon_conversation_is_readable_as_a_thread(mastodon_server: MastodonServer) -> None:
    alice, bob = mastodon_server.stranger("alice"), mastodon_server.stranger("bob")
    post = alice.post("The app crashes at start. #support")
    reply = bob.reply(post, "On which telephone?")

    thread = until(lambda: found if len(found := alice.thread(post)) == 2 else None, 30, "the thread is whole")

    assert [each.uri for each in thread] == [post.uri, reply.uri]
    assert thread[1].text == f"@{alice.handle} On which telephone?"
    assert thread[1].reply_to == post.id


def test_a_mention_becomes_a_notification_on_mastodon(mastodon_server: MastodonServer) -> None:
    company, alice = mastodon_server.company_account(), mastodon_server.stranger("alice")
    post = alice.post(f"@{company.username} is anybody there?")

    told = until(lambda: notifications_of(company), 30, "a notification")

    assert [(each["type"], each["status"]["uri"]) for each in told] == [("mention", post.uri)]


def test_an_edited_mastodon_post_keeps_its_uri(mastodon_server: MastodonServer) -> None:
    alice = mastodon_server.stranger("alice")
    post = alice.post("It costs 5 €.")
    edited = alice.edit(post, "It costs 6 €.")

    assert edited.uri == post.uri
    read_again = alice.read(post)
    assert read_again is not None
    assert read_again.text == "It costs 6 €."


def test_a_deleted_mastodon_post_is_gone(mastodon_server: MastodonServer) -> None:
    alice = mastodon_server.stranger("alice")
    post = alice.post("I take this back.")
    alice.delete(post)

    assert alice.read(post) is None


def test_a_reply_crosses_from_one_mastodon_server_to_another(
    mastodon_server: MastodonServer, far_mastodon_server: MastodonServer
) -> None:
    alice, bob = mastodon_server.stranger("alice"), far_mastodon_server.stranger("bob")
    post = alice.post("Who reads this from afar?")
    reply = bob.reply(post, "I do.")

    thread = until(lambda: found if len(found := alice.thread(post)) == 2 else None, 60, "the reply has arrived")

    assert thread[1].uri == reply.uri
    assert thread[1].author == bob.handle

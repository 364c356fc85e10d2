"""Threads, rechecks and probes of one source."""

from __future__ import annotations

import re

import pytest

from resonanz.connect.contract import Context, Mention, Misconfigured, Removed, TryLater
from resonanz.connect.replay import Given, Replay
from resonanz.connectors.mastodon import CONNECTOR
from resonanz.core.clock import FixedClock
from tests.connectors.mastodon.fake_server import ACME, HOST, NOW, FakeServer, opened, opened_with

CONTEXT = Context(source="acme", settings={})


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def thread(server: FakeServer) -> list[dict]:
    root = server.say("root")
    answer = server.say("answer", reply_to=root)
    return [root, answer, server.say("reaction", reply_to=answer)]


def test_a_thread_is_whole_from_any_of_its_posts(server: FakeServer, thread: list[dict]) -> None:
    items = opened(server).thread(f"{HOST}/{thread[1]['id']}")  # type: ignore[attr-defined]
    assert [item.native_id for item in items] == [f"{HOST}/{one['id']}" for one in thread]


def test_all_posts_of_a_thread_lie_in_it(server: FakeServer, thread: list[dict]) -> None:
    items = opened(server).thread(f"{HOST}/{thread[2]['id']}")  # type: ignore[attr-defined]
    made = [CONNECTOR.normalise(item, CONTEXT) for item in items]
    assert {one.thread for one in made if isinstance(one, Mention)} == {f"mastodon:{HOST}/{thread[0]['id']}"}


def test_the_thread_of_a_post_that_is_gone_is_empty(server: FakeServer) -> None:
    assert opened(server).thread(f"{HOST}/9") == []  # type: ignore[attr-defined]


def test_a_post_that_is_gone_is_removed(server: FakeServer, thread: list[dict]) -> None:
    server.delete(thread[2])
    items = opened(server).recheck([f"{HOST}/{thread[2]['id']}"])  # type: ignore[attr-defined]
    assert [type(CONNECTOR.normalise(item, CONTEXT)) for item in items] == [Removed]


def test_a_post_that_was_edited_comes_with_a_higher_revision(server: FakeServer, thread: list[dict]) -> None:
    thread[2]["edited_at"] = "2026-11-23T11:59:00Z"
    (item,) = opened(server).recheck([f"{HOST}/{thread[2]['id']}"])  # type: ignore[attr-defined]
    assert CONNECTOR.normalise(item, CONTEXT).revision > 0  # type: ignore[union-attr]


def test_an_edited_post_stays_in_its_thread(server: FakeServer, thread: list[dict]) -> None:
    (item,) = opened(server).recheck([f"{HOST}/{thread[2]['id']}"])  # type: ignore[attr-defined]
    assert CONNECTOR.normalise(item, CONTEXT).thread == f"mastodon:{HOST}/{thread[0]['id']}"  # type: ignore[union-attr]


def test_a_server_that_has_lost_its_mind_removes_nothing(server: FakeServer) -> None:
    class Broken(FakeServer):
        def _told(self, path: str) -> Given | None:
            return Given(status=503) if "instance" in path else super()._told(path)

    with pytest.raises(TryLater):
        list(opened(Broken()).recheck([f"{HOST}/1"]))  # type: ignore[attr-defined]


def test_what_another_server_heard_is_not_looked_up_here(server: FakeServer) -> None:
    with pytest.raises(Misconfigured):
        list(opened(server).recheck(["elsewhere.example/1"]))  # type: ignore[attr-defined]


@pytest.mark.parametrize("has_v2", [True, False])
def test_a_probe_says_which_server_and_as_whom(server: FakeServer, has_v2: bool) -> None:
    server.has_v2 = has_v2
    sentence = opened(server).probe()  # type: ignore[attr-defined]
    assert re.fullmatch(r"Reached Example \(.*\) as @acme@social\.example\.", sentence)


def test_a_probe_without_a_token_says_which_server(server: FakeServer) -> None:
    assert opened(server, token="").probe() == "Reached Example (4.4.0)."  # type: ignore[attr-defined]


def test_an_address_without_a_scheme_is_secure(server: FakeServer) -> None:
    http = Replay(server, clock := FixedClock(NOW))
    opened_with(http, clock, token="", base_url=" Social.Example/@acme ").probe()  # type: ignore[attr-defined]
    assert http.asked[0].url.startswith("https://social.example/api/")


def test_our_account_is_named_as_its_posts_name_it(server: FakeServer) -> None:
    own = server.say("ours", account=ACME)
    connection = opened(server)
    (item, *_) = connection.thread(f"{HOST}/{own['id']}")  # type: ignore[attr-defined]
    author = CONNECTOR.normalise(item, CONTEXT).author  # type: ignore[union-attr]
    assert connection.account_names() == [author.id, author.handle]  # type: ignore[attr-defined]

"""Looking at feeds, searches and notifications, and the sessions that this takes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.connect.contract import (
    AccessDenied,
    Batch,
    Budget,
    CredentialsRejected,
    Misconfigured,
    PayloadChanged,
    TryLater,
)
from resonanz.connect.replay import Asked, Given, Replay
from resonanz.core.clock import FixedClock
from tests.connectors.bluesky.fake_network import BOB, NOW, FakeNetwork, opened, opened_with, refused

BOBS = {"actors": ["@bob.example"]}


def look(network: object, cursor: dict | None, budget: Budget | None = None, **wanted: object) -> list[Batch]:
    return list(opened(network, **(wanted or BOBS)).read(cursor, budget or Budget()))


def addresses(batches: list[Batch]) -> list[str]:
    return [item.native_id for batch in batches for item in batch.items]


def last(batches: list[Batch], cursor: dict | None) -> dict | None:
    for batch in batches:
        cursor = json.loads(json.dumps(batch.cursor)) if batch.cursor is not None else cursor
    return cursor


def caught_up(network: FakeNetwork, cursor: dict | None, **wanted: object) -> tuple[list[str], dict | None]:
    seen: list[str] = []
    for _ in range(50):
        batches = look(network, cursor, Budget(requests=3), **wanted)
        seen, cursor = seen + addresses(batches), last(batches, cursor)
        if not batches[-1].more:
            return seen, cursor
    raise AssertionError("never caught up")


def test_a_first_look_takes_the_newest_page_oldest_first() -> None:
    network = FakeNetwork()
    said = [network.say()["uri"] for _ in range(5)]
    assert addresses(look(network, None)) == said[2:]


def test_a_second_look_brings_only_what_is_new() -> None:
    network = FakeNetwork()
    network.say()
    _, cursor = caught_up(network, None)
    new = network.say()
    assert caught_up(network, cursor)[0] == [new["uri"]]


@given(
    st.lists(st.integers(1, 12) | st.sampled_from(["look", "die"]), max_size=20),
    st.sampled_from(["actors", "searches", "notifications"]),
)
@settings(deadline=None, max_examples=40)
def test_nothing_is_lost_whoever_dies_between_pages(moves: list[int | str], what: str) -> None:
    network = FakeNetwork()
    wanted = {"actors": BOBS, "searches": {"searches": ["hello"]}, "notifications": {"notifications": True}}[what]
    said = [network.notify(network.say())["uri"]]
    seen, cursor = caught_up(network, None, **wanted)
    for move in moves:
        if isinstance(move, int):
            said += [network.notify(network.say())["uri"] for _ in range(move)]
            continue
        batches = look(network, cursor, Budget(requests=3), **wanted)
        kept = batches if move == "look" else batches[:1]
        seen += addresses(kept)
        cursor = last(kept, cursor)
    seen += caught_up(network, cursor, **wanted)[0]
    assert set(seen) == set(said)


def test_an_empty_page_that_names_another_does_not_end_a_walk() -> None:
    network = FakeNetwork()
    network.say()
    _, cursor = caught_up(network, None)
    new = [network.say()["uri"] for _ in range(7)]
    page = network._page
    network._page = lambda entries, asked, *rest: _emptied(page(entries, asked, *rest), asked)  # type: ignore[method-assign]
    assert set(caught_up(network, cursor)[0]) >= {new[0], *new[4:]}


def _emptied(given: Given, asked: Asked) -> Given:
    body = json.loads(given.body)
    return Given.of_json({**body, "feed": []}) if "cursor" in asked.params and "cursor" in body else given


def test_a_budget_of_requests_counts_the_login() -> None:
    network = FakeNetwork()
    network.say()
    http = Replay(network, clock := FixedClock(NOW))
    list(opened_with(http, clock, **BOBS).read(None, Budget(requests=2)))
    assert [asked.path.rpartition(".")[2] for asked in http.asked] == ["createSession", "getAuthorFeed"]


def test_a_budget_too_small_for_a_login_says_that_there_is_more() -> None:
    assert [batch.more for batch in look(FakeNetwork(), None, Budget(requests=1))] == [True]


def test_one_unknown_account_does_not_silence_the_others() -> None:
    network = FakeNetwork()
    said = network.say()
    batches = iter(opened(network, actors=["gone.example", "bob.example"]).read(None, Budget()))
    assert addresses([next(batches)]) == [said["uri"]]


def test_an_unknown_account_is_said_in_the_servers_words() -> None:
    with pytest.raises(Misconfigured, match="Profile not found"):
        look(FakeNetwork(), None)


def test_a_repost_has_a_key_of_its_own() -> None:
    network = FakeNetwork()
    network.say()
    passed = {"reason": {"by": BOB, "indexedAt": "2026-11-23T10:00:00Z"}}
    network._page = lambda *_: Given.of_json({"feed": [{"post": network.posts[0], **passed}]})  # type: ignore[method-assign]
    assert addresses(look(network, None)) == [f"{network.posts[0]['uri']} passed on by did:plc:bob"]


def test_a_page_without_dates_is_a_changed_payload() -> None:
    network = FakeNetwork()
    network.say()["indexedAt"] = "yesterday"
    with pytest.raises(PayloadChanged, match="indexedAt"):
        look(network, None)


def test_a_date_in_the_future_does_not_move_the_mark_beyond_now() -> None:
    network = FakeNetwork()
    network.say()["indexedAt"] = "2999-01-01T00:00:00.000Z"
    _, cursor = caught_up(network, None)
    assert cursor["marks"]["actor:bob.example"]["low"].startswith("2026-11-23T12:00")  # type: ignore[index]


def test_looks_over_one_client_log_in_once() -> None:
    network = FakeNetwork()
    network.say()
    http = Replay(network, clock := FixedClock(NOW))
    for _ in range(3):
        list(opened_with(http, clock, **BOBS).read(None, Budget()))
    assert network.logins == 1


def test_an_expired_session_is_renewed_once() -> None:
    network = FakeNetwork()
    network.say()
    http = Replay(network, clock := FixedClock(NOW))
    list(opened_with(http, clock, **BOBS).read(None, Budget()))
    network.access = "another"
    list(opened_with(http, clock, **BOBS).read(None, Budget()))
    assert (network.logins, network.renewals) == (1, 1)


def test_a_session_that_cannot_be_renewed_is_made_anew() -> None:
    network = FakeNetwork(refuses_renewals=True)
    network.say()
    http = Replay(network, clock := FixedClock(NOW))
    list(opened_with(http, clock, **BOBS).read(None, Budget()))
    network.access = "another"
    list(opened_with(http, clock, **BOBS).read(None, Budget()))
    assert network.logins == 2


def test_a_revoked_password_needs_a_person() -> None:
    network = FakeNetwork(refuses_renewals=True)
    network.say()
    http = Replay(network, clock := FixedClock(NOW))
    list(opened_with(http, clock, **BOBS).read(None, Budget()))
    network.access, network.refuses_logins = "another", True
    with pytest.raises(CredentialsRejected):
        list(opened_with(http, clock, **BOBS).read(None, Budget()))


def test_the_servers_words_about_a_password_are_not_repeated() -> None:
    with pytest.raises(CredentialsRejected) as caught:
        look(FakeNetwork(refuses_logins=True), None)
    assert "s3cret" not in str(caught.value)


def test_a_service_that_wants_an_account_says_so() -> None:
    class Closed:
        def answer(self, asked: Asked) -> Given:
            return refused("AuthMissing", "Authentication Required", status=401)

        def messages(self, url: str) -> list[str]:
            return []

    with pytest.raises(AccessDenied, match="own account"):
        list(opened(Closed(), account=False, **BOBS).read(None, Budget()))


def test_without_an_account_the_public_service_is_asked() -> None:
    network = FakeNetwork()
    network.say()
    http = Replay(network, clock := FixedClock(NOW))
    list(opened_with(http, clock, account=False, **BOBS).read(None, Budget()))
    assert http.asked[0].url.startswith("https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?")


@pytest.mark.parametrize(
    "wanted",
    [{"notifications": True}, {"identifier": "x.example"}, {"service": "ftp://x"}, {"jetstream_url": "http://x"}],
)
def test_settings_that_cannot_work_say_so_before_anything_is_asked(wanted: dict) -> None:
    with pytest.raises(Misconfigured):
        opened(FakeNetwork(), account=False, **wanted)


def test_a_reached_limit_says_when_to_come_back() -> None:
    class Limited(FakeNetwork):
        def answer(self, asked: Asked) -> Given:
            return Given(status=429, headers={"ratelimit-reset": str(int(NOW.timestamp()) + 90)})

    with pytest.raises(TryLater) as caught:
        look(Limited(), None)
    assert caught.value.after == 90.0

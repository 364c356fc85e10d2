"""Our connectors on real servers: what strangers write is heard, answered once, and forgotten when it is taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from resonanz.connect.contract import (
    Batch,
    Budget,
    Config,
    Connector,
    Context,
    CredentialsRejected,
    Cursor,
    Env,
    Mention,
    Misconfigured,
    Outgoing,
    PublishRefused,
    RawItem,
    Removed,
    TryLater,
)
from resonanz.connect.http import HttpClient, Limits
from resonanz.connectors.bluesky import CONNECTOR as BLUESKY
from resonanz.connectors.mastodon import CONNECTOR as MASTODON
from resonanz.core.clock import SystemClock
from tests.peers.servers.bluesky import BlueskyAccount, BlueskyNetwork
from tests.peers.servers.jetstream_shim import JetstreamShim
from tests.peers.servers.mastodon import MastodonAccount, MastodonServer
from tests.peers.servers.processes import until

pytestmark = pytest.mark.peers

PATIENCE = 40
"""Seconds; the slowest of these servers delivers in steps of three to six."""


class SilentLog:
    """Take log lines and keep none."""

    def info(self, event: str, **values: object) -> None: ...

    def warning(self, event: str, **values: object) -> None: ...


class Ear:
    """One configured source, opened anew for everything, as the running system does."""

    def __init__(self, connector: Connector, config: Config, *, allow: tuple[str, ...] = ("localhost",)) -> None:
        limits = Limits(pause=0.0, tick=0.5)
        self._http = HttpClient(clock=SystemClock(), allow=frozenset(allow), limits=limits)
        self._env = Env(http=self._http, clock=SystemClock(), log=SilentLog())
        self._connector = connector
        self._config = config
        self.cursor: Cursor | None = None

    def close(self) -> None:
        self._http.close()

    def opened(self):
        return self._connector.open(self._config, self._env)

    def made(self, item: RawItem):
        return self._connector.normalise(item, Context(source="peers", settings=self._config.settings))

    def look(self, budget: Budget | None = None) -> list[Mention]:
        """Look once, and keep the cursor."""
        heard = []
        for batch in self.opened().read(self.cursor, budget or Budget()):
            heard += self._mentions(batch)
            self.cursor = batch.cursor or self.cursor
        return heard

    def until_heard(self, text: str) -> Mention:
        """Look again and again until something with this text is heard."""
        return until(lambda: next((one for one in self.look() if text in one.text), None), PATIENCE, text)

    def thread(self, native_id: str) -> list[Mention]:
        return [one for item in self.opened().thread(native_id) if isinstance(one := self.made(item), Mention)]

    def recheck(self, native_id: str) -> list[Mention | Removed]:
        return [self.made(item) for item in self.opened().recheck([native_id])]

    def _mentions(self, batch: Batch) -> list[Mention]:
        return [one for item in batch.items if isinstance(one := self.made(item), Mention)]


def native(mention: Mention) -> str:
    return mention.id.partition(":")[2]


@pytest.fixture
def ear() -> Iterator[Callable[..., Ear]]:
    opened: list[Ear] = []

    def make(connector: Connector, secrets: dict[str, str], **settings: object) -> Ear:
        opened.append(Ear(connector, Config(source="peers", settings=settings, secrets=secrets)))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def company(mastodon_server: MastodonServer) -> MastodonAccount:
    return mastodon_server.company_account()


@pytest.fixture
def fediverse(ear: Callable[..., Ear], company: MastodonAccount) -> Ear:
    token = {"access_token": company.access_token}
    return ear(MASTODON, token, base_url=company.base_url, notifications=True)


class TestMastodon:
    """The connector for Mastodon on snac, a server with its API and habits of its own."""

    def test_it_says_whom_it_reached(self, fediverse: Ear, company: MastodonAccount) -> None:
        assert fediverse.opened().probe().endswith(f"as @{company.address}.")

    def test_what_is_said_under_a_hashtag_is_heard_once(self, ear, mastodon_server: MastodonServer) -> None:
        company, alice = mastodon_server.company_account(), mastodon_server.stranger("alice")
        token = {"access_token": company.access_token}
        tag = f"zug{alice.account.username[-6:]}"
        listening = ear(MASTODON, token, base_url=company.base_url, hashtags=[tag])
        said = [alice.post(f"Nummer {number} #{tag}").uri for number in range(3)]
        first = until(lambda: found if len(found := listening.look()) == 3 else None, PATIENCE, "three posts")
        assert ([one.url for one in first], listening.look()) == (said, [])

    def test_pages_smaller_than_what_came_in_lose_nothing(self, ear, mastodon_server: MastodonServer) -> None:
        company, alice = mastodon_server.company_account(), mastodon_server.stranger("alice")
        tag = f"zug{alice.account.username[-6:]}"
        token = {"access_token": company.access_token}
        listening = ear(MASTODON, token, base_url=company.base_url, hashtags=[tag])
        alice.post(f"the first #{tag}")
        until(listening.look, PATIENCE, "the first")
        said = {alice.post(f"Nummer {number} #{tag}").uri for number in range(50)}  # more than a page of 40
        heard: set[str | None] = set()

        def all_fifty() -> bool:
            heard.update(one.url for one in listening.look())
            return said <= heard

        until(all_fifty, PATIENCE, "all fifty")

    def test_a_question_is_answered_once_and_the_reaction_lies_in_its_thread(
        self, fediverse: Ear, company: MastodonAccount, mastodon_server: MastodonServer
    ) -> None:
        alice = mastodon_server.stranger("alice")
        asked = alice.post(f"@{company.username} Wo bleibt mein Paket?")
        question = fediverse.until_heard("Wo bleibt mein Paket")
        answer = Outgoing(key="one", reply_to=native(question), text="Wir sehen nach – *versprochen*.", lang="de")
        first = fediverse.opened().publish(answer)
        again = fediverse.opened().publish(replace(answer, repeated=True))
        reply = until(
            lambda: next((one for one in alice.thread(asked) if "Wir sehen nach" in one.text), None),
            PATIENCE,
            "a reply",
        )
        alice.reply(reply, f"@{company.username} Danke, Nummer 42.")
        reaction = fediverse.until_heard("Nummer 42")
        assert (again.native_id, reaction.reply_to, reaction.thread) == (
            first.native_id,
            f"mastodon:{first.native_id}",
            question.id,
        )

    def test_an_edit_is_a_higher_revision_of_the_same_mention(
        self, fediverse: Ear, company: MastodonAccount, mastodon_server: MastodonServer
    ) -> None:
        alice = mastodon_server.stranger("alice")
        post = alice.post(f"@{company.username} It costs 5 €.")
        before = fediverse.until_heard("5 €")
        alice.edit(post, f"@{company.username} It costs 6 €.")
        (after,) = until(lambda: _changed(fediverse.recheck(native(before))), PATIENCE, "the edit")
        assert (after.id, after.revision > before.revision) == (before.id, True)

    def test_what_was_deleted_is_removed(
        self, fediverse: Ear, company: MastodonAccount, mastodon_server: MastodonServer
    ) -> None:
        alice = mastodon_server.stranger("alice")
        post = alice.post(f"@{company.username} I take this back.")
        before = fediverse.until_heard("I take this back")
        alice.delete(post)
        removed = until(lambda: _gone(fediverse.recheck(native(before))), PATIENCE, "the deletion")
        assert removed.id == before.id

    def test_what_was_deleted_cannot_be_answered(
        self, fediverse: Ear, company: MastodonAccount, mastodon_server: MastodonServer
    ) -> None:
        alice = mastodon_server.stranger("alice")
        post = alice.post(f"@{company.username} Never mind.")
        question = fediverse.until_heard("Never mind")
        alice.delete(post)
        until(lambda: _gone(fediverse.recheck(native(question))), PATIENCE, "the deletion")
        with pytest.raises(PublishRefused):
            fediverse.opened().publish(Outgoing(key="late", reply_to=native(question), text="Here we are."))

    def test_a_server_without_streams_is_said_to_have_none(self, fediverse: Ear) -> None:
        with pytest.raises(Misconfigured, match="Switch the stream off"):
            list(fediverse.opened().stream(None, lambda: False))


def _changed(made: list) -> list[Mention] | None:
    return made if any(isinstance(one, Mention) and one.revision for one in made) else None


def _gone(made: list) -> Removed | None:
    return next((one for one in made if isinstance(one, Removed)), None)


@pytest.fixture
def firm(bluesky_network: BlueskyNetwork) -> BlueskyAccount:
    return bluesky_network.company_account("firm")


@pytest.fixture
def skies(ear: Callable[..., Ear], firm: BlueskyAccount) -> Ear:
    return ear(BLUESKY, {"app_password": firm.app_password}, **_own(firm), notifications=True)


def _own(account: BlueskyAccount) -> dict[str, object]:
    return {"service": account.service, "identifier": account.handle}


class TestBluesky:
    """The connector for Bluesky on a data server with an AppView behind it."""

    def test_it_says_whom_it_reached(self, skies: Ear, firm: BlueskyAccount) -> None:
        assert skies.opened().probe() == f"Reached {firm.service} as @{firm.handle}."

    def test_the_public_appview_needs_no_account(self, ear, bluesky_network: BlueskyNetwork) -> None:
        alice = bluesky_network.stranger("alice")
        bluesky_network.wait_until_indexed(alice.post("Guten Morgen.").uri)
        listening = ear(BLUESKY, {}, service=bluesky_network.appview_url, actors=[alice.handle])
        assert [one.text for one in listening.look()] == ["Guten Morgen."]

    def test_pages_smaller_than_what_came_in_lose_nothing(
        self, ear, firm: BlueskyAccount, bluesky_network: BlueskyNetwork
    ) -> None:
        alice = bluesky_network.stranger("alice")
        bluesky_network.wait_until_indexed(alice.post("the first").uri)
        listening = ear(BLUESKY, {"app_password": firm.app_password}, **_own(firm), actors=[alice.handle])
        listening.look()
        said = [alice.post(f"Nummer {number}").uri for number in range(110)]  # more than a page of 100
        for uri in said:
            bluesky_network.wait_until_indexed(uri)
        heard: list[Mention] = []
        for _ in range(60):
            heard += listening.look(Budget(items=7, requests=2))
        assert sorted(native(one) for one in heard) == sorted(said)

    def test_a_question_is_answered_once_and_the_reaction_lies_in_its_thread(
        self, skies: Ear, firm: BlueskyAccount, bluesky_network: BlueskyNetwork
    ) -> None:
        alice = bluesky_network.stranger("alice")
        post = alice.post(f"@{firm.handle} Wo bleibt mein Paket?", mentioning=(firm,))
        question = skies.until_heard("Wo bleibt mein Paket")
        answer = Outgoing(key=post.uri, reply_to=native(question), text=f"@{alice.handle} wir sehen nach.", lang="de")
        first = skies.opened().publish(answer)
        again = skies.opened().publish(answer)
        bluesky_network.wait_until_indexed(first.native_id)
        bluesky_network.wait_until_indexed(alice.reply(first.native_id, "Danke, Nummer 42.").uri)
        thread = skies.thread(native(question))
        assert ([one.author.is_own for one in thread], {one.thread for one in thread}, again.native_id) == (
            [False, True, False],
            {question.id},
            first.native_id,
        )

    def test_a_process_that_died_after_posting_finds_its_answer(
        self, skies: Ear, firm: BlueskyAccount, bluesky_network: BlueskyNetwork
    ) -> None:
        alice = bluesky_network.stranger("alice")
        post = alice.post(f"@{firm.handle} Anybody?", mentioning=(firm,))
        bluesky_network.wait_until_indexed(post.uri)
        answer = Outgoing(key="died", reply_to=post.uri, text="Yes.")
        first = skies.opened().publish(answer)
        assert skies.opened().publish(replace(answer, repeated=True)).native_id == first.native_id

    def test_our_answer_is_not_taken_for_gone_before_the_appview_knows_it(
        self, skies: Ear, firm: BlueskyAccount, bluesky_network: BlueskyNetwork
    ) -> None:
        post = bluesky_network.stranger("alice").post("Hello?")
        bluesky_network.wait_until_indexed(post.uri)
        ours = skies.opened().publish(Outgoing(key="young", reply_to=post.uri, text="Hello."))
        assert _gone(skies.recheck(ours.native_id)) is None

    def test_wrong_credentials_need_a_person(self, ear, firm: BlueskyAccount) -> None:
        with pytest.raises(CredentialsRejected):
            ear(BLUESKY, {"app_password": "wrong"}, **_own(firm), notifications=True).look()


class Streaming:
    """Hear a stream in a thread of its own until what is waited for has come."""

    def __init__(self, listening: Ear, cursor: Cursor | None = None) -> None:
        self.cursor = cursor
        self.heard: list = []
        self.trouble: Exception | None = None
        self._listening = listening
        self._stop = threading.Event()
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._opened.wait(20), "the stream did not open"

    def _run(self) -> None:
        try:
            for batch in self._listening.opened().stream(self.cursor, self._stop.is_set):
                self.heard += [self._listening.made(item) for item in batch.items]
                self.cursor = batch.cursor or self.cursor
                self._opened.set()
        except TryLater as trouble:
            self.trouble = trouble

    def until(self, wanted: Callable[[object], bool]) -> object:
        return until(lambda: next((one for one in self.heard if wanted(one)), None), PATIENCE, "the stream")

    def ended(self) -> Exception | None:
        self._thread.join(20)
        return self.trouble

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(20)


class TestJetstream:
    """The stream of the whole network, translated out of the data server's own."""

    @pytest.fixture
    def listening(self, ear, firm: BlueskyAccount, jetstream: JetstreamShim) -> Ear:
        password = {"app_password": firm.app_password}
        return ear(BLUESKY, password, **_own(firm), jetstream_url=jetstream.url, searches=["tröpfelt"])

    def test_what_was_asked_for_is_heard_with_its_author(self, listening: Ear, bluesky_network: BlueskyNetwork) -> None:
        alice = bluesky_network.stranger("alice")
        bluesky_network.wait_until_indexed(alice.post("etwas anderes").uri)
        stream = Streaming(listening)
        post = alice.post("Die Maschine tröpfelt.")
        heard = stream.until(lambda one: isinstance(one, Mention) and native(one) == post.uri)
        stream.stop()
        assert heard.author.handle == alice.handle  # type: ignore[attr-defined]

    def test_a_deletion_is_heard(self, listening: Ear, bluesky_network: BlueskyNetwork) -> None:
        alice = bluesky_network.stranger("alice")
        stream = Streaming(listening)
        post = alice.post("Es tröpfelt, ach nein.")
        alice.delete(post)
        removed = stream.until(lambda one: isinstance(one, Removed) and native(one) == post.uri)  # type: ignore[arg-type]
        stream.stop()
        assert isinstance(removed, Removed)

    def test_a_cut_line_is_taken_up_where_it_broke_off(
        self, listening: Ear, bluesky_network: BlueskyNetwork, jetstream: JetstreamShim
    ) -> None:
        alice = bluesky_network.stranger("alice")
        stream = Streaming(listening)
        first = alice.post("Eins tröpfelt.")
        stream.until(lambda one: isinstance(one, Mention) and native(one) == first.uri)
        jetstream.drop_subscribers()
        assert isinstance(stream.ended(), TryLater)
        missed = alice.post("Zwei tröpfelt.")
        resumed = Streaming(listening, stream.cursor)
        resumed.until(lambda one: isinstance(one, Mention) and native(one) == missed.uri)
        resumed.stop()

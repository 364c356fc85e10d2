"""The main job, end to end, on servers that nobody here wrote: asked there, answered here, standing there, heard again.

Strangers write in German and in English. Everything else goes through the pages, the API and the command line of a
running Resonanz.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.acceptance.running import Api, Running, actions, until
from tests.peers.servers.bluesky import BlueskyNetwork, BlueskyStranger
from tests.peers.servers.conversation import Post
from tests.peers.servers.mastodon import MastodonServer, MastodonStranger

pytestmark = pytest.mark.peers

SOON = 60.0
"""Seconds within which something that happened there is seen here; the servers themselves take up to ten."""
LOOK = 10.0
PASSWORD = "a long enough password 1"


@pytest.fixture(scope="module")
def resonanz(
    tmp_path_factory: pytest.TempPathFactory, bluesky_network: BlueskyNetwork, mastodon_server: MastodonServer
) -> Iterator[Running]:
    """A running Resonanz that may reach these servers on loopback."""
    servers = (bluesky_network.pds_url, bluesky_network.appview_url, mastodon_server.base_url)
    hosts = ",".join(urlsplit(one).netloc for one in servers)
    home: Path = tmp_path_factory.mktemp("loop") / "home"
    with Running(home, allow_private_hosts=hosts, thread_interval=3) as running:
        yield running


@pytest.fixture(scope="module")
def chief(resonanz: Running) -> Api:
    """The first administrator: departments, rules and accounts are set up."""
    api = resonanz.person("chief", administrator=True)
    service = api.department("customer_service")
    legal = api.department("legal", four_eyes=True)
    api.route("Law", legal, text="anwalt OR lawyer", priority="high")
    api.route("Questions and problems", service, kinds=["question", "problem", "request", "criticism"])
    api.route("Everything else", service, opens_case=False)
    return api


@pytest.fixture(scope="module")
def colleague(resonanz: Running, chief: Api) -> Api:
    """A second person, for four eyes."""
    return resonanz.person("colleague", administrator=True)


@pytest.fixture(scope="module")
def on_mastodon(chief: Api, mastodon_server: MastodonServer) -> str:
    """The company listens and answers on Mastodon; its handle there."""
    account = mastodon_server.company_account()
    chief.post(
        "sources",
        {
            "name": "Our Mastodon account",
            "connector": "mastodon",
            "settings": {"base_url": account.base_url, "notifications": True, "hashtags": ["velofjord"]},
            "secrets": {"access_token": account.access_token},
            "interval": LOOK,
            "streams": False,
        },
    )
    return account.username


@pytest.fixture(scope="module")
def on_bluesky(chief: Api, bluesky_network: BlueskyNetwork) -> Any:
    """The company listens and answers on Bluesky; its account there."""
    account = bluesky_network.company_account()
    chief.post(
        "sources",
        {
            "name": "Our Bluesky account",
            "connector": "bluesky",
            "settings": {"service": account.service, "identifier": account.handle, "notifications": True},
            "secrets": {"app_password": account.app_password},
            "interval": LOOK,
            "streams": False,
        },
    )
    return account


def case_about(api: Api, word: str) -> dict[str, Any]:
    """Return the case whose subject names a word, once it is there."""
    return until(lambda: next(iter(api.cases(text=word)), None), SOON, f"a case about {word} is open")


def answer_case(writer: Api, approver: Api, case: dict[str, Any], text: str) -> dict[str, Any]:
    """Draft, approve, and return the reply once it is sent."""
    draft = writer.post("replies", {"case": case["id"], "text": text})
    approver.post(f"replies/{draft['id']}/approve", {"text": text})

    def sent() -> dict[str, Any] | None:
        reply: dict[str, Any] = writer.get(f"replies/{draft['id']}")
        assert reply["state"] not in ("refused", "uncertain"), reply["trouble"]
        return reply if reply["state"] == "sent" else None

    return until(sent, SOON, "the answer is sent")


def reaction_in(api: Api, case: dict[str, Any], text: str) -> dict[str, Any]:
    """Return the case once a text stands in it and the author's reaction has brought it back."""

    def heard() -> dict[str, Any] | None:
        detail: dict[str, Any] = api.get(f"cases/{case['id']}")
        texts = [one["text"] for one in detail["mentions"]]
        return detail if detail["case"]["state"] == "reacted" and any(text in one for one in texts) else None

    return until(heard, SOON, f"{text!r} is heard as a reaction")


def test_a_german_question_on_mastodon_is_answered_and_the_thanks_are_heard(
    resonanz: Running, chief: Api, on_mastodon: str, mastodon_server: MastodonServer
) -> None:
    stranger: MastodonStranger = mastodon_server.stranger("mira")
    question = stranger.post(f"@{on_mastodon} Wo bleibt mein Lastenrad? Es sollte gestern kommen.")

    case = case_about(chief, "Lastenrad")
    assert case["department_name"] == "Customer service"
    assert (case["lang"], case["kind"]) == ("de", "question")
    with resonanz.pages("chief", PASSWORD) as pages:
        assert "Wo bleibt mein Lastenrad?" in pages.get(f"/cases/{case['id']}").text

    reply = answer_case(chief, chief, case, "Es kommt morgen zwischen neun und zwölf.")
    standing = until(lambda: answers_below(stranger, question, "morgen zwischen neun"), SOON, "the answer stands there")
    assert [one.author.partition("@")[0] for one in standing] == [on_mastodon]
    assert chief.get(f"cases/{case['id']}")["case"]["state"] == "answered"

    stranger.reply(standing[0].uri, "Prima, vielen Dank!")
    detail = reaction_in(chief, case, "Prima, vielen Dank!")
    assert len(answers_below(stranger, question, "morgen zwischen neun")) == 1
    assert reply["tries"] == 1
    assert detail["case"]["mention_count"] >= 2


def test_an_english_problem_on_bluesky_needs_four_eyes_and_comes_back(
    resonanz: Running, chief: Api, colleague: Api, on_bluesky: Any, bluesky_network: BlueskyNetwork
) -> None:
    stranger: BlueskyStranger = bluesky_network.stranger("tom")
    text = f"@{on_bluesky.handle} The frame broke and nobody answers. My lawyer will write to you."
    problem = stranger.post(text, mentioning=(on_bluesky,))

    case = case_about(chief, "lawyer")
    assert (case["department_name"], case["lang"], case["priority"]) == ("Legal", "en", "high")
    draft = chief.post("replies", {"case": case["id"], "text": "We replace the frame at once."})
    with pytest.raises(AssertionError, match="second person"):
        chief.post(f"replies/{draft['id']}/approve", {})
    colleague.post(f"replies/{draft['id']}/approve", {"text": "We replace the frame at once."})

    def standing() -> list[Post] | None:
        found = [one for one in stranger.thread(problem) if one.author == on_bluesky.handle]
        return found or None

    (answer,) = until(standing, SOON, "the answer stands there")
    assert (answer.text, answer.reply_to) == ("We replace the frame at once.", problem.uri)

    stranger.reply(answer.uri, "That is fair, thank you.")
    reaction_in(chief, case, "That is fair, thank you.")
    history = actions(chief.get(f"cases/{case['id']}/events"))
    assert history.count("answer") == 1
    assert history[0] == "opened"


def test_a_reply_made_while_its_parent_is_being_indexed_is_heard_all_the_same(
    chief: Api, on_bluesky: Any, bluesky_network: BlueskyNetwork
) -> None:
    stranger: BlueskyStranger = bluesky_network.stranger("ravi")
    question = stranger.post(f"@{on_bluesky.handle} How do I reset the display?", mentioning=(on_bluesky,))
    case = case_about(chief, "reset the display")
    answer_case(chief, chief, case, "Hold minus and power for twelve seconds.")
    (answer,) = until(
        lambda: [one for one in stranger.thread(question) if one.author == on_bluesky.handle] or None,
        SOON,
        "the answer stands there",
    )

    # Straight on the answer, and straight on that again: notifications alone would lose one now and then.
    first = stranger.reply(answer, "Did not work.", settled=False)
    stranger.reply(first, "Now it did!", settled=False)

    detail = reaction_in(chief, case, "Now it did!")
    assert any("Did not work." in one["text"] for one in detail["mentions"])


def test_an_edit_at_the_source_is_seen_in_the_case(
    chief: Api, on_mastodon: str, mastodon_server: MastodonServer
) -> None:
    stranger: MastodonStranger = mastodon_server.stranger("jonas")
    post = stranger.post(f"@{on_mastodon} Warum kostet die Regenhaube 50 Euro?")
    case = case_about(chief, "Regenhaube")

    stranger.edit(post, f"@{on_mastodon} Warum kostet die Regenhaube 70 Euro?")

    def edited() -> dict[str, Any] | None:
        detail: dict[str, Any] = chief.get(f"cases/{case['id']}")
        return detail if any("70 Euro" in one["text"] for one in detail["mentions"]) else None

    detail = until(edited, SOON, "the new text stands in the case")
    assert len(detail["mentions"]) == 1
    until(lambda: "edited" in actions(chief.get(f"cases/{case['id']}/events")), SOON, "the history says it")


@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
def test_a_deletion_at_the_source_is_honoured_everywhere(
    resonanz: Running,
    chief: Api,
    on_mastodon: str,
    on_bluesky: Any,
    mastodon_server: MastodonServer,
    bluesky_network: BlueskyNetwork,
    network: str,
) -> None:
    word = f"Sattelstütze{network}"
    post: Post
    if network == "mastodon":
        writer: Any = mastodon_server.stranger("greta")
        post = writer.post(f"@{on_mastodon} Wie lang ist die {word} eigentlich?")
    else:
        writer = bluesky_network.stranger("greta")
        post = writer.post(f"@{on_bluesky.handle} Wie lang ist die {word} eigentlich?", mentioning=(on_bluesky,))
    case = case_about(chief, word)
    (mention,) = chief.get(f"cases/{case['id']}")["mentions"]

    writer.delete(post)

    until(lambda: not chief.mentions(q=word), SOON, "the search finds it no more")
    assert chief.status(f"mentions/{mention['id']}") == 404
    assert word not in str(chief.get(f"cases/{case['id']}"))
    assert "removed" in actions(chief.get(f"cases/{case['id']}/events"))
    assert word not in resonanz.verb("export").stdout


def test_a_dead_worker_sends_an_approved_answer_once(
    resonanz: Running, chief: Api, on_mastodon: str, mastodon_server: MastodonServer
) -> None:
    stranger: MastodonStranger = mastodon_server.stranger("lisa")
    question = stranger.post(f"@{on_mastodon} Darf der Akku im Winter draußen bleiben?")
    case = case_about(chief, "Akku")
    draft = chief.post("replies", {"case": case["id"], "text": "Unter fünf Grad bitte nicht."})
    chief.post(f"replies/{draft['id']}/approve", {})

    for _ in range(3):
        resonanz.kill("worker")
        until(lambda: "worker" in resonanz.children(), SOON, "the worker is back")

    until(lambda: chief.get(f"replies/{draft['id']}")["state"] == "sent", 120, "the answer is sent")
    until(lambda: answers_below(stranger, question, "Unter fünf Grad"), SOON, "the answer stands there")
    assert len(answers_below(stranger, question, "Unter fünf Grad")) == 1


def answers_below(stranger: MastodonStranger, post: Post, text: str) -> list[Post]:
    """Return what stands below a post and contains a text."""
    return [one for one in stranger.thread(post.uri) if text in one.text]

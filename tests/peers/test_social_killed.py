"""A process killed while it answers on Mastodon or Bluesky: the answer stands there once, or a person is asked to look.

What a dead process left is repeated minutes later, when the server has long done what it was asked. So all processes
are killed first, and only then is every answer repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

import pytest

from resonanz.connect.contract import Mention, Outgoing, PublishUncertain, TryLater
from resonanz.connectors.bluesky import CONNECTOR as BLUESKY
from resonanz.connectors.mastodon import CONNECTOR as MASTODON
from tests.often import ROUNDS
from tests.peers.killing import BEYOND, killing
from tests.peers.servers.bluesky import BlueskyNetwork
from tests.peers.servers.mastodon import MastodonServer
from tests.peers.servers.processes import until
from tests.peers.test_connectors import PATIENCE, Ear, ear, native

__all__ = ["ear"]  # the fixture

pytestmark = [pytest.mark.peers, pytest.mark.slow]

POSTS = "app.bsky.feed.post"
Standing = Callable[[], Counter[str]]
"""Returns how many answers of ours stand in the channel, by what they say."""


def test_fifty_killed_processes_leave_each_answer_once_on_mastodon(
    ear: Callable[..., Ear], mastodon_server: MastodonServer
) -> None:
    company, alice = mastodon_server.company_account(), mastodon_server.stranger("alice")
    settings = {"base_url": company.base_url, "notifications": True}
    secrets = {"access_token": company.access_token}
    listening = ear(MASTODON, secrets, **settings)
    asked = [alice.post(f"@{company.username} Frage {number:02}?") for number in range(ROUNDS + 1)]
    questions = heard(listening, len(asked))

    def standing() -> Counter[str]:
        below = [one for post in asked for one in alice.thread(post) if one.author.startswith(company.username)]
        return Counter(one.text.partition(" ")[2] for one in below)

    with killing("mastodon", settings, secrets) as sender:
        answers = killed_in_the_middle(sender.sent, sender.killed, questions)
    repeated_once(listening, answers, standing)


def test_fifty_killed_processes_leave_each_answer_once_on_bluesky(
    ear: Callable[..., Ear], bluesky_network: BlueskyNetwork
) -> None:
    company, alice = bluesky_network.company_account("firm"), bluesky_network.stranger("alice")
    settings = {"service": company.service, "identifier": company.handle, "notifications": True}
    secrets = {"app_password": company.app_password}
    listening = ear(BLUESKY, secrets, **settings)
    for number in range(ROUNDS + 1):
        alice.post(f"@{company.handle} Frage {number:02}?", mentioning=(company,))
    questions = heard(listening, ROUNDS + 1)

    def standing() -> Counter[str]:
        where = {"repo": company.did, "collection": POSTS, "limit": 100}
        records = bluesky_network.ask_pds("com.atproto.repo.listRecords", where)["records"]
        return Counter(one["value"]["text"] for one in records if one["value"]["reply"])

    with killing("bluesky", settings, secrets) as sender:
        answers = killed_in_the_middle(sender.sent, sender.killed, questions)
    repeated_once(listening, answers, standing)


def heard(listening: Ear, many: int) -> list[Mention]:
    """Return the questions, once all of them are heard."""
    found: dict[str, Mention] = {}

    def all_of_them() -> bool:
        found.update({one.id: one for one in listening.look() if "Frage" in one.text})
        return len(found) == many

    until(all_of_them, PATIENCE, f"{many} questions")
    return list(found.values())


def killed_in_the_middle(
    sent: Callable[[Outgoing], float], killed: Callable[[Outgoing, float], bool], questions: Sequence[Mention]
) -> list[Outgoing]:
    """Answer the first question undisturbed and kill whoever answers the others; return all the answers."""
    answers = [
        Outgoing(key=uuid4().hex, reply_to=native(one), text=f"Antwort {number:02}.")
        for number, one in enumerate(questions)
    ]
    span = sent(answers[0]) * BEYOND
    done = sum(killed(one, span * turn / ROUNDS) for turn, one in enumerate(answers[1:]))
    print(f"{done} done within {span:.3f} s")  # noqa: T201 - how often each happened is the finding
    return answers


def repeated_once(listening: Ear, answers: Sequence[Outgoing], standing: Standing) -> None:
    """Repeat every answer as the outbox does, and see that each stands once, or at most once where that is in doubt."""
    texts = {one.text for one in answers}
    until(lambda: answers[0].text in standing(), PATIENCE, "what nobody disturbed stands")  # it has a way to go
    before = standing()
    assert 1 < len(before) < len(answers), "every process was killed too early, or every one too late"
    assert set(before.values()) == {1}
    in_doubt = {one.text for one in answers if not repeated(listening, one)}
    until(lambda: texts - set(standing()) <= in_doubt, PATIENCE, "every answer that is in no doubt stands")
    after = standing()
    print(f"{len(before)} stood before, {len(after)} after, {len(in_doubt)} need a look")  # noqa: T201
    assert set(after.values()) == {1}
    assert len(in_doubt) < ROUNDS / 2


def repeated(listening: Ear, answer: Outgoing) -> bool:
    """Send it again, later if need be; tell whether it stands, as opposed to in doubt."""

    def tried() -> str | None:
        try:
            listening.opened().publish(replace(answer, repeated=True))
        except PublishUncertain:
            return "doubt"
        except TryLater:
            return None
        return "stands"

    return until(tried, PATIENCE, answer.text) == "stands"

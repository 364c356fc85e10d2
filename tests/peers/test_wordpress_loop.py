"""The main job on a real WordPress site: held back there, approved and answered here, standing there, heard again."""

from __future__ import annotations

import random  # noqa: TID251  the same words and moments in every run
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.acceptance.running import Api, Running, actions, until
from tests.often import ROUNDS
from tests.peers.servers.wordpress import WordPressSite

pytestmark = pytest.mark.peers

SOON = 60.0
LOOK = 10.0
PASSWORD = "a long enough password 1"


@pytest.fixture(scope="module")
def resonanz(tmp_path_factory: pytest.TempPathFactory, wordpress_site: WordPressSite) -> Iterator[Running]:
    """A running Resonanz that may reach the site on loopback."""
    home: Path = tmp_path_factory.mktemp("site") / "home"
    hosts = urlsplit(wordpress_site.base_url).netloc
    with Running(home, allow_private_hosts=hosts, thread_interval=3) as running:
        yield running


@pytest.fixture(scope="module")
def chief(resonanz: Running, wordpress_site: WordPressSite) -> Api:
    """The first administrator; the company listens on its own site."""
    api = resonanz.person("chief", administrator=True)
    service = api.department("customer_service")
    api.route("Everything", service)
    account = wordpress_site.company_account()
    api.post(
        "sources",
        {
            "name": "Our blog",
            "connector": "wordpress",
            "settings": {"site": account.site, "username": account.username},
            "secrets": {"application_password": account.application_password},
            "interval": LOOK,
        },
    )
    return api


def case_about(api: Api, word: str) -> dict[str, Any]:
    """Return the case whose subject names a word, once it is there."""
    return until(lambda: next(iter(api.cases(text=word)), None), SOON, f"a case about {word} is open")


def approved(api: Api, case: dict[str, Any]) -> str:
    """Let everybody read what the case is about; return its id."""
    mention: str = api.get(f"cases/{case['id']}")["mentions"][0]["id"]
    api.post("moderation/approve", {"case": case["id"], "mention": mention})
    return mention


def on_its_way(api: Api, case: dict[str, Any], text: str) -> int:
    """Draft and approve an answer; return its number."""
    draft: int = api.post("replies", {"case": case["id"], "text": text})["id"]
    api.post(f"replies/{draft}/approve", {"text": text})
    return draft


def test_a_comment_is_held_approved_answered_and_its_author_comes_back(
    resonanz: Running, chief: Api, wordpress_site: WordPressSite
) -> None:
    visitor = wordpress_site.visitor("Mira")
    question = visitor.comment("Wann ist das neue Lastenrad in Kiel zu haben?")
    case = case_about(chief, "Lastenrad")
    assert "Lastenrad" not in visitor.reads()
    with resonanz.pages("chief", PASSWORD) as pages:
        assert "Approve the comment" in pages.get(f"/cases/{case['id']}").text

    approved(chief, case)
    assert "Lastenrad" in visitor.reads()
    until(lambda: chief.get(f"cases/{case['id']}")["mentions"][0]["type"] == "comment", SOON, "it is heard as public")

    on_its_way(chief, case, "Ab Mai – wir melden uns, sobald es da ist.")
    standing = until(lambda: visitor.thread(int(question.id)), SOON, "the answer stands there")
    assert [one["author_name"] for one in standing] == ["Desk of Velofjord"]

    back = visitor.comment("Prima, vielen Dank!", below=int(standing[0]["id"]))
    wordpress_site.change(int(back.id), status="approved")

    def heard() -> dict[str, Any] | None:
        detail: dict[str, Any] = chief.get(f"cases/{case['id']}")
        texts = [one["text"] for one in detail["mentions"]]
        return detail if detail["case"]["state"] == "reacted" and "Prima, vielen Dank!" in texts else None

    until(heard, SOON, "the thanks are heard in the same case")
    history = actions(chief.get(f"cases/{case['id']}/events"))
    assert [one for one in history if one in ("mention_approve", "answer")] == ["mention_approve", "answer"]


def test_hidden_criticism_is_off_the_site_and_on_record(chief: Api, wordpress_site: WordPressSite) -> None:
    visitor = wordpress_site.visitor("Tom")
    visitor.comment("The kickstand broke after a week, shame on you.")
    case = case_about(chief, "kickstand")
    mention = approved(chief, case)
    with pytest.raises(AssertionError, match="reason"):
        chief.post("moderation/hide", {"case": case["id"], "mention": mention, "reason": " "})
    assert "kickstand" in visitor.reads()

    chief.post("moderation/hide", {"case": case["id"], "mention": mention, "reason": "names a colleague"})

    assert "kickstand" not in visitor.reads()
    events = chief.get(f"cases/{case['id']}/events")
    assert [one["detail"] for one in events if one["action"] == "mention_hide"] == ["names a colleague"]
    assert "kickstand" in chief.get(f"cases/{case['id']}")["mentions"][0]["text"]


def test_a_worker_killed_again_and_again_sends_each_answer_once(
    resonanz: Running, chief: Api, wordpress_site: WordPressSite
) -> None:
    visitor = wordpress_site.visitor("Lisa")
    chance = random.Random(7)
    # Each of words of its own: what is nearly the same as another opens no second case.
    names = ["".join(chance.choices("abdefgiklmnoprstu", k=9)) for _ in range(ROUNDS * 8)]
    texts = [" ".join(names[at : at + 8]) for at in range(0, len(names), 8)]
    questions = [visitor.comment(f"{text}?") for text in texts]
    cases = [case_about(chief, text.partition(" ")[0]) for text in texts]
    for case in cases:
        approved(chief, case)
    replies = [on_its_way(chief, case, f"Answer {number}: yes.") for number, case in enumerate(cases)]

    kills = 0
    end = time.monotonic() + 600

    def open_ones() -> list[int]:
        return [one for one in replies if chief.get(f"replies/{one}")["state"] != "sent"]

    while kills < ROUNDS and open_ones() and time.monotonic() < end:
        until(lambda: "worker" in resonanz.children(), SOON, "the worker is back")
        time.sleep(chance.uniform(0.0, 4.0))  # noqa: TID251  real processes die in real time
        if "worker" in resonanz.children():
            resonanz.kill("worker")
            kills += 1
    until(lambda: not open_ones(), 400, "every answer is sent")

    standing = {question.id: visitor.thread(int(question.id)) for question in questions}
    assert {number: len(found) for number, found in standing.items() if len(found) != 1} == {}
    assert kills >= 3

"""A process killed while it sends a mail: the answer stands in the mailbox once, or a person is asked to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest

from resonanz.connect.contract import Outgoing, PublishUncertain
from tests.often import ROUNDS
from tests.peers.killing import Killing, killing
from tests.peers.servers.mail import MailServer
from tests.peers.servers.processes import until
from tests.peers.test_email import PATIENCE, Desk, native

pytestmark = [pytest.mark.peers, pytest.mark.slow]

STEP = 0.004
"""Seconds between the moments of two rounds; fifty of them span what sending takes."""


@pytest.fixture
def desk(mail_server: MailServer) -> Desk:
    return Desk(mail_server, mail_server.person(f"service{uuid4().hex[:6]}"))


@pytest.fixture
def sender(desk: Desk) -> Iterator[Killing]:
    with killing("email", desk.settings, {"password": desk.password}) as sender:
        yield sender


def test_fifty_killed_processes_send_no_answer_twice_and_lose_none(
    mail_server: MailServer, desk: Desk, sender: Killing
) -> None:
    ann = mail_server.person(f"ann{uuid4().hex[:6]}")
    ended: Counter[str] = Counter()
    for turn in range(ROUNDS):
        asked = ann.write(desk.person.address, f"Frage {turn}", f"Frage {turn:02}?")
        question = desk.until_heard(f"Frage {turn:02}?")
        answer = Outgoing(key=uuid4().hex, reply_to=native(question), text=f"Antwort {turn}")
        done = sender.killed(answer, turn * STEP)
        try:
            desk.opened().publish(replace(answer, repeated=True))
        except PublishUncertain:
            ended["uncertain"] += 1
            most, least = 1, 0
        else:
            ended["done before" if done else "sent"] += 1
            most = least = 1
        if least:
            until(lambda asked=asked: ann.search("HEADER", "In-Reply-To", asked), PATIENCE, "the answer is there")
        assert least <= len(ann.search("HEADER", "In-Reply-To", asked)) <= most, (turn, done, ended)
    print(dict(ended))  # noqa: T201 - how often each happened is the finding
    assert ended["uncertain"] < ROUNDS / 2

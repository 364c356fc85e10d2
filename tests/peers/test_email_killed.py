"""A process killed while it sends a mail: the answer stands in the mailbox once, or a person is asked to look."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from uuid import uuid4

import pytest

from resonanz.connect.contract import Outgoing, PublishUncertain
from tests.peers.servers.mail import MailServer
from tests.peers.servers.processes import until
from tests.peers.test_email import PATIENCE, Desk, native

pytestmark = [pytest.mark.peers, pytest.mark.slow]

ROUNDS = 50
STEP = 0.004
"""Seconds between the moments of two rounds; fifty of them span what sending takes."""
ROOT = Path(__file__).parents[2]


def killed(desk: Desk, answer: Outgoing, after: float) -> bool:
    """Send an answer in a process of its own and kill it some seconds after it began; tell whether it was done."""
    told = {"settings": desk.settings, "secrets": {"password": desk.password}, "answer": asdict(answer)}
    command = [sys.executable, "-m", "tests.peers.sending_once"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "begins\n"
        threading.Event().wait(after)  # real servers know no clock of ours
        process.kill()
        return process.stdout.read() == "done\n"


def test_fifty_killed_processes_send_no_answer_twice_and_lose_none(mail_server: MailServer) -> None:
    desk = Desk(mail_server, mail_server.person(f"service{uuid4().hex[:6]}"))
    ann = mail_server.person(f"ann{uuid4().hex[:6]}")
    ended: Counter[str] = Counter()
    for turn in range(ROUNDS):
        asked = ann.write(desk.person.address, f"Frage {turn}", f"Frage {turn:02}?")
        question = desk.until_heard(f"Frage {turn:02}?")
        answer = Outgoing(key=uuid4().hex, reply_to=native(question), text=f"Antwort {turn}")
        done = killed(desk, answer, turn * STEP)
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

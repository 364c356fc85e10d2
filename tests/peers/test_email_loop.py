"""A mailbox in the running system: asked there, answered here after approval, the reaction heard in the same case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.acceptance.running import Api, Running, actions
from tests.peers.servers.mail import FOREIGN, MailServer, Person
from tests.peers.servers.processes import until
from tests.peers.test_whole_loop import PASSWORD, SOON, answer_case, case_about, reaction_in

pytestmark = pytest.mark.peers

LOOK = 10.0


@pytest.fixture(scope="module")
def service(mail_server: MailServer) -> Person:
    return mail_server.person("kundendienst")


@pytest.fixture(scope="module")
def resonanz(tmp_path_factory: pytest.TempPathFactory, mail_server: MailServer) -> Iterator[Running]:
    """A running Resonanz that may reach the mail server on loopback."""
    hosts = f"localhost:{mail_server.imaps},localhost:{mail_server.submission}"
    home: Path = tmp_path_factory.mktemp("post") / "home"
    with Running(home, allow_private_hosts=hosts, thread_interval=3) as running:
        yield running


@pytest.fixture(scope="module")
def chief(resonanz: Running, mail_server: MailServer, service: Person) -> Api:
    """The administrator, with a department, rules and the mailbox."""
    api = resonanz.person("chief", administrator=True)
    desk = api.department("customer_service")
    api.route("Mails", desk, kinds=["question", "problem", "request", "criticism", "other", "praise"])
    api.post(
        "sources",
        {
            "name": "Post",
            "connector": "email",
            "settings": {
                "address": service.address,
                "sender": "Velofjord",
                "imap": f"localhost:{mail_server.imaps}",
                "smtp": f"localhost:{mail_server.submission}",
                "certificate": mail_server.certificate.splitlines(),
            },
            "secrets": {"password": service.password},
            "interval": LOOK,
            "streams": False,
        },
    )
    return api


@pytest.fixture
def ann(mail_server: MailServer) -> Person:
    return mail_server.person(f"ann{uuid4().hex[:6]}")


def test_a_question_by_mail_is_answered_in_its_thread_and_the_thanks_are_heard(
    resonanz: Running, chief: Api, service: Person, ann: Person
) -> None:
    asked = ann.write(service.address, "Lastenrad", "Wo bleibt mein Lastenrad? Es sollte gestern kommen.")
    case = case_about(chief, "Lastenrad")
    answer_case(chief, chief, case, "Es kommt morgen zwischen neun und zwölf.")
    (standing,) = until(lambda: ann.search("HEADER", "In-Reply-To", asked), SOON, "the answer is in the inbox")
    assert standing["References"] == asked
    ann.answer(standing, "Prima, vielen Dank!")
    detail = reaction_in(chief, case, "Prima, vielen Dank!")
    assert "schrieb" not in str([one["text"] for one in detail["mentions"]])
    with resonanz.pages("chief", PASSWORD) as pages:
        assert "Es kommt morgen" in pages.get(f"/cases/{case['id']}").text


def test_an_answer_that_did_not_arrive_says_so_at_the_answer(chief: Api, service: Person, ann: Person) -> None:
    ann.write(service.address, "Kindersitz", "Wann kommt mein Kindersitz?", Reply_To=f"weg@{FOREIGN}")
    case = case_about(chief, "Kindersitz")
    reply = answer_case(chief, chief, case, "An die neue Adresse.")
    told = until(lambda: chief.get(f"replies/{reply['id']}")["trouble"], SOON, "the report is at the answer")
    assert "did not arrive" in told


def test_the_history_tells_of_one_answer(chief: Api, service: Person, ann: Person) -> None:
    ann.write(service.address, "Messingklingel", "Warum klingelt die Messingklingel nicht?")
    case = case_about(chief, "Messingklingel")
    answer_case(chief, chief, case, "Bitte ölen.")
    assert actions(chief.get(f"cases/{case['id']}/events")).count("answer") == 1

"""`resonanz notify test`."""

from __future__ import annotations

import pytest
from django.core import mail

from resonanz.app.house import House
from resonanz.core.errors import TryLater
from resonanz.core.ids import UserId
from resonanz.core.policy import Actor
from resonanz.store.relational import models
from resonanz.store.relational.editing import notices
from tests.cli.conftest import Shell
from tests.making import NOON

SECRET = "json://user:secret@phone.example"


@pytest.fixture
def ada(home: House) -> UserId:
    """Return somebody with a mail address and a service, where there is a mail server."""
    object.__setattr__(home, "settings", home.settings.model_copy(update={"mail_host": "mail.example"}))
    person = UserId(models.User.objects.create(username="ada", email="ada@nordwind.example", language="de").pk)
    phone = notices.WantedService(name="Phone", address=SECRET)
    notices.add_target(Actor(id=person), home.message_book, phone, NOON)
    return person


@pytest.fixture
def told(home: House, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """Return what services were told: address, title, text."""
    sent: list[tuple[str, str, str]] = []
    monkeypatch.setattr(type(home.services), "tell", lambda _self, *said, urgent: sent.append(said))
    return sent


def test_each_way_to_a_person_is_tried_in_their_language(
    ada: UserId, told: list[tuple[str, str, str]], shell: Shell
) -> None:
    said = shell("notify", "test", "ada")

    assert (said.status, said.out.count("taken.")) == (0, 2)
    assert mail.outbox[0].to == ["ada@nordwind.example"]
    assert [(address, "Das ist ein Test" in body) for address, _title, body in told] == [(SECRET, True)]


def test_a_way_that_fails_is_named_with_the_reason_and_kept_with_the_service(
    ada: UserId, home: House, monkeypatch: pytest.MonkeyPatch, shell: Shell
) -> None:
    def refuse(*_: object, urgent: bool) -> None:
        raise TryLater("The service did not take it.")

    monkeypatch.setattr(type(home.services), "tell", refuse)

    said = shell("notify", "test", "ada")

    assert (said.status, "Phone: The service did not take it." in said.out) == (1, True)
    assert models.NoticeTarget.objects.get().trouble == "The service did not take it."


def test_without_a_mail_server_a_mail_is_not_called_taken(
    ada: UserId, told: list[object], home: House, shell: Shell
) -> None:
    object.__setattr__(home, "settings", home.settings.model_copy(update={"mail_host": ""}))

    said = shell("notify", "test", "ada")

    assert (said.status, "RESONANZ_MAIL_HOST" in said.out, mail.outbox) == (1, True, [])


def test_a_service_is_tried_by_its_address_which_is_not_repeated(
    told: list[tuple[str, str, str]], shell: Shell
) -> None:
    said = [shell("notify", "test", "--url", SECRET), shell("notify", "test", "--url", "-", told=f"{SECRET}\n")]

    assert [address for address, _title, _body in told] == [SECRET, SECRET]
    assert not any("secret" in one.out + one.err for one in said)


@pytest.mark.parametrize("asked", [["nobody"], [], ["ada", "--url", SECRET], ["--url", "nonsense://x"]])
def test_what_cannot_be_tried_says_why(ada: UserId, shell: Shell, asked: list[str]) -> None:
    said = shell("notify", "test", *asked)

    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("resonanz: ")
    assert "secret" not in said.err

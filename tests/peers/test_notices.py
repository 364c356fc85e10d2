"""Notices on servers nobody here wrote: mails by Postfix as a mail reader sees them, and ntfy through Apprise."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest

from resonanz.app.carrying import Ways
from resonanz.app.mailing import Mails
from resonanz.app.services import Services
from resonanz.connect.guard import Guard
from resonanz.core.clock import SystemClock
from resonanz.core.errors import Misconfigured, TryLater
from resonanz.core.ids import UserId
from resonanz.core.notice import GATHERED_URGENT, Wishes
from resonanz.core.policy import Actor, Role
from resonanz.core.ports import Notice
from resonanz.respond.postman import Postman
from resonanz.store.relational import models
from resonanz.store.relational.editing import notices as editing
from resonanz.store.relational.repositories import StoredMessageBook, StoredNotices
from tests.peers.conftest import alive
from tests.peers.servers.mail import MailServer, Person
from tests.peers.servers.ntfy import NtfyServer
from tests.peers.servers.processes import until

pytestmark = [pytest.mark.peers, pytest.mark.django_db]

ADDRESS = "https://resonanz.example"
SOON = 20


class Later(SystemClock):
    """Be the clock, a minute ahead: what is gathered is gathered."""

    def now(self) -> Any:
        return super().now() + 2 * GATHERED_URGENT


@pytest.fixture(scope="module")
def ntfy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NtfyServer]:
    yield from alive(NtfyServer(logs=tmp_path_factory.mktemp("ntfy")))


@pytest.fixture
def ann(mail_server: MailServer) -> Person:
    return mail_server.person(f"ann{uuid4().hex[:6]}")


@pytest.fixture
def person(ann: Person) -> Actor:
    """Return somebody who has a mailbox and speaks German."""
    user = models.User.objects.create(username="ann", email=ann.address, language="de")
    department = models.Department.objects.create(slug="service", name="Service")
    models.Membership.objects.create(user=user, department=department, role=Role.MEMBER)
    return Actor(id=UserId(user.pk), name="Ann")


@pytest.fixture
def book() -> StoredMessageBook:
    return StoredMessageBook("s" * 40, "Europe/Berlin", "en")


def postman(book: StoredMessageBook) -> Postman:
    guard = Guard(frozenset({"127.0.0.1"}))
    mails = Mails(ADDRESS, lambda _message: None)
    ways = Ways(mails=mails, services=Services(guard), book=book, address=ADDRESS)
    return Postman(book=book, carriers=ways, clock=Later())


def use(settings: Any, server: MailServer, *, port: int | None = None) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port or server.smtp
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "resonanz@example.test"


def tell(person: Actor, case: int) -> None:
    assert person.id is not None
    notice = Notice(at=SystemClock().now(), event="overdue_now", subject=f"case:{case}", to=(person.id,), urgent=True)
    StoredNotices("Europe/Berlin", mails=True).tell(notice)


def parts(mail: EmailMessage) -> dict[str, str]:
    bodies = (part for part in mail.walk() if not part.is_multipart())
    return {part.get_content_type(): bytes(part.get_payload(decode=True)).decode() for part in bodies}


def test_two_notices_arrive_as_one_mail_in_the_readers_language(
    settings: Any, mail_server: MailServer, ann: Person, person: Actor, book: StoredMessageBook
) -> None:
    use(settings, mail_server)
    tell(person, 7)
    tell(person, 8)
    assert postman(book).run() == 1
    (mail,) = until(lambda: ann.search("ALL"), SOON, "the mail arrived")
    said = parts(mail)
    assert mail["Subject"] == "2 Hinweise von Resonanz"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert f"{ADDRESS}/cases/7" in said["text/plain"]
    assert f'href="{ADDRESS}/cases/8"' in said["text/html"]
    assert mail["Message-ID"] == f"<{models.NoticeMessage.objects.get().key}@resonanz.example>"


def test_a_server_that_is_away_keeps_nobody_from_being_told_once_it_is_back(
    settings: Any, mail_server: MailServer, ann: Person, person: Actor, book: StoredMessageBook
) -> None:
    use(settings, mail_server)
    tell(person, 7)
    with mail_server.switched_off():
        assert postman(book).run() == 1
    row = models.NoticeMessage.objects.get()
    assert (row.state, row.tries) == ("waiting", 1)
    models.NoticeMessage.objects.update(next_try_at=row.made_at)
    assert postman(book).run() == 1
    assert len(until(lambda: ann.search("ALL"), SOON, "the mail arrived")) == 1


def test_an_address_that_the_server_refuses_is_given_up(
    settings: Any, mail_server: MailServer, person: Actor, book: StoredMessageBook
) -> None:
    use(settings, mail_server)
    models.User.objects.update(email="nobody@relay.invalid")
    tell(person, 7)
    postman(book).run()
    assert models.NoticeMessage.objects.get().state == "given_up"


def test_ntfy_is_told_through_apprise(ntfy: NtfyServer, person: Actor, book: StoredMessageBook) -> None:
    now = SystemClock().now()
    editing.set_wishes(person, Wishes(mail=frozenset()), now, zone="Europe/Berlin")
    editing.add_target(person, book, editing.WantedService(name="Phone", address=ntfy.service()), now)
    tell(person, 7)
    assert postman(book).run() == 1
    (heard,) = ntfy.messages()
    assert heard["title"] == "Fall 7: Überfällig und nicht beantwortet."
    assert f"{ADDRESS}/cases/7" in str(heard["message"])


def test_a_wrong_password_is_a_trouble_that_names_no_address(ntfy: NtfyServer) -> None:
    services = Services(Guard(frozenset({"127.0.0.1"})))
    with pytest.raises(TryLater) as trouble:
        services.tell(ntfy.service("wrong"), "Title", "Body", urgent=False)
    assert "127.0.0.1" not in str(trouble.value)


def test_a_private_server_is_refused_unless_the_operator_allows_it(ntfy: NtfyServer) -> None:
    with pytest.raises(Misconfigured):
        Services(Guard()).tell(ntfy.service(), "Title", "Body", urgent=False)

"""Sending a test by the ways that notices take, for whoever sits at the command line.

It is handed over at once, past wishes, quiet hours and the queue: the question is whether a way works at all. That it
was taken does not say that it arrived; only the receiver can.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from resonanz.app.prepare import open_house
from resonanz.core.errors import InputRejected, NotFound, SourceTrouble
from resonanz.core.ids import UserId
from resonanz.core.notice import Message, MessageId, MessageState, NoticeId, Told

if TYPE_CHECKING:
    from resonanz.app.house import House

NO_SERVER: Final = "No mail server is named: set RESONANZ_MAIL_HOST."


@dataclass(frozen=True, slots=True)
class Tried:
    """Say what became of one way."""

    way: str
    """Name of a service, or a mail address."""
    trouble: str = ""
    """Empty: it was taken."""


def try_person(name: str) -> list[Tried]:
    """Send a test to somebody by mail and by each service of theirs; raise NotFound, InputRejected without any way."""
    from resonanz.store.relational.models import User

    home = open_house()
    person = User.objects.filter(username=name).first()
    if person is None:
        raise NotFound(f"Nobody signs in as {name!r}.")
    message = _message(home, home.clock.now())
    message = replace(message, person=UserId(person.pk), email=person.email, lang=person.language or message.lang)
    tried = list(_by_every_way(home, message))
    if not tried:
        raise InputRejected(
            f"{name} has no mail address and no service.", place="person", remedy="Add one on the page Notices."
        )
    return tried


def try_address(address: str) -> None:
    """Send a test to a service by its address; raise a SourceTrouble, which never repeats the address."""
    home = open_house()
    home.ways.to_service(address, _message(home, home.clock.now()))


def _by_every_way(home: House, message: Message) -> Iterator[Tried]:
    from resonanz.store.relational.selectors.notices import targets

    if message.email and not home.settings.mail_host:
        yield Tried(message.email, NO_SERVER)
    elif message.email:
        yield Tried(message.email, _carried(home, message))
    for target in targets(person=message.person):
        trouble = _carried(home, replace(message, target=target.id))
        home.message_book.report(target.id, trouble, home.clock.now())
        yield Tried(target.name, trouble)


def _carried(home: House, message: Message) -> str:
    """Return why a way did not take it; empty where it did."""
    try:
        home.ways.carry(message)
    except SourceTrouble as trouble:
        return str(trouble)
    return ""


def _message(home: House, at: datetime) -> Message:
    return Message(
        id=MessageId(0),
        key=secrets.token_hex(16),
        person=None,
        target=None,
        digest=False,
        state=MessageState.SENDING,
        tries=1,
        next_try_at=at,
        lines=(Told(id=NoticeId(0), event="notice_test", subject="", at=at),),
        lang=home.settings.language,
        zone=home.settings.time_zone,
    )

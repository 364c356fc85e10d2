"""Which way a message takes: a mail to a person, or a service that a person or a department chose."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from resonanz.app.mailing import Mails
from resonanz.app.services import Services
from resonanz.core.notice import Message
from resonanz.core.ports import MessageBook


class Ways:
    """Carry messages."""

    def __init__(self, *, mails: Mails, services: Services, book: MessageBook, address: str) -> None:
        self._mails = mails
        self._services = services
        self._book = book
        self._address = address

    def carry(self, message: Message) -> bool:
        """Hand a message over; see the port."""
        if message.target is None:
            return self._mails.carry(message)
        self.to_service(self._book.address(message.target), message)
        return True

    def to_service(self, address: str, message: Message) -> None:
        """Tell by a service, whatever way the message names; raise a SourceTrouble."""
        from django.template.loader import render_to_string
        from django.utils import timezone, translation

        with translation.override(message.lang), timezone.override(ZoneInfo(message.zone)):
            context = {"lines": message.lines, "address": self._address}
            title = " ".join(render_to_string("mail/notices_subject.txt", context).split())
            body = render_to_string("mail/service.txt", context)
        urgent = any(line.urgent for line in message.lines)
        self._services.tell(address, title, body, urgent=urgent)

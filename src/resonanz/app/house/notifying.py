"""What tells people: notices by mail and services, and the ladders by which nobody is left unanswered."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from resonanz.app.carrying import Ways
from resonanz.app.house.telling import Tells
from resonanz.app.logging import log
from resonanz.app.mailing import Mails
from resonanz.app.services import Services
from resonanz.connect.guard import Guard
from resonanz.respond.case_news import Reporter
from resonanz.respond.escalating import Escalation
from resonanz.respond.postman import Postman

if TYPE_CHECKING:
    from resonanz.store.relational.repositories import StoredEscalationBook, StoredMessageBook


class Notifying(Tells):
    """Make what escalates and what carries messages."""

    @cached_property
    def message_book(self) -> StoredMessageBook:
        """Return the messages that go out."""
        from resonanz.store.relational.repositories import StoredMessageBook

        chosen = self.settings
        return StoredMessageBook(chosen.secret_key, chosen.time_zone, chosen.language)

    @cached_property
    def escalation_book(self) -> StoredEscalationBook:
        """Return the ladders of departments and what was taken of them."""
        from resonanz.store.relational.repositories import StoredEscalationBook

        return StoredEscalationBook(self.settings.time_zone)

    @cached_property
    def services(self) -> Services:
        """Return what tells by the services of others."""
        return Services(Guard(frozenset(name.lower() for name in self.settings.private_hosts)))

    @cached_property
    def ways(self) -> Ways:
        """Return what carries a message out of the house."""
        from resonanz.store.relational.selectors.digest import digest_of

        address = self.settings.address
        mails = Mails(address, digest_of)
        return Ways(mails=mails, services=self.services, book=self.message_book, address=address)

    @cached_property
    def postman(self) -> Postman:
        """Return what sends messages."""
        return Postman(
            book=self.message_book,
            carriers=self.ways,
            clock=self.clock,
            log=lambda number, trouble: log("notices").warning("message_failed", message=number, sentence=trouble),
        )

    @cached_property
    def escalation(self) -> Escalation:
        """Return what takes the steps of ladders."""
        return Escalation(
            book=self.escalation_book, calendars=self.deadlines.calendar, notices=self.notices, clock=self.clock
        )

    @cached_property
    def reporter(self) -> Reporter:
        """Return what tells people what happened in cases."""
        from resonanz.store.relational.repositories.case_news import StoredCaseNews

        return Reporter(news=StoredCaseNews(), notices=self.notices)

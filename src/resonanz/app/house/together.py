"""What people do together in a case: writing side by side, asking other departments, whose work it is."""

from __future__ import annotations

from functools import cached_property

from resonanz.app.house.desk import Desk
from resonanz.core.ports import DispatchBook, Drafts, Inquiries
from resonanz.core.presence import Presence
from resonanz.respond.calling import Calling
from resonanz.respond.composing import Composing
from resonanz.respond.dispatching import Dispatcher
from resonanz.respond.inquiries import InquiryDesk
from resonanz.respond.merging import MergeDesk
from resonanz.respond.snoozing import SnoozeDesk


class Together(Desk):
    """Make what several people use on one case."""

    @cached_property
    def drafts(self) -> Drafts:
        """Return where answers are kept as they are typed."""
        from resonanz.store.relational.repositories.together import StoredDrafts

        return StoredDrafts()

    @cached_property
    def inquiries(self) -> Inquiries:
        """Return where questions to departments are kept."""
        from resonanz.store.relational.repositories.together import StoredInquiries

        return StoredInquiries()

    @cached_property
    def dispatch_book(self) -> DispatchBook:
        """Return what is known of whose turn it is."""
        from resonanz.store.relational.repositories.together import StoredDispatchBook

        return StoredDispatchBook()

    @cached_property
    def presence(self) -> Presence:
        """Return who is where; known to this process alone, which serves every page."""
        return Presence()

    @cached_property
    def composing(self) -> Composing:
        """Return what keeps answers as they are typed."""
        return Composing(
            casebook=self.casebook,
            replies=self.replies,
            drafts=self.drafts,
            presence=self.presence,
            clock=self.clock,
        )

    @cached_property
    def inquiry_desk(self) -> InquiryDesk:
        """Return what people do with questions to departments."""
        return InquiryDesk(
            casebook=self.casebook,
            inquiries=self.inquiries,
            audit=self.audit,
            notices=self.notices,
            clock=self.clock,
        )

    @cached_property
    def merge_desk(self) -> MergeDesk:
        """Return what merges and splits cases."""
        return MergeDesk(archive=self.archive, casebook=self.casebook, audit=self.audit, clock=self.clock)

    @cached_property
    def snooze_desk(self) -> SnoozeDesk:
        """Return what puts cases out of sight for a while."""
        return SnoozeDesk(casebook=self.casebook, audit=self.audit, clock=self.clock)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        """Return what finds owners for new cases."""
        return Dispatcher(
            casebook=self.casebook,
            book=self.dispatch_book,
            clock=self.clock,
            zone=self.settings.time_zone,
        )

    @cached_property
    def calling(self) -> Calling:
        """Return what tells colleagues that a note names them."""
        from resonanz.store.relational.selectors.people import named

        return Calling(find=named, notices=self.notices, clock=self.clock)

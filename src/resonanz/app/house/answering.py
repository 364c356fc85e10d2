"""The answers library, the ledger of criticism, and what comes of answers."""

from __future__ import annotations

from functools import cached_property

from resonanz.app.house.telling import Tells
from resonanz.core.ports import Library, Proposals, Resemblance
from resonanz.respond.asked_often import AskedOften
from resonanz.respond.criticism import CriticismDesk
from resonanz.respond.reactions import ReactionKeeper
from resonanz.respond.ready_answers import LibraryDesk


class Answering(Tells):
    """Make what helps to answer, and what says whether it helped."""

    @cached_property
    def answer_library(self) -> Library:
        """Return the answers library."""
        from resonanz.store.relational.repositories.ready_answers import StoredLibrary

        return StoredLibrary()

    @cached_property
    def criticism_desk(self) -> CriticismDesk:
        """Return what people do about criticism."""
        return CriticismDesk(
            book=self.criticism_book,
            casebook=self.casebook,
            tellings=self.tellings,
            notices=self.notices,
            audit=self.audit,
            clock=self.clock,
            zone=self.settings.time_zone,
        )

    @cached_property
    def reaction_keeper(self) -> ReactionKeeper:
        """Return what looks at what came of answers."""
        from resonanz.store.relational.repositories.reactions import StoredReactions

        return ReactionKeeper(book=StoredReactions(), archive=self.archive, casebook=self.casebook, clock=self.clock)

    @cached_property
    def proposals(self) -> Proposals:
        """Return what is asked often and has no answer in the library."""
        from resonanz.store.relational.repositories.proposals import StoredProposals

        return StoredProposals()

    @cached_property
    def asked_often(self) -> AskedOften:
        """Return what finds what is asked often."""
        return AskedOften(
            archive=self.archive,
            library=self.answer_library,
            proposals=self.proposals,
            resemblance=self.resemblance,
            clock=self.clock,
        )

    @cached_property
    def resemblance(self) -> Resemblance:
        """Return what compares texts; its loops are compiled, so that only whoever asks loads them."""
        from resonanz.understand.resemblance import Resembling

        return Resembling()

    @cached_property
    def answer_desk(self) -> LibraryDesk:
        """Return what people do with the answers library."""
        return LibraryDesk(
            library=self.answer_library,
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            resemblance=self.resemblance,
            audit=self.audit,
            clock=self.clock,
            zone=self.settings.time_zone,
        )

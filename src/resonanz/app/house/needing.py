"""What people ask for, and telling them what became of it."""

from __future__ import annotations

from functools import cached_property

from resonanz.app.house.surging import Surging
from resonanz.core.telling import Matter
from resonanz.learn.evidence import EvidenceKeeper
from resonanz.learn.needs import NeedDesk
from resonanz.respond.telling_back import TellingDesk
from resonanz.respond.telling_matters import CriticismMatters, NeedMatters
from resonanz.respond.telling_rounds import TellingRounds
from resonanz.understand.similar import Similar


class Needing(Surging):
    """Make what concerns needs."""

    @cached_property
    def need_desk(self) -> NeedDesk:
        """Return what people do with needs."""
        return NeedDesk(
            needs=self.needs,
            tellings=self.tellings,
            archive=self.archive,
            rulebook=self.rulebook,
            topics=self.topics,
            audit=self.audit,
            clock=self.clock,
            zone=self.settings.time_zone,
        )

    @cached_property
    def evidence_keeper(self) -> EvidenceKeeper:
        """Return what brings evidence together."""
        return EvidenceKeeper(archive=self.archive, needs=self.needs, likeness=Similar(), clock=self.clock)

    @cached_property
    def telling_desk(self) -> TellingDesk:
        """Return what people do to tell others back."""
        return TellingDesk(
            matters={
                Matter.NEED: NeedMatters(self.needs),
                Matter.CRITICISM: CriticismMatters(self.criticism_book, self.archive),
            },
            tellings=self.tellings,
            archive=self.archive,
            rulebook=self.rulebook,
            channels=self.channels,
            audit=self.audit,
            clock=self.clock,
            closed=self.settings.untold,
        )

    @cached_property
    def telling_rounds(self) -> TellingRounds:
        """Return what hands answers to the outbox at a polite pace."""
        return TellingRounds(
            tellings=self.tellings,
            desk=self.telling_desk,
            archive=self.archive,
            casebook=self.casebook,
            replies=self.replies,
            rulebook=self.rulebook,
            clock=self.clock,
            per_hour=self.settings.tell_back_per_hour,
        )

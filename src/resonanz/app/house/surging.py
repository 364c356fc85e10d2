"""What watches for surges, and what people do together when there is one."""

from __future__ import annotations

from functools import cached_property

from resonanz.app.house.asking import Asking
from resonanz.respond.gathering import Gathering
from resonanz.respond.incidents import IncidentDesk
from resonanz.understand.surges import SurgeFollower


class Surging(Asking):
    """Make what finds surges and what answers them."""

    @cached_property
    def surge_follower(self) -> SurgeFollower:
        """Return what follows the archive and finds surges."""
        from resonanz.store.relational.selectors.sources import gaps_between

        return SurgeFollower(
            archive=self.archive,
            surges=self.surges,
            sources=self.sources,
            gaps=gaps_between,
            notices=self.notices,
            clock=self.clock,
        )

    @cached_property
    def incident_desk(self) -> IncidentDesk:
        """Return what people do with incidents."""
        return IncidentDesk(
            incidents=self.incidents,
            surges=self.surges,
            casebook=self.casebook,
            replies=self.reply_desk,
            notices=self.notices,
            audit=self.audit,
            clock=self.clock,
        )

    @cached_property
    def gathering(self) -> Gathering:
        """Return what brings the cases of an incident together."""
        return Gathering(archive=self.archive, incidents=self.incidents, casebook=self.casebook, clock=self.clock)

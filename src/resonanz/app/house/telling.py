"""What tells other systems, by webhook."""

from __future__ import annotations

from functools import cached_property

from resonanz.app.house.needing import Needing
from resonanz.connect.http import HttpClient, Limits
from resonanz.respond.announcing import Announcer
from resonanz.respond.delivering import Courier

IMPATIENT = Limits(connect=5.0, read=10.0, total=15.0, body=1_000_000, pause=0.0)
"""A receiver answers at once or is tried again later."""


class Tells(Needing):
    """Make what announces and what delivers."""

    @cached_property
    def announcer(self) -> Announcer:
        """Return what finds out whom to tell of what."""
        return Announcer(archive=self.archive, happenings=self.happenings, book=self.webhook_book, clock=self.clock)

    @cached_property
    def courier(self) -> Courier:
        """Return what sends it."""
        from resonanz.app.telling import Telling

        return Courier(
            book=self.webhook_book,
            http=HttpClient(clock=self.clock, allow=self.settings.private_hosts, limits=IMPATIENT),
            tell=Telling(self.archive, self.settings.address),
            notices=self.notices,
            clock=self.clock,
        )

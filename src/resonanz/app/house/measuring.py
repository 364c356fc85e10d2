"""What reads metrics, and what counts new places."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b

from resonanz.app.house.telling import Tells
from resonanz.measure.places import PlaceFollower
from resonanz.measure.reading import Measuring


class Measures(Tells):
    """Make what measures."""

    @cached_property
    def measures(self) -> Measuring:
        """Return what reads metrics from mentions, cases and whatever else counts."""
        from resonanz.app.measuring import elsewhere
        from resonanz.store.relational.selectors.case_figures import StoredCaseFigures
        from resonanz.store.relational.selectors.sources import gaps_between

        return Measuring(
            archive=self.archive,
            cases=StoredCaseFigures(),
            rulebook=self.rulebook,
            gaps=gaps_between,
            elsewhere=elsewhere(),
        )

    @cached_property
    def place_follower(self) -> PlaceFollower:
        """Return what counts the places that mentions lead to."""
        from resonanz.store.relational.repositories.places import StoredPlaceBook

        key = blake2b(self.settings.secret_key.encode(), person=b"places").digest()
        return PlaceFollower(archive=self.archive, book=StoredPlaceBook(), clock=self.clock, key=key)

"""What reads metrics."""

from __future__ import annotations

from functools import cached_property

from resonanz.app.house.telling import Tells
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

"""What makes reports."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import resonanz
from resonanz.app.house.trying import Trying
from resonanz.measure.reporting.drawing import Bundles
from resonanz.measure.reporting.gathering import Gatherer
from resonanz.measure.reporting.rendering import Renderer


class Reporting(Trying):
    """Make what counts and renders reports."""

    @cached_property
    def gatherer(self) -> Gatherer:
        """Return what counts reports."""
        from resonanz.store.relational.selectors.deciding import waiting
        from resonanz.store.relational.selectors.sources import gaps_between

        return Gatherer(
            archive=self.archive,
            measures=self.measures,
            gaps=gaps_between,
            deciding=lambda: waiting(self.clock.now()),
            clock=self.clock,
            version=resonanz.__version__,
        )

    @cached_property
    def renderer(self) -> Renderer:
        """Return what renders them."""
        bundles = Path(resonanz.__file__).parent / "web" / "static" / "dist"
        return Renderer(Bundles(bundles), self.settings.address)

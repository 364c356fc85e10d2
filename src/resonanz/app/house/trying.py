"""What is tried on purpose: initiatives, their sealed forecasts and their verdicts."""

from __future__ import annotations

import secrets
from functools import cached_property

from resonanz import __version__
from resonanz.app.house.measuring import Measures
from resonanz.core.ports import ForecastBook, InitiativeBook
from resonanz.learn.forecasting import ForecastDesk
from resonanz.learn.initiatives import InitiativeDesk
from resonanz.learn.keeping import InitiativeKeeper
from resonanz.learn.reading import SeriesReader


class Trying(Measures):
    """Make what concerns initiatives."""

    @cached_property
    def initiatives(self) -> InitiativeBook:
        """Return where initiatives are kept."""
        from resonanz.store.relational.repositories import StoredInitiativeBook

        return StoredInitiativeBook()

    @cached_property
    def forecasts(self) -> ForecastBook:
        """Return where forecasts are kept, sealed."""
        from resonanz.store.relational.repositories import StoredForecastBook

        return StoredForecastBook(self.settings.secret_key)

    @cached_property
    def series_reader(self) -> SeriesReader:
        """Return what reads the series that initiatives are judged by."""
        return SeriesReader(self.measures, self.initiatives, zone=self.settings.time_zone)

    @cached_property
    def initiative_desk(self) -> InitiativeDesk:
        """Return what people do with initiatives."""
        from resonanz.store.relational.selectors.people import people

        return InitiativeDesk(
            book=self.initiatives,
            forecasts=self.forecasts,
            notices=self.notices,
            audit=self.audit,
            clock=self.clock,
            measures=self.measures,
            zone=self.settings.time_zone,
            colleagues=lambda: [one.name for one in people() if one.active],
        )

    @cached_property
    def forecast_desk(self) -> ForecastDesk:
        """Return what people do with forecasts."""
        return ForecastDesk(
            book=self.initiatives,
            forecasts=self.forecasts,
            desk=self.initiative_desk,
            audit=self.audit,
            clock=self.clock,
            salt=lambda: secrets.token_hex(16),
        )

    @cached_property
    def initiative_keeper(self) -> InitiativeKeeper:
        """Return what watches initiatives and judges those that are over."""
        return InitiativeKeeper(
            book=self.initiatives,
            reader=self.series_reader,
            measures=self.measures,
            notices=self.notices,
            clock=self.clock,
            zone=self.settings.time_zone,
            version=__version__,
            head=self.archive.head,
        )

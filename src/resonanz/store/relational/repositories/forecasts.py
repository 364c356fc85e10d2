"""Forecasts, encrypted with a key that never leaves the installation, opened only when their initiative is over.

What a reader would get wrong: the lock on the initiative's row is the seal. A forecast that is being written while the
initiative begins either comes before the start or is refused; none slips in after it.
"""

from __future__ import annotations

import base64

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from django.db import transaction

from resonanz.core.errors import Conflict, Misconfigured, NotFound
from resonanz.core.forecast import Forecast
from resonanz.core.ids import InitiativeId, UserId
from resonanz.core.initiative import OVER, Initiative, fingerprint
from resonanz.store.keys import FORECASTS, derive
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.initiatives import initiative_of, series_of


class StoredForecastBook:
    """Keep forecasts sealed (Fernet)."""

    def __init__(self, secret: str) -> None:
        self._box = Fernet(base64.urlsafe_b64encode(derive(secret, FORECASTS)))

    @reachable()
    def seal(self, forecast: Forecast) -> None:
        """Keep a forecast in the place of the person's earlier one; raise Conflict once the initiative has begun."""
        with transaction.atomic():
            found = _initiative(forecast.initiative, lock=True)
            if not found.is_before_start:
                raise Conflict("The initiative has begun: forecasts stay as they are.")
            if forecast.about != fingerprint(found, series_of(found.id)):
                raise Conflict("The plan was changed after you read it: read it again, then forecast.")
            models.Forecast.objects.update_or_create(
                initiative_id=forecast.initiative,
                person_id=forecast.person,
                defaults={"sealed": self._box.encrypt(msgspec.json.encode(forecast))},
            )

    @reachable()
    def number(self, initiative: InitiativeId) -> int:
        """Return how many people have forecast."""
        return models.Forecast.objects.filter(initiative=initiative).count()

    @reachable()
    def own(self, initiative: InitiativeId, person: UserId) -> Forecast | None:
        """Return one's own forecast."""
        row = models.Forecast.objects.filter(initiative=initiative, person=person).first()
        return None if row is None else self._opened(bytes(row.sealed))

    @reachable()
    def opened(self, initiative: InitiativeId | None = None) -> list[Forecast]:
        """Return the forecasts of an initiative that began and is over, or (None) of all those, by their commitments.

        Raise Conflict before it is over, and for good where it never began.
        """
        over = models.Forecast.objects.filter(initiative__state__in=[state.value for state in OVER])
        rows = over.exclude(initiative__started_at=None)
        if initiative is not None:
            if not _initiative(initiative).opens_forecasts:
                raise Conflict(
                    "These forecasts are sealed until the initiative is over; of a dropped idea they stay so."
                )
            rows = rows.filter(initiative=initiative)
        found = [self._opened(bytes(row.sealed)) for row in rows]
        return sorted(found, key=lambda one: one.commitment)

    def _opened(self, sealed: bytes) -> Forecast:
        try:
            return msgspec.json.decode(self._box.decrypt(sealed), type=Forecast)
        except InvalidToken:
            raise Misconfigured("The forecasts were sealed with another secret key. Restore the key.") from None


def _initiative(number: InitiativeId, *, lock: bool = False) -> Initiative:
    rows = models.Initiative.objects.select_for_update() if lock else models.Initiative.objects
    row = rows.filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no initiative {number}.")
    return initiative_of(row)

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
from resonanz.core.initiative import BEFORE_START, OVER, InitiativeState
from resonanz.store.keys import FORECASTS, derive
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable


class StoredForecastBook:
    """Keep forecasts sealed (Fernet)."""

    def __init__(self, secret: str) -> None:
        self._box = Fernet(base64.urlsafe_b64encode(derive(secret, FORECASTS)))

    @reachable()
    def seal(self, forecast: Forecast) -> None:
        """Keep a forecast in the place of the person's earlier one; raise Conflict once the initiative has begun."""
        with transaction.atomic():
            _before_start(forecast.initiative)
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
    def take_back(self, initiative: InitiativeId) -> int:
        """Remove the forecasts of a plan that was changed; return how many. Raise Conflict once it has begun."""
        with transaction.atomic():
            _before_start(initiative)
            return models.Forecast.objects.filter(initiative=initiative).delete()[0]

    @reachable()
    def opened(self, initiative: InitiativeId | None = None) -> list[Forecast]:
        """Return the forecasts of an initiative that is over, or (None) of all that are, by their commitments.

        Raise Conflict before it is over.
        """
        rows = models.Forecast.objects.filter(initiative__state__in=[state.value for state in OVER])
        if initiative is not None:
            if _state(initiative) not in OVER:
                raise Conflict("These forecasts are sealed until the initiative is over.")
            rows = rows.filter(initiative=initiative)
        found = [self._opened(bytes(row.sealed)) for row in rows]
        return sorted(found, key=lambda one: one.commitment)

    def _opened(self, sealed: bytes) -> Forecast:
        try:
            return msgspec.json.decode(self._box.decrypt(sealed), type=Forecast)
        except InvalidToken:
            raise Misconfigured("The forecasts were sealed with another secret key. Restore the key.") from None


def _before_start(initiative: InitiativeId) -> None:
    if _state(initiative, lock=True) not in BEFORE_START:
        raise Conflict("The initiative has begun: forecasts stay as they are.")


def _state(initiative: InitiativeId, *, lock: bool = False) -> InitiativeState:
    rows = models.Initiative.objects.select_for_update() if lock else models.Initiative.objects
    state = rows.filter(pk=initiative).values_list("state", flat=True).first()
    if state is None:
        raise NotFound(f"There is no initiative {initiative}.")
    return InitiativeState(state)

"""A forecast: what somebody said an initiative would do, sealed until it is over.

"It works" means one thing for everybody: the metric goes the wanted way by at least the stated size. The commitment is
a hash with a salt, written into the audit trail when the forecast is sealed: whoever is shown the forecast later can
compute it and see that nobody changed it in between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId, InitiativeId, UserId

LEAST: Final = 0.01
"""Nobody is surer than this: a forecast of 0 or 1 leaves nothing to learn."""
FARTHEST: Final = 10.0
"""A change tenfold and more is a mistake of writing."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Hold what is forecast."""

    probability: float
    """That it works, 0.01 to 0.99."""
    low: float
    """Bounds of the change, as shares (-0.1: a tenth less), that hold it with 80 % probability."""
    high: float

    def checked(self) -> Guess:
        """Return it; raise InputRejected naming what cannot be."""
        if not LEAST <= self.probability <= 1 - LEAST:
            raise InputRejected(
                "A probability lies between 1 % and 99 %.", place="probability", remedy="Write for example 60."
            )
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low >= -1 and self.high <= FARTHEST):
            raise InputRejected("A change lies between -100 % and 1000 %.", place="low", remedy="Write for example 5.")
        if self.low >= self.high:
            raise InputRejected("The lower bound is not below the upper one.", place="low", remedy="Swap them.")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Hold what lay before somebody who forecast; whether they read it, nobody knows."""

    at: datetime
    """When it was shown."""
    earlier: tuple[InitiativeId, ...] = ()
    """Tries that were shown as being like it."""
    smallest: float | None = None
    """The smallest change that was said to be visible, as a share without a sign; None where nothing was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Hold one person's forecast of one initiative."""

    initiative: InitiativeId
    person: UserId
    departments: tuple[DepartmentId, ...]
    """Where the person worked when it was made, for the calibration of teams."""
    guess: Guess
    salt: str
    at: datetime
    about: str = ""
    """Which plan: its `core.initiative.fingerprint`."""
    seen: Seen | None = None
    """None where it was not told, as over the API."""

    @property
    def commitment(self) -> str:
        """Return SHA-256, in hexadecimal, of initiative, person, probability, bounds and salt with bars between."""
        said = self.guess
        parts = (self.initiative, self.person, f"{said.probability:.4f}", f"{said.low:.4f}", f"{said.high:.4f}")
        return sha256("|".join([*map(str, parts), self.salt]).encode()).hexdigest()

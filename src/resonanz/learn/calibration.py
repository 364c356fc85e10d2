"""How well forecasts are calibrated: of a company and of its departments, never of a person.

The Brier score is the mean squared distance between what was said and what came (Brier, 1950): 0 is perfect, and
somebody who always says how often things worked reaches the reference p (1 - p). What a reader would get wrong: a group
is shown only with three people or more, and only if those left over are three or more too, or none: otherwise two
figures, subtracted, would tell about one person.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from resonanz.core.forecast import Guess
from resonanz.core.ids import DepartmentId, InitiativeId, UserId

FEWEST_PEOPLE: Final = 3
STEPS: Final = (0.2, 0.4, 0.6, 0.8)
"""Between them lie the groups in which what was said is held against what came."""
SURENESS: Final = 1.959963984540054
"""Standard deviations to each side of a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Hold a forecast with what came."""

    initiative: InitiativeId
    person: UserId
    departments: tuple[DepartmentId, ...]
    guess: Guess
    worked: bool
    change: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """Hold a share with its 95 % interval (Wilson, 1927)."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Return the share."""
        return self.hits / self.of


@dataclass(frozen=True, slots=True)
class Step:
    """Hold forecasts of about the same probability against what came of them."""

    said: float
    """Their mean."""
    came: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Hold how well a group forecasts."""

    forecasts: int
    tries: int
    brier: float
    reference: float
    """Brier score of always saying the share that worked."""
    worked: float
    coverage: Share | None
    """How often the 80 % interval held what came; None where no change was measured."""
    steps: tuple[Step, ...]

    @property
    def skill(self) -> float | None:
        """Return 1 - brier / reference: above 0 better than the reference; None where everything came alike."""
        return None if self.reference == 0 else 1 - self.brier / self.reference


@dataclass(frozen=True, slots=True)
class Calibrations:
    """Hold the company's and its departments'; what is not there had too few people."""

    company: Calibration | None
    departments: Mapping[DepartmentId, Calibration]


def calibrations(scored: Sequence[Scored]) -> Calibrations:
    """Return the calibration of everybody, and of each department that can be shown."""
    everybody = {one.person for one in scored}
    if len(everybody) < FEWEST_PEOPLE:
        return Calibrations(None, {})
    shown = {}
    for department in sorted({room for one in scored for room in one.departments}):
        within = [one for one in scored if department in one.departments]
        people = {one.person for one in within}
        left = everybody - people
        if len(people) >= FEWEST_PEOPLE and (not left or len(left) >= FEWEST_PEOPLE):
            shown[department] = calibration(within)
    return Calibrations(calibration(scored), shown)


def calibration(scored: Sequence[Scored]) -> Calibration:
    """Return how well these forecasts, one at least, met what came."""
    worked = sum(one.worked for one in scored) / len(scored)
    measured = [one for one in scored if one.change is not None]
    held = sum(one.guess.low <= one.change <= one.guess.high for one in measured if one.change is not None)
    return Calibration(
        forecasts=len(scored),
        tries=len({one.initiative for one in scored}),
        brier=sum((one.guess.probability - one.worked) ** 2 for one in scored) / len(scored),
        reference=worked * (1 - worked),
        worked=worked,
        coverage=share(held, len(measured)) if measured else None,
        steps=tuple(_steps(scored)),
    )


def share(hits: int, of: int) -> Share:
    """Return a share with Wilson's interval."""
    value, weight = hits / of, SURENESS**2 / of
    middle = (value + weight / 2) / (1 + weight)
    reach = SURENESS / (1 + weight) * math.sqrt(value * (1 - value) / of + weight / of / 4)
    return Share(hits, of, max(middle - reach, 0.0), min(middle + reach, 1.0))


def _steps(scored: Sequence[Scored]) -> list[Step]:
    groups: dict[int, list[Scored]] = {}
    for one in scored:
        groups.setdefault(sum(one.guess.probability >= step for step in STEPS), []).append(one)
    return [
        Step(
            sum(one.guess.probability for one in group) / len(group),
            share(sum(one.worked for one in group), len(group)),
        )
        for _, group in sorted(groups.items())
    ]

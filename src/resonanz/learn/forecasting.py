"""Forecasts: sealed before the start, opened with the verdict, and never a ranking of people.

What a reader would get wrong: nobody may read another's forecast before its time, an administrator no more than
anybody else. There is no way to it in here; the stores refuse it too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.forecast import Forecast, Guess, Seen
from resonanz.core.ids import InitiativeId
from resonanz.core.initiative import FEWEST_FORECASTS, InitiativeEvent, Outcome
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Audit, Entry, ForecastBook, InitiativeBook
from resonanz.learn.calibration import Calibrations, Scored, calibrations
from resonanz.learn.initiatives import InitiativeDesk

SURE: float = 0.7
"""A median forecast from here on is a great idea in people's eyes."""
DOUBTED: float = 0.4
"""Up to here it is a so-so one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold what was forecast, without names: guesses by probability, and the middle one of each number."""

    guesses: tuple[Guess, ...]
    middle: Guess | None
    mine: Guess | None


@dataclass(frozen=True, slots=True)
class Surprise:
    """Hold an initiative that went otherwise than most had thought."""

    initiative: InitiativeId
    title: str
    outcome: Outcome
    probability: float
    """Median of the forecasts."""
    change: float | None


class ForecastDesk:
    """Do what people do with forecasts."""

    def __init__(
        self,
        *,
        book: InitiativeBook,
        forecasts: ForecastBook,
        desk: InitiativeDesk,
        audit: Audit,
        clock: Clock,
        salt: Callable[[], str],
    ) -> None:
        """Make it; `salt` returns unguessable text."""
        self._book = book
        self._forecasts = forecasts
        self._desk = desk
        self._audit = audit
        self._clock = clock
        self._salt = salt

    def seal(
        self, actor: Actor, initiative: InitiativeId, guess: Guess, *, about: str = "", seen: Seen | None = None
    ) -> Forecast:
        """Seal one's forecast, in the place of one's earlier one; its commitment goes into the audit trail.

        `about` is the fingerprint of the plan that was read; raise Conflict where it was changed since. `seen` is what
        else was shown.
        """
        require(actor, Action.FORECAST)
        if actor.id is None:
            raise NotAllowed("A forecast needs a person who makes it.")
        found = self._book.load(initiative)
        if not found.is_before_start:
            raise Conflict("The initiative has begun: forecasts stay as they are.")
        plan = found.plan
        if not plan.hypothesis or plan.hope is None or plan.days is None or not (plan.by_file or plan.metric):
            raise InputRejected(
                "It is not said yet how it will be judged.",
                place="plan",
                remedy="Write hypothesis, metric, stated size, start and end first.",
            )
        now = self._clock.now()
        made = Forecast(
            initiative=initiative,
            person=actor.id,
            departments=tuple(sorted(actor.roles)),
            guess=guess.checked(),
            salt=self._salt(),
            at=now,
            about=about or self._desk.fingerprint(found),
            seen=seen,
        )
        self._forecasts.seal(made)
        self._book.note(InitiativeEvent(initiative=initiative, at=now, action="forecast", actor=actor.id))
        detail = {"commitment": made.commitment}
        entry = Entry(at=now, actor=actor.id, action="forecast_seal", subject=f"initiative:{initiative}", detail=detail)
        self._audit.write(entry)
        self._desk.settle(initiative)
        return made

    def own(self, actor: Actor, initiative: InitiativeId) -> Forecast | None:
        """Return one's own forecast."""
        require(actor, Action.READ)
        return None if actor.id is None else self._forecasts.own(initiative, actor.id)

    def opened(self, actor: Actor, initiative: InitiativeId) -> Opened | None:
        """Return what was forecast; None before it is over, and where so few forecast that one could tell who.

        What never began is never opened: nothing came that could be held against it.
        """
        require(actor, Action.READ)
        if not self._book.load(initiative).opens_forecasts:
            return None
        forecasts = self._forecasts.opened(initiative)
        if len(forecasts) < FEWEST_FORECASTS:
            return None
        guesses = sorted((one.guess for one in forecasts), key=lambda one: (one.probability, one.low, one.high))
        mine = next((one.guess for one in forecasts if one.person == actor.id), None)
        return Opened(tuple(guesses), _middle(guesses), mine)

    def calibrations(self, actor: Actor) -> Calibrations:
        """Return how well the company and its departments forecast, where enough people did."""
        require(actor, Action.READ)
        return calibrations(self._scored())

    def surprises(self, actor: Actor) -> list[Surprise]:
        """Return great ideas that flopped and so-so ones that flew, the latest first."""
        require(actor, Action.READ)
        by_initiative: dict[InitiativeId, list[float]] = {}
        for one in self._forecasts.opened():
            by_initiative.setdefault(one.initiative, []).append(one.guess.probability)
        found = []
        for came in reversed(self._book.judged()):
            said = by_initiative.get(came.initiative, [])
            if len(said) < FEWEST_FORECASTS:
                continue
            middle = median(said)
            flopped = came.outcome is Outcome.FLOP and middle >= SURE
            if flopped or (came.outcome is Outcome.HIT and middle <= DOUBTED):
                found.append(Surprise(came.initiative, came.title, came.outcome, middle, came.change))
        return found

    def _scored(self) -> list[Scored]:
        came = {one.initiative: one for one in self._book.judged() if one.outcome is not Outcome.CANNOT_TELL}
        return [
            Scored(
                initiative=one.initiative,
                person=one.person,
                departments=one.departments,
                guess=one.guess,
                worked=came[one.initiative].outcome is Outcome.HIT,
                change=came[one.initiative].change,
            )
            for one in self._forecasts.opened()
            if one.initiative in came
        ]


def _middle(guesses: list[Guess]) -> Guess | None:
    if not guesses:
        return None
    return Guess(
        median(one.probability for one in guesses),
        median(one.low for one in guesses),
        median(one.high for one in guesses),
    )

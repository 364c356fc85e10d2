"""Forecasts: sealing one's own, reading them when it is over, and how well the company forecasts.

Nobody reads another's forecast before the initiative is over; an administrator's token opens no more than anybody's.
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from resonanz.api.schemas_initiatives import (
    CalibrationOut,
    ForecastsOut,
    GuessIn,
    GuessOut,
    OwnForecastOut,
    ShareOut,
    ShownIO,
)
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.forecast import Forecast, Guess
from resonanz.core.ids import InitiativeId
from resonanz.learn.calibration import Calibration

router = Router()


@router.post("", response=OwnForecastOut, summary="Seal one's forecast of an initiative")
def seal(request: HttpRequest, said: GuessIn) -> OwnForecastOut:
    """Seal a forecast, in the place of one's earlier one; refused once the initiative has begun."""
    guess = Guess(said.probability, said.low, said.high)
    shown = said.shown.read() if said.shown else None
    number = InitiativeId(said.initiative)
    return _own(house().forecast_desk.seal(actor(request), number, guess, about=said.about, seen=shown))


@router.get("/calibration", response=list[CalibrationOut], summary="How well the company and its departments forecast")
def calibration(request: HttpRequest) -> list[CalibrationOut]:
    """Return the company first, then departments; groups of fewer than three people are not there."""
    found = house().forecast_desk.calibrations(actor(request))
    rows = [] if found.company is None else [_calibration(None, found.company)]
    return rows + [_calibration(int(room), each) for room, each in found.departments.items()]


@router.get("/{int:initiative}", response=ForecastsOut, summary="The forecasts of an initiative")
def forecasts(request: HttpRequest, initiative: int) -> ForecastsOut:
    """Return how many there are and one's own; all of them, without names, when it is over."""
    who, number = actor(request), InitiativeId(initiative)
    opened = house().forecast_desk.opened(who, number)
    mine = house().forecast_desk.own(who, number)
    return ForecastsOut(
        initiative=initiative,
        number=house().forecasts.number(number),
        mine=_own(mine) if mine else None,
        opened=None if opened is None else [_guess(each) for each in opened.guesses],
    )


def _guess(guess: Guess) -> GuessOut:
    return GuessOut(probability=guess.probability, low=guess.low, high=guess.high)


def _own(made: Forecast) -> OwnForecastOut:
    return OwnForecastOut(
        initiative=made.initiative,
        forecast=_guess(made.guess),
        at=made.at,
        salt=made.salt,
        commitment=made.commitment,
        shown=ShownIO.model_validate(made.seen, from_attributes=True) if made.seen else None,
    )


def _calibration(department: int | None, found: Calibration) -> CalibrationOut:
    held = found.coverage
    return CalibrationOut(
        department=department,
        forecasts=found.forecasts,
        tries=found.tries,
        brier=found.brier,
        reference=found.reference,
        skill=found.skill,
        coverage=ShareOut(hits=held.hits, of=held.of, value=held.value, low=held.low, high=held.high) if held else None,
    )

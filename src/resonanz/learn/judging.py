"""Hit, flop, or cannot tell: a finding of `effects` held against what the plan stated before.

It works when the metric goes the wanted way by at least the stated size. Where the statistics tell something, the best
estimate decides whether the size was reached; where the interval is wide but lies below the stated size as a whole,
it was not. A reader would get wrong that `cannot_tell` has no estimate: there may be one, and it is shown as what it
is, but nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import msgspec
import numpy as np

from resonanz.core.errors import InputRejected
from resonanz.core.initiative import Direction, Outcome, Plan, Snapshot
from resonanz.learn.counterfactual import Method
from resonanz.learn.daily import Daily
from resonanz.learn.effects import Estimate, Finding, Question, Reason, Verdict, effect


class Why(StrEnum):
    """Say why it is a hit, a flop or neither."""

    REACHED = "reached"
    SMALLER = "smaller"
    """It went the wanted way, but less than stated."""
    SURELY_SMALLER = "surely_smaller"
    """The whole interval lies below what was stated."""
    OPPOSITE = "opposite"
    UNSURE = "unsure"
    """The interval holds both nothing and what was stated."""
    REFUSED = "refused"
    """The method does not pass its own checks here, or the series is too short."""
    NO_SERIES = "no_series"


@dataclass(frozen=True, slots=True)
class Variant:
    """Say what the verdict would have been, had one thing been otherwise."""

    what: str
    """method, without_control or without_day."""
    which: str
    outcome: Outcome
    change: float | None


@dataclass(frozen=True, slots=True)
class Verdicted:
    """Hold a verdict with the finding behind it."""

    outcome: Outcome
    why: Why
    change: float | None
    """Best estimate as a share, in the metric's own direction; None where nothing may be told."""
    finding: Finding | None


def verdict(daily: Daily, plan: Plan, *, method: Method | None = None) -> Verdicted:
    """Return what came of a plan whose start, end and stated size are there."""
    if plan.starts_on is None or plan.hope is None:
        raise InputRejected("Without a start and a stated size nothing can be judged.", place="plan")
    if not daily.days:
        return Verdicted(Outcome.CANNOT_TELL, Why.NO_SERIES, None, None)
    question = Question(start=plan.starts_on, end=plan.ends_on, method=method, relevant=plan.hope)
    try:
        finding = effect(daily, question)
    except InputRejected:
        return Verdicted(Outcome.CANNOT_TELL, Why.NO_SERIES, None, None)
    outcome, why = _outcome(finding, plan.direction, plan.hope)
    told = finding.relative.value if finding.relative and outcome is not Outcome.CANNOT_TELL else None
    return Verdicted(outcome, why, told, finding)


def _outcome(finding: Finding, direction: Direction, hope: float) -> tuple[Outcome, Why]:
    change = _wanted(finding.relative, direction)
    refused = set(finding.reasons) - {Reason.ABOVE_ZERO, Reason.BELOW_ZERO, Reason.WITHIN_BOUND, Reason.TOO_WIDE}
    if refused or change is None:
        return Outcome.CANNOT_TELL, Why.REFUSED if refused else Why.UNSURE
    if change.high < 0:
        return Outcome.FLOP, Why.OPPOSITE
    if finding.verdict is Verdict.NONE_LARGER_THAN or change.high < hope:
        return Outcome.FLOP, Why.SURELY_SMALLER
    if change.low > 0:
        return (Outcome.HIT, Why.REACHED) if change.value >= hope else (Outcome.FLOP, Why.SMALLER)
    return Outcome.CANNOT_TELL, Why.UNSURE


def _wanted(change: Estimate | None, direction: Direction) -> Estimate | None:
    """Return a change as it counts: up when the metric goes the wanted way."""
    if change is None or direction is Direction.UP:
        return change
    return Estimate(-change.value, -change.high, -change.low)


def variants(daily: Daily, plan: Plan, found: Verdicted) -> tuple[Variant, ...]:
    """Return the verdict by every other method, without each control, and without the day that stands out most."""
    if found.finding is None:
        return ()
    made = [
        *((f"method:{one.value}", daily, one) for one in Method if one is not found.finding.method),
        *((f"without_control:{name}", _without(daily, name), None) for name in daily.controls),
        *((f"without_day:{day}", _cut(daily, day), None) for day in _loudest(found.finding)),
    ]
    return tuple(variant for name, series, method in made for variant in _variant(name, series, plan, method))


def _variant(name: str, daily: Daily, plan: Plan, method: Method | None) -> Iterator[Variant]:
    found = verdict(daily, plan, method=method)
    if found.finding is not None:
        what, _, which = name.partition(":")
        yield Variant(what, which, found.outcome, found.change)


def _without(daily: Daily, name: str) -> Daily:
    return replace(daily, controls={one: values for one, values in daily.controls.items() if one != name})


def _cut(daily: Daily, day: str) -> Daily:
    return daily.cut([place for place, one in enumerate(daily.days) if one.isoformat() != day])


def _loudest(finding: Finding) -> list[str]:
    """Return the day after the start that lies farthest from what was expected."""
    if finding.curve is None:
        return []
    away = np.abs(np.array(finding.curve.actual) - np.array(finding.curve.expected))
    return [finding.curve.days[int(away.argmax())].isoformat()]


def written(found: Verdicted, others: tuple[Variant, ...]) -> Mapping[str, object]:
    """Return a finding with its variants as plain values, to be kept."""
    plain = msgspec.to_builtins({"finding": found.finding, "variants": others}, enc_hook=float)
    return dict(plain)


def finding_of(kept: Mapping[str, object]) -> tuple[Finding | None, tuple[Variant, ...]]:
    """Return what `written` made plain."""
    finding = msgspec.convert(kept.get("finding"), Finding | None)
    return finding, msgspec.convert(kept.get("variants", ()), tuple[Variant, ...])


def snapshot(daily: Daily) -> Snapshot:
    """Return a series to be kept with its verdict."""
    return Snapshot(
        daily.days,
        tuple(map(float, daily.values)),
        {name: tuple(map(float, values)) for name, values in daily.controls.items()},
    )


def daily_of(kept: Snapshot) -> Daily:
    """Return the series that a verdict was computed from."""
    controls = {name: np.array(values) for name, values in kept.controls.items()}
    return Daily(tuple(kept.days), np.array(kept.values, dtype=float), controls)

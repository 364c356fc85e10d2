"""What a try changed, against what would have happened otherwise; or that it cannot be told.

    finding = effect(daily, Question(start=date(2026, 3, 2)))

The interval is where the effect lies with 95 % probability given the series before. Before it is believed, the same
method is asked of the time just before the start, when nothing had begun, and of the controls, where nothing was tried.
A finding whose method fails that is `cannot_tell`, whatever its number says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np

from resonanz.core.errors import InputRejected
from resonanz.learn.counterfactual import Method, Split, difference, expected, possible, split
from resonanz.learn.daily import Daily
from resonanz.learn.noise import Floats, Mixture

FEWEST_BEFORE: Final = 21
FEWEST_AFTER: Final = 3
REFUSED_BELOW: Final = 0.02
"""Probability of what the method finds before the start, if all is well: below it the method is not believed."""
FEWEST_PLACEBOS: Final = 4
COMMON: Final = 0.2
"""Share of the controls that may show as much."""
RELEVANT: Final = 0.2
"""Share of what would have been: a change that is surely smaller is called none."""


class Verdict(StrEnum):
    """Say what may be concluded."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NONE_LARGER_THAN = "none_larger_than"
    CANNOT_TELL = "cannot_tell"


class Reason(StrEnum):
    """Say why; each has its words in the languages of the pages."""

    ABOVE_ZERO = "above_zero"
    BELOW_ZERO = "below_zero"
    WITHIN_BOUND = "within_bound"
    TOO_WIDE = "too_wide"
    TOO_SHORT_BEFORE = "too_short_before"
    TOO_SHORT_AFTER = "too_short_after"
    LONGER_AFTER_THAN_BEFORE = "longer_after_than_before"
    MOVED_BEFORE = "moved_before"
    CONTROLS_MOVED_TOO = "controls_moved_too"
    NEVER_CHANGES = "never_changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Ask for an effect: when it began, when it ended (None: it goes on), by which method (None: the most exact)."""

    start: date
    end: date | None = None
    method: Method | None = None
    relevant: float = RELEVANT


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hold a change with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Placebo:
    """Say how the series ranks among the controls by size of what was found; rank 1 is the largest of `of`."""

    rank: int
    of: int

    @property
    def is_common(self) -> bool:
        """Tell whether as much is found where nothing was tried; three controls or fewer cannot show it."""
        return self.of > FEWEST_PLACEBOS and self.rank > max(1.0, COMMON * self.of)


@dataclass(frozen=True, slots=True)
class Curve:
    """Hold what was and what would have been, day by day; `low` and `high` hold a day with 95 % probability."""

    days: tuple[date, ...]
    actual: tuple[float, ...]
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold a verdict with everything it rests on; the numbers are None where none can be given."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    method: Method
    days_before: int
    days_after: int
    effect: Estimate | None = None
    """A day, in the unit of the series."""
    relative: Estimate | None = None
    """As a share of what would have been: 0.1 is a tenth more."""
    probability: float | None = None
    """That the effect is above zero."""
    before_start: float | None = None
    """Probability of as much as the method finds just before the start, where there is nothing to be found."""
    placebo: Placebo | None = None
    bound: float | None = None
    """With `none_larger_than`: the share that a change stays below."""
    curve: Curve | None = None


def effect(daily: Daily, question: Question) -> Finding:
    """Return what began at `question.start` changed; raise InputRejected where the question does not fit the series."""
    before, after = _places(daily, question)
    prepared = split(daily, before, after)
    method = _method(prepared, question.method)
    empty = Finding(
        verdict=Verdict.CANNOT_TELL,
        reasons=tuple(_too_little(before, after)),
        method=method,
        days_before=len(before),
        days_after=len(after),
    )
    if not empty.reasons and float(np.ptp(daily.values[list(before)])) == 0.0:
        empty = replace(empty, reasons=(Reason.NEVER_CHANGES,))
    return empty if empty.reasons else _judged(_measured(prepared, empty), question.relevant)


def _places(daily: Daily, question: Question) -> tuple[list[int], list[int]]:
    if question.end is not None and question.end < question.start:
        raise InputRejected("The end lies before the start.", place="end", remedy="Give a later day.")
    before = [place for place, day in enumerate(daily.days) if day < question.start]
    after = [
        place
        for place, day in enumerate(daily.days)
        if day >= question.start and (question.end is None or day <= question.end)
    ]
    if not before or not after:
        raise InputRejected(
            f"The series goes from {daily.days[0]} to {daily.days[-1]}.",
            place="start",
            remedy="Give a start within it, with days before and after.",
        )
    return before, after


def _method(prepared: Split, wanted: Method | None) -> Method:
    """Return the wanted method, or the one that misses least on the time before; what came after is not looked at."""
    choices = possible(prepared)
    if wanted is not None:
        if wanted not in choices:
            raise InputRejected(
                f"{wanted.value} is not possible with {len(prepared.daily.controls)} controls "
                f"and {len(prepared.before)} days before.",
                place="method",
                remedy="Give more controls or days, or take auto.",
            )
        return wanted
    if len(choices) == 1 or len(prepared.before) < FEWEST_BEFORE:
        return choices[0]
    return min(choices, key=lambda one: _outlook(prepared, one).spread)


def _outlook(prepared: Split, method: Method) -> Mixture:
    left, _ = difference(prepared, method)
    return expected(prepared, left, [prepared.after])[0]


def _too_little(before: Sequence[int], after: Sequence[int]) -> list[Reason]:
    found = []
    if len(before) < FEWEST_BEFORE:
        found.append(Reason.TOO_SHORT_BEFORE)
    if len(after) < FEWEST_AFTER:
        found.append(Reason.TOO_SHORT_AFTER)
    if len(after) > len(before):
        found.append(Reason.LONGER_AFTER_THAN_BEFORE)
    return found


def _measured(prepared: Split, empty: Finding) -> Finding:
    left, taken = difference(prepared, empty.method)
    days = [[place] for place in (*prepared.before, *prepared.after)]
    whole, *each = expected(prepared, left, [prepared.after, *days[len(prepared.before) :]])
    found = float(left[list(prepared.after)].mean())
    change = Estimate(found - whole.quantile(0.5), found - whole.quantile(0.975), found - whole.quantile(0.025))
    return replace(
        empty,
        effect=_absolute(prepared, change),
        relative=_relative(prepared, change),
        probability=whole.below(found),
        before_start=_before_start(prepared, left),
        placebo=_placebo(prepared, empty.method, _size(whole, found)),
        curve=_curve(prepared, taken, each),
    )


def _size(outlook: Mixture, found: float) -> float:
    return abs(found - outlook.quantile(0.5)) / outlook.spread


def _before_start(prepared: Split, left: Floats) -> float:
    """Return how probable it is that as much is found as if the start had lain earlier by the length of the try."""
    length = min(len(prepared.after), len(prepared.before) // 3)
    earlier = replace(prepared, before=prepared.before[:-length], after=prepared.before[-length:])
    outlook = expected(earlier, left, [earlier.after])[0]
    share = outlook.below(float(left[list(earlier.after)].mean()))
    return 2.0 * min(share, 1.0 - share)


def _placebo(prepared: Split, method: Method, own: float) -> Placebo | None:
    """Ask the same of each control as if something had been tried there; the series itself is none of its controls."""
    names = list(prepared.daily.controls)
    if method is Method.STRUCTURAL or len(names) < 2:
        return None
    larger = 0
    for name in names:
        others = {other: values for other, values in prepared.daily.controls.items() if other != name}
        swapped = replace(
            prepared, daily=replace(prepared.daily, values=prepared.daily.controls[name], controls=others)
        )
        left, _ = difference(swapped, method if method in possible(swapped) else Method.DID)
        outlook = expected(swapped, left, [swapped.after])[0]
        larger += _size(outlook, float(left[list(swapped.after)].mean())) >= own
    return Placebo(rank=1 + larger, of=1 + len(names))


def _absolute(prepared: Split, change: Estimate) -> Estimate:
    if not prepared.logarithmic:
        return change
    actual = float(prepared.daily.values[list(prepared.after)].mean())
    return Estimate(*(float(actual * -np.expm1(-one)) for one in (change.value, change.low, change.high)))


def _relative(prepared: Split, change: Estimate) -> Estimate | None:
    if prepared.logarithmic:
        return Estimate(*(float(np.expm1(one)) for one in (change.value, change.low, change.high)))
    otherwise = float(prepared.daily.values[list(prepared.after)].mean()) - change.value
    if otherwise <= 0:
        return None
    return Estimate(change.value / otherwise, change.low / otherwise, change.high / otherwise)


def _curve(prepared: Split, taken: Floats, each: Sequence[Mixture]) -> Curve:
    """Return the days after the start against what would have been."""
    places = list(prepared.after)
    points = np.array([[one.quantile(0.5), one.quantile(0.025), one.quantile(0.975)] for one in each])
    points += taken[places][:, None]
    middle, low, high = (np.exp(points) if prepared.logarithmic else points).T
    return Curve(
        tuple(prepared.daily.days[place] for place in places),
        tuple(prepared.daily.values[places].tolist()),
        tuple(middle.tolist()),
        tuple(low.tolist()),
        tuple(high.tolist()),
    )


def _judged(finding: Finding, relevant: float) -> Finding:
    """Return the finding with its verdict; what the method fails at comes before what it says."""
    reasons = []
    if finding.before_start is not None and finding.before_start < REFUSED_BELOW:
        reasons.append(Reason.MOVED_BEFORE)
    change = finding.relative or finding.effect
    excluded = change is not None and not change.low <= 0.0 <= change.high
    if excluded and finding.placebo is not None and finding.placebo.is_common:
        reasons.append(Reason.CONTROLS_MOVED_TOO)
    if reasons or change is None:
        return replace(finding, reasons=tuple(reasons))
    if change.low > 0:
        return replace(finding, verdict=Verdict.POSITIVE, reasons=(Reason.ABOVE_ZERO,))
    if change.high < 0:
        return replace(finding, verdict=Verdict.NEGATIVE, reasons=(Reason.BELOW_ZERO,))
    bound = max(-change.low, change.high)
    if finding.relative is not None and bound <= relevant:
        return replace(finding, verdict=Verdict.NONE_LARGER_THAN, reasons=(Reason.WITHIN_BOUND,), bound=bound)
    return replace(finding, reasons=(Reason.TOO_WIDE,))

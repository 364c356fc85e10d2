"""Every metric's formula: counts in, a figure out. Nothing is read here.

The names of the arguments are those of the counts in a definition's worked example, which the tests compute through
these functions. What a reader would get wrong: no denominator gives no value, never a nought.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from resonanz.core.metric import Figure, Unit
from resonanz.measure.intervals import balance_bounds, median_bounds, rate_bounds, wilson

QUARTER: Final = 365.25 / 4
"""Days of a quarter of a year."""


def number_of(mentions: float) -> Figure:
    """Return a number of mentions."""
    return Figure(value=mentions, unit=Unit.MENTIONS, numerator=mentions)


def voices(authors: float) -> Figure:
    """Return a number of people."""
    return Figure(value=authors, unit=Unit.PEOPLE, numerator=authors)


def reach(followers: float) -> Figure:
    """Return how many could have seen it."""
    return Figure(value=followers, unit=Unit.PEOPLE, numerator=followers)


def engagement(likes: float, reposts: float, replies: float) -> Figure:
    """Return what others did with it."""
    total = likes + reposts + replies
    parts = {"likes": likes, "reposts": reposts, "replies": replies}
    return Figure(value=total, unit=Unit.ACTIONS, numerator=total, details=parts)


def share(part: float, whole: float, undecided: int = 0) -> Figure:
    """Return part / whole with Wilson's interval."""
    if whole <= 0:
        return Figure(value=None, unit=Unit.SHARE, numerator=part, denominator=0, undecided=undecided)
    low, high = wilson(part, whole)
    return Figure(
        value=part / whole,
        unit=Unit.SHARE,
        numerator=part,
        denominator=whole,
        low=low,
        high=high,
        undecided=undecided,
    )


def share_of_voice(own: float, competitors: float) -> Figure:
    """Return own / (own + competitors)."""
    return share(own, own + competitors)


def net_sentiment_a(positive: float, neutral: float, negative: float) -> Figure:
    """Return (positive - negative) / all."""
    return _balance(positive, negative, positive + neutral + negative)


def net_sentiment_b(positive: float, negative: float) -> Figure:
    """Return (positive - negative) / (positive + negative)."""
    return _balance(positive, negative, positive + negative)


def _balance(positive: float, negative: float, of: float) -> Figure:
    details = {"positive": positive, "negative": negative}
    if of <= 0:
        return Figure(value=None, unit=Unit.BALANCE, denominator=0, details=details)
    low, high = balance_bounds(positive, negative, of)
    return Figure(
        value=(positive - negative) / of,
        unit=Unit.BALANCE,
        numerator=positive - negative,
        denominator=of,
        low=low,
        high=high,
        details=details,
    )


def typical(seconds: Sequence[float], running: int = 0) -> Figure:
    """Return the median with its interval; details are the 75th, 90th and 95th percentile by nearest rank."""
    ascending = sorted(seconds)
    number = len(ascending)
    if not number:
        return Figure(value=None, unit=Unit.SECONDS, denominator=0, undecided=running)
    middle = (ascending[(number - 1) // 2] + ascending[number // 2]) / 2
    bounds = median_bounds(ascending)
    ranked = {f"p{percent}": ascending[math.ceil(percent * number / 100) - 1] for percent in (75, 90, 95)}
    return Figure(
        value=middle,
        unit=Unit.SECONDS,
        numerator=number,
        denominator=number,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        undecided=running,
        details=ranked,
    )


def attainment(met: float, breached: float, running: int = 0) -> Figure:
    """Return met / (met + breached); what still runs is in neither."""
    return share(met, met + breached, running)


def answer_rate(answered: float, closed_without: float, running: int = 0) -> Figure:
    """Return answered / (answered + closed without an answer)."""
    return share(answered, answered + closed_without, running)


def reaction_rate(reacted: float, answered: float) -> Figure:
    """Return reacted / answered."""
    return share(reacted, answered)


def told_back_rate(told: float, reachable: float, asked: float) -> Figure:
    """Return told / those who could be told; the share of all who asked stands beside it."""
    figure = share(told, reachable)
    return _with(figure, {"asked": asked, "of_all_who_asked": told / asked} if asked else {})


def needs_coverage(heard: float, owned: float, decided: float, done: float, told: float) -> Figure:
    """Return decided / heard; each step's share stands beside it."""
    steps = {"owned": owned, "decided": decided, "done": done, "told": told}
    return _with(share(decided, heard), {name: value / heard for name, value in steps.items()} if heard else {})


def learning_rate(judged: int, with_learning: int, days: float) -> Figure:
    """Return the tries judged in a quarter of a year, with the interval of a rate."""
    quarters = days / QUARTER
    if quarters <= 0:
        return Figure(value=None, unit=Unit.TRIES, numerator=judged, denominator=0)
    low, high = rate_bounds(judged, quarters)
    return Figure(
        value=judged / quarters,
        unit=Unit.TRIES,
        numerator=judged,
        denominator=quarters,
        low=low,
        high=high,
        details={"share_with_learning": with_learning / judged} if judged else {},
    )


def criticism_decided(decided: float, waiting: int, raised: float) -> Figure:
    """Return decided / raised."""
    return share(decided, raised, waiting)


def _with(figure: Figure, details: Mapping[str, float]) -> Figure:
    return Figure(
        value=figure.value,
        unit=figure.unit,
        numerator=figure.numerator,
        denominator=figure.denominator,
        low=figure.low,
        high=figure.high,
        undecided=figure.undecided,
        details=details,
    )


FORMULAS: Final[Mapping[str, Callable[..., Figure]]] = {
    "volume": number_of,
    "voices": voices,
    "share": share,
    "share_of_voice": share_of_voice,
    "net_sentiment_a": net_sentiment_a,
    "net_sentiment_b": net_sentiment_b,
    "net_sentiment_us": net_sentiment_a,
    "question_share": share,
    "request_share": share,
    "problem_share": share,
    "criticism_share": share,
    "praise_share": share,
    "reach": reach,
    "engagement": engagement,
    "first_answer_time": typical,
    "next_answer_time": typical,
    "resolution_time": typical,
    "attainment": attainment,
    "answer_rate": answer_rate,
    "reaction_rate": reaction_rate,
    "told_back_rate": told_back_rate,
    "needs_coverage": needs_coverage,
    "learning_rate": learning_rate,
    "criticism_decided": criticism_decided,
}
"""Name of a metric -> its formula."""

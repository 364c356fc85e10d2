"""What a plan may say: each field checked when it is written, so that what is stored can be judged later."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from typing import Final

from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId
from resonanz.core.initiative import Kill, Plan
from resonanz.core.metric import Metric
from resonanz.core.search import Filter

LONGEST_TEXT: Final = 10_000
LONGEST_TRY: Final = 366
"""Days."""
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 9000
"""Years of a try: there have to be days before and after it."""
MOST_CONTROLS: Final = 12
MOST_HOPE: Final = 10.0
MOST_MONEY: Final = Decimal(10) ** 10
MOST_HOURS: Final = 1_000_000
CURRENCY_LETTERS: Final = 3


def checked(plan: Plan) -> Plan:
    """Return a plan with its texts trimmed; raise InputRejected naming the field that cannot be."""
    _check_times(plan)
    _check_resources(plan)
    if plan.hope is not None and not 0 < plan.hope <= MOST_HOPE:
        raise InputRejected("The stated size lies above 0 and up to 1000 %.", place="hope", remedy="Write 10.")
    if plan.kill is not None:
        _check_kill(plan.kill)
    if len(plan.controls) > MOST_CONTROLS:
        raise InputRejected(f"There are more than {MOST_CONTROLS} controls.", place="controls", remedy="Keep the best.")
    return replace(
        plan,
        hypothesis=sentence(plan.hypothesis, "hypothesis", needed=False),
        different=sentence(plan.different, "different", needed=False),
        currency=plan.currency.upper(),
    )


def metric(name: str, *, about: str = "", part: str = "", channel: str = "", department: int | None = None) -> Metric:
    """Return a metric over the part of the market that is named: a query in words, one channel, one department."""
    narrowed = Filter(
        query=about.strip(),
        channels=(channel,) if channel else (),
        departments=() if department is None else (DepartmentId(department),),
    )
    return Metric(name=name, filter=narrowed, part=Filter(query=part.strip()) if part.strip() else None)


def sentence(text: str, place: str, *, longest: int = LONGEST_TEXT, needed: bool = True) -> str:
    """Return a text trimmed; raise InputRejected where it is empty and needed, or too long."""
    cleaned = text.replace("\r\n", "\n").strip()
    if needed and not cleaned:
        raise InputRejected("This must not be empty.", place=place, remedy="Fill it in.")
    if len(cleaned) > longest:
        raise InputRejected(f"This has more than {longest} characters.", place=place, remedy="Shorten it.")
    return cleaned


def _check_times(plan: Plan) -> None:
    for place, day in (("starts_on", plan.starts_on), ("ends_on", plan.ends_on)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise InputRejected("This is no date.", place=place, remedy="Write for example 2026-12-31.")
    if plan.days is None:
        return
    if plan.days < 1:
        raise InputRejected("The end lies before the start.", place="ends_on", remedy="Give a later day.")
    if plan.days > LONGEST_TRY:
        raise InputRejected(f"A try lasts {LONGEST_TRY} days at most.", place="ends_on", remedy="Give an earlier day.")


def _check_resources(plan: Plan) -> None:
    if plan.hours is not None and not 0 < plan.hours <= MOST_HOURS:
        raise InputRejected("Hours are a number above 0.", place="hours", remedy="Write for example 40.")
    if plan.money is not None and not (plan.money.is_finite() and 0 <= plan.money <= MOST_MONEY):
        raise InputRejected("Money is 0 or more.", place="money", remedy="Write for example 2000.")
    if not (len(plan.currency) == CURRENCY_LETTERS and plan.currency.isascii() and plan.currency.isalpha()):
        raise InputRejected("A currency has three letters.", place="currency", remedy="Write for example EUR.")


def _check_kill(kill: Kill) -> None:
    if not math.isfinite(kill.bound):
        raise InputRejected("The bound is no number.", place="kill", remedy="Write for example 50.")
    if not 1 <= kill.days <= 28:
        raise InputRejected("The bound is held against 1 to 28 days.", place="kill", remedy="Write for example 3.")

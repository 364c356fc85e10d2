"""How many people a promise needs: Erlang's second formula.

Mentions come in at random and wait for somebody who is free (M/M/c; A. K. Erlang, 1917). A reader would get wrong that
this is about people who are there and work on nothing else: half a position is half of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from scipy.special import chdtri

from resonanz.core.errors import InputRejected

MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Staffing:
    """Say how many people keep a promise, and how it is then."""

    people: int
    attained: float
    """Share answered within the target."""
    occupancy: float
    """Share of their time that they work on it."""
    mean_wait_minutes: float
    load: float
    """Hours of work that come in in an hour (Erlang)."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Hold what is promised: this share begun within so many minutes, with so long a handling time."""

    handle_minutes: float
    target_minutes: float
    attain: float


def staffing(arrivals_per_hour: float, promise: Promise) -> Staffing:
    """Return the fewest people who keep the promise; raise InputRejected for numbers that mean nothing."""
    _check(arrivals_per_hour, promise)
    load = arrivals_per_hour * promise.handle_minutes / 60.0
    if load > MOST / 2:
        raise InputRejected("This is more than a company can answer.", place="arrivals-per-hour", remedy="Check it.")
    people, blocked = 0, 1.0
    while True:
        people += 1
        blocked = load * blocked / (people + load * blocked)  # Erlang's first formula, person by person
        if people > load and _attained(people, load, blocked, promise) >= promise.attain:
            break
    return with_people(people, arrivals_per_hour, promise)


def with_people(people: int, arrivals_per_hour: float, promise: Promise) -> Staffing:
    """Return how it is with so many people; with fewer than the load the queue only grows: attained is 0."""
    _check(arrivals_per_hour, promise)
    load = arrivals_per_hour * promise.handle_minutes / 60.0
    if people <= load:
        return Staffing(people, 0.0, 1.0, math.inf, load)
    blocked = 1.0
    for number in range(1, people + 1):
        blocked = load * blocked / (number + load * blocked)
    wait = _waits(people, load, blocked) * promise.handle_minutes / (people - load)
    return Staffing(people, _attained(people, load, blocked, promise), load / people, wait, load)


def staffing_range(arrivals: int, hours: float, promise: Promise) -> tuple[Staffing, Staffing]:
    """Return the staffing for the 95 % interval of the rate, where `arrivals` came in `hours` hours (Garwood, 1936)."""
    low = float(chdtri(2 * arrivals, 0.975)) / 2 if arrivals else 0.0
    high = float(chdtri(2 * arrivals + 2, 0.025)) / 2
    return staffing(low / hours, promise), staffing(high / hours, promise)


def _waits(people: int, load: float, blocked: float) -> float:
    """Return the share that has to wait at all, from the share that Erlang's first formula turns away."""
    return people * blocked / (people - load * (1.0 - blocked))


def _attained(people: int, load: float, blocked: float, promise: Promise) -> float:
    waiting = _waits(people, load, blocked)
    return 1.0 - waiting * math.exp(-(people - load) * promise.target_minutes / promise.handle_minutes)


def _check(arrivals_per_hour: float, promise: Promise) -> None:
    for place, value, least in (
        ("arrivals-per-hour", arrivals_per_hour, 0.0),
        ("handle-minutes", promise.handle_minutes, 1e-6),
        ("target-minutes", promise.target_minutes, 0.0),
    ):
        if not (math.isfinite(value) and value >= least):
            raise InputRejected(f"{value} is no such number.", place=place, remedy="Give a number above zero.")
    if not 0.0 <= promise.attain < 1.0:
        raise InputRejected(
            f"{promise.attain} is no share.", place="attain", remedy="Give a share below 1, such as 0.9."
        )

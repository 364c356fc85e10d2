"""Whose work a new case becomes, and who stands in for whom: pure rules over people, days and numbers.

The one thing a reader would get wrong: being away changes no owner. A case stays its owner's; whoever stands in sees it
as their own meanwhile, and what nobody stands in for is shown as unowned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resonanz.core.errors import InputRejected
from resonanz.core.ids import AbsenceId, UserId


class Way(StrEnum):
    """How a department's new cases find their owner."""

    HAND = "hand"
    """Somebody takes them."""
    ROTATION = "rotation"
    """Each in turn."""
    LOAD = "load"
    """Who has the fewest cases that wait for an answer; each in turn among equals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Say that somebody is away on these days, both included, and who stands in."""

    id: AbsenceId
    person: UserId
    first: date
    last: date
    substitute: UserId | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputRejected("The last day is before the first.", place="last", remedy="Choose a later day.")
        if self.substitute == self.person:
            raise InputRejected("Nobody stands in for themselves.", place="substitute", remedy="Choose a colleague.")

    def covers(self, day: date) -> bool:
        """Tell whether the person is away on a day."""
        return self.first <= day <= self.last


def away(absences: Iterable[Absence], day: date) -> Mapping[UserId, Absence]:
    """Return who is away on a day, each with the absence that ends last."""
    found: dict[UserId, Absence] = {}
    for one in absences:
        if one.covers(day) and (one.person not in found or found[one.person].last < one.last):
            found[one.person] = one
    return found


def stand_in(owner: UserId, absences: Mapping[UserId, Absence]) -> UserId | None:
    """Return who acts for `owner` today: the owner, or along the substitutes the first who is there; None: nobody."""
    seen: set[UserId] = set()
    acting: UserId | None = owner
    while acting is not None and acting in absences:
        if acting in seen:
            return None  # they stand in for each other, and all are away
        seen.add(acting)
        acting = absences[acting].substitute
    return acting


def next_in_turn(people: Sequence[UserId], last: UserId | None) -> UserId | None:
    """Return who comes after `last` in the order of their ids, from the beginning again at its end; None: nobody is."""
    ordered = sorted(people)
    later = [one for one in ordered if last is None or one > last]
    return next(iter(later or ordered), None)


def choose(way: Way, people: Sequence[UserId], *, last: UserId | None, loads: Mapping[UserId, int]) -> UserId | None:
    """Return who gets the next case; None by hand, and where nobody is there."""
    if way is Way.HAND:
        return None
    if way is Way.LOAD and people:
        fewest = min(loads.get(one, 0) for one in people)
        people = [one for one in people if loads.get(one, 0) == fewest]
    return next_in_turn(people, last)

"""Nobody is left unanswered: which step of a department's ladder is due for what is owed, and whom it reaches. Pure.

A step is taken once for each deadline. The one thing a reader would get wrong: whom a step reaches is found out when
it is taken, and it always reaches somebody. Where nobody is there, the next who could act is told instead: for an owner
the leads, for leads their substitutes, then the department, then the administrators.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from resonanz.core.assigning import Absence, stand_in
from resonanz.core.deadline import Calendar, at_moment, moment_of
from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId, UserId

MOST_STEPS: Final = 12
FARTHEST: Final = 60 * 24 * 90
"""Minutes between a step and what is due, at most."""
UNOWNED: Final = "unowned"
"""The kind of what is owed where nobody has taken a case."""


class Whom(StrEnum):
    """Whom a step reaches, from the nearest to the last."""

    OWNER = "owner"
    LEAD = "lead"
    DEPARTMENT = "department"
    NEXT_LEVEL = "next_level"
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True, slots=True)
class Step:
    """Say who is told when."""

    whom: Whom
    minutes: int
    """After the moment at which it is due, before it where negative."""
    working: bool = True
    """Whether minutes of working time are meant, or minutes as they pass."""

    @property
    def key(self) -> str:
        """Return what tells it from other steps, also after the ladder was changed."""
        return f"{self.whom.value}{self.minutes:+d}{'w' if self.working else 'e'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Hold what a department decided."""

    steps: tuple[Step, ...]
    next_level: DepartmentId | None = None
    """Whose leads are told next; None: the administrators."""
    changed_at: datetime | None = None
    """What was due before is not told again by a changed ladder; None: the usual ladder."""


USUAL: Final = (
    Step(Whom.OWNER, -60),
    Step(Whom.LEAD, 0),
    Step(Whom.NEXT_LEVEL, 240),
    Step(Whom.ADMINISTRATORS, 960),
)
"""An hour before it is due the owner, then the leads, after half a day the next level, after two the administrators."""
TAKEN_WITHIN: Final = 480
"""Working minutes after which a case that nobody has taken is told of."""


def checked(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return steps in the order in which they come; raise InputRejected that names the step."""
    if not 1 <= len(steps) <= MOST_STEPS:
        raise InputRejected(
            f"A ladder has 1 to {MOST_STEPS} steps.", place="steps", remedy="Remove some, or keep the usual ladder."
        )
    for place, step in enumerate(steps):
        if abs(step.minutes) > FARTHEST:
            raise InputRejected(
                "A step lies at most 90 days from what is due.", place=f"steps[{place}]", remedy="Write less."
            )
    if len({step.key for step in steps}) < len(steps):
        raise InputRejected("Two steps are the same.", place="steps", remedy="Remove one of them.")
    return tuple(sorted(steps, key=lambda step: (step.minutes, list(Whom).index(step.whom))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Hold something that is owed in a case and not there yet."""

    kind: str
    """A kind of deadline, or UNOWNED."""
    round: int
    department: DepartmentId
    due_at: datetime

    def mark(self, step: Step) -> str:
        """Return what is remembered of a step that was taken for it."""
        return f"{self.kind}:{self.round}:{self.department}:{step.key}"


@dataclass(frozen=True, slots=True)
class Due:
    """Hold a step that is due for something owed."""

    owed: Owed
    step: Step

    @property
    def mark(self) -> str:
        """Return what is remembered of it."""
        return self.owed.mark(self.step)

    def repeats(self, taken: Collection[str]) -> bool:
        """Tell whether whom it reaches because nobody took the case heard that it is overdue, by one of these marks."""
        late = re.compile(rf"(?!{UNOWNED}:)\w+:\d+:{self.owed.department}:{self.step.whom}\+.*")
        return self.owed.kind == UNOWNED and any(late.fullmatch(mark) for mark in taken)


def moment(step: Step, due_at: datetime, calendar: Calendar) -> datetime:
    """Return when a step is due; working minutes are counted on the department's calendar."""
    due = moment_of(due_at)
    if not step.working:
        return at_moment(due + 60 * step.minutes)
    if step.minutes >= 0:
        return at_moment(calendar.after(due, 60 * step.minutes))
    return at_moment(_before(calendar, due, -60 * step.minutes))


def _before(calendar: Calendar, due: int, seconds: int) -> int:
    """Return the last moment from which `seconds` of working time lie before `due`."""
    span = seconds
    while calendar.between(due - span, due) < seconds:
        span *= 2
    early, late = due - span, due
    while late - early > 1:
        middle = (early + late) // 2
        if calendar.between(middle, due) >= seconds:
            early = middle
        else:
            late = middle
    return early


def steps_due(
    owed: Owed, ladder: Ladder, calendar: Calendar, now: datetime, taken: frozenset[str]
) -> tuple[tuple[Due, ...], datetime | None]:
    """Return the steps to take now, and when the next one is due; None where the ladder ends.

    After the server stood still, several are due at once: each is taken, because each reaches somebody else.
    """
    due: list[Due] = []
    later: list[datetime] = []
    for step in ladder.steps:
        at = moment(step, owed.due_at, calendar)
        if owed.mark(step) in taken:
            continue
        if at > now:
            later.append(at)
        elif ladder.changed_at is None or at >= ladder.changed_at:
            due.append(Due(owed, step))
    return tuple(due), min(later, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Say who works in a department, those only who may sign in; each in a fixed order."""

    leads: tuple[UserId, ...] = ()
    members: tuple[UserId, ...] = ()
    """Leads among them."""
    away: Mapping[UserId, Absence] = field(default_factory=dict)
    """Who is absent now."""
    active: frozenset[UserId] = frozenset()
    """Everybody who may sign in, so that a substitute or owner of another department is known."""

    def present(self, people: Sequence[UserId]) -> tuple[UserId, ...]:
        """Return who of these is there, or stands in for them; nobody twice."""
        found = (stand_in(one, self.away) for one in people)
        there = (one for one in found if one is not None and one in self.active)
        return tuple(dict.fromkeys(there))


@dataclass(frozen=True, slots=True)
class Reached:
    """Say who is told, and as whom."""

    whom: Whom
    people: tuple[UserId, ...]
    """Empty only where nobody at all may sign in."""


def reach(
    whom: Whom, owner: UserId | None, crew: Crew, next_crew: Crew | None, administrators: Sequence[UserId]
) -> Reached:
    """Return whom a step reaches; where nobody is there, who could act instead."""
    last = Reached(Whom.ADMINISTRATORS, tuple(administrators))
    own = [
        Reached(Whom.OWNER, crew.present([owner]) if owner is not None else ()),
        Reached(Whom.LEAD, crew.present(crew.leads)),
        Reached(Whom.DEPARTMENT, crew.present(crew.members)),
    ]
    above = [] if next_crew is None else [Reached(Whom.NEXT_LEVEL, next_crew.present(next_crew.leads))]
    if above and next_crew is not None:
        above.append(Reached(Whom.NEXT_LEVEL, next_crew.present(next_crew.members)))
    tried = {
        Whom.OWNER: [*own, *above],
        Whom.LEAD: [*own[1:], *above],
        Whom.DEPARTMENT: [own[2], *above],
        Whom.NEXT_LEVEL: above,
        Whom.ADMINISTRATORS: [],
    }[whom]
    return next((one for one in tried if one.people), last)

"""Taking the steps of departments' ladders: whom to tell because something is owed and nobody has answered yet.

Nothing ticks for a case. One question to an index finds the cases to look at: those whose deadlines were worked out
anew, and those whose next step is due. The one thing a reader would get wrong: people are told before the step is
remembered. A process that dies in between tells again, under the same key, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from resonanz.core.case import CaseState
from resonanz.core.clock import Clock
from resonanz.core.deadline import Calendar, DeadlineKind, at_moment, moment_of
from resonanz.core.escalation import (
    TAKEN_WITHIN,
    UNOWNED,
    Due,
    Ladder,
    Owed,
    Reached,
    Step,
    Whom,
    reach,
    steps_due,
)
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.ports import Notice, Notices
from resonanz.core.ports.escalation import EscalationBook, Standing
from resonanz.core.understood import Priority

BATCH: Final = 200
_WAITING: Final = frozenset({CaseState.NEW, CaseState.OPEN, CaseState.REACTED})
_UNOWNED: Final = Ladder(steps=(Step(Whom.LEAD, 0), Step(Whom.NEXT_LEVEL, TAKEN_WITHIN)))
"""What happens where nobody takes a case, whatever the ladder for its deadlines says."""

Calendars = Callable[[DepartmentId], Calendar]


class Escalation:
    """Take the steps that are due."""

    def __init__(self, *, book: EscalationBook, calendars: Calendars, notices: Notices, clock: Clock) -> None:
        self._book = book
        self._calendars = calendars
        self._notices = notices
        self._clock = clock

    def tick(self) -> int:
        """Look at the cases that are due; return how many steps were taken."""
        taken = 0
        while standings := self._book.due(self._clock.now(), limit=BATCH):
            looked = [self._look(one) for one in standings]
            taken += sum(steps or 0 for steps in looked)
            if len(standings) < BATCH or all(steps is None for steps in looked):
                break  # what changed meanwhile has the next round
        return taken

    def _look(self, standing: Standing) -> int | None:
        """Take a case's steps; return how many, None where it changed meanwhile."""
        now = self._clock.now()
        due: list[Due] = []
        later: list[datetime] = []
        for owed in self.owed(standing):
            ladder = _UNOWNED if owed.kind == UNOWNED else self._book.ladder(owed.department)
            steps, next_at = steps_due(owed, ladder, self._calendars(owed.department), now, standing.taken)
            due += steps
            later += [next_at] if next_at is not None else []
        taken = [(one, self._reached(standing, one, now)) for one in due]
        self._tell(standing, taken, now)
        written = self._book.write(standing, taken, at=now, next_at=min(later, default=None))
        return len(taken) if written else None

    def _tell(self, standing: Standing, taken: Sequence[tuple[Due, Reached]], now: datetime) -> None:
        """Tell whom the steps reach; who is reached by several at once hears it once."""
        told: set[tuple[Owed, UserId]] = set()
        marks = standing.taken | {one.mark for one, _reached in taken}
        for one, reached in taken:
            if one.repeats(marks):
                continue
            people = tuple(who for who in reached.people if (one.owed, who) not in told)
            told |= {(one.owed, who) for who in people}
            if people:
                self._notices.tell(_notice(standing, one, people, now))

    def owed(self, standing: Standing) -> tuple[Owed, ...]:
        """Return what is owed in a case: its deadlines, and an owner where it has none and waits for us.

        Once we answered, or said that we wait, nobody is told that something is late: the next word is the author's.
        """
        case = standing.case
        if case.state not in _WAITING or standing.waits:
            return tuple(one for one in standing.owed if one.kind == DeadlineKind.INTERNAL_ANSWER)
        if standing.owned:
            return standing.owed
        calendar = self._calendars(case.department)
        due_at = at_moment(calendar.after(moment_of(case.opened_at), 60 * TAKEN_WITHIN))
        return (*standing.owed, Owed(kind=UNOWNED, round=1, department=case.department, due_at=due_at))

    def _reached(self, standing: Standing, due: Due, now: datetime) -> Reached:
        department = due.owed.department
        next_level = self._book.ladder(department).next_level
        return reach(
            due.step.whom,
            # Who is asked inside a case of another department is that department, not the case's owner.
            standing.case.owner if department == standing.case.department else None,
            self._book.crew(department, now),
            None if next_level is None else self._book.crew(next_level, now),
            self._book.administrators(),
        )


def _notice(standing: Standing, due: Due, people: tuple[UserId, ...], now: datetime) -> Notice:
    event = "overdue_now" if due.owed.due_at <= now else "overdue_soon"
    return Notice(
        at=now,
        event="unowned_case" if due.owed.kind == UNOWNED else event,
        subject=f"case:{standing.case.id}",
        department=due.owed.department,
        to=people,
        urgent=standing.case.priority is Priority.URGENT,
        key=f"escalation:{standing.case.id}:{due.mark}",
    )

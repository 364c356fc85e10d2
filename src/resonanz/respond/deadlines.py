"""The deadlines of the company's cases: asked for when a case is shown, kept in columns for lists.

Nothing ticks. Whatever is written into a log marks its case; a follower works out the marked ones and, by one question
to an index, those whose time has run out since they were last looked at.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from resonanz.core.case import Case
from resonanz.core.clock import Clock
from resonanz.core.deadline import Calendar, Deadline, Policy, deadlines, moment_of
from resonanz.core.ids import CaseId, DepartmentId
from resonanz.core.ports import Casebook
from resonanz.core.ports.deadlines import DeadlineBook, RulesVersion, Stale
from resonanz.respond.deadline_log import happenings
from resonanz.respond.deadline_rules import first_rules, policy_of

BATCH: Final = 200
YEARS_BACK: Final = 5
YEARS_AHEAD: Final = 5


class DeadlineKeeper:
    """Work deadlines out, and keep what lists are sorted by up with the logs."""

    def __init__(
        self,
        *,
        casebook: Casebook,
        book: DeadlineBook,
        clock: Clock,
        zone: str,
        changed: Callable[[CaseId, Sequence[Deadline]], None] | None = None,
    ) -> None:
        self._casebook = casebook
        self._book = book
        self._clock = clock
        self._zone = zone
        self._changed = changed
        self._read: tuple[tuple[int, int], tuple[Policy, ...]] | None = None
        self._lock = threading.Lock()

    def of(self, case: Case) -> tuple[Deadline, ...]:
        """Return a case's deadlines as of now, in the order in which they began; a merged case has none."""
        if case.merged_into is not None:
            return ()
        log = happenings(case, self._casebook.events(case.id))
        return deadlines(log, self.policies(), self._clock.now())

    def policies(self) -> tuple[Policy, ...]:
        """Return every version of the rules, the oldest first; read again when there is a newer one, or a new year."""
        place = (self._book.newest(), self._clock.now().year)
        with self._lock:
            if self._read is None or self._read[0] != place:
                years = range(place[1] - YEARS_BACK, place[1] + YEARS_AHEAD + 1)
                self._read = (place, tuple(policy_of(version, years) for version in self._versions()))
            return self._read[1]

    def rules(self) -> RulesVersion:
        """Return the version that new cases follow, as it is written down."""
        return self._versions()[-1]

    def calendar(self, department: DepartmentId) -> Calendar:
        """Return a department's working time by the newest rules."""
        return self.policies()[-1].calendar_of(str(department))

    def written_calendar(self, department: DepartmentId | None) -> tuple[Mapping[str, object], bool]:
        """Return a department's working time as it is written down, and whether it is the department's own."""
        document = self.rules().document
        calendars = document.get("calendars")
        own = calendars.get(str(department)) if isinstance(calendars, Mapping) else None
        given = document["calendar"] if own is None else own
        return (given if isinstance(given, Mapping) else {}), own is not None

    def left(self, department: DepartmentId, due_at: datetime) -> int:
        """Return the business seconds until a moment, negative by those since it."""
        return self.lefts([(department, due_at)])[0]

    def lefts(self, owed: Sequence[tuple[DepartmentId, datetime]]) -> list[int]:
        """Return for each department and moment the business seconds until then; the rules are asked for once."""
        now, rules = moment_of(self._clock.now()), self.policies()[-1]
        times = ((rules.calendar_of(str(department)), moment_of(due_at)) for department, due_at in owed)
        return [calendar.between(now, due) if due >= now else -calendar.between(due, now) for calendar, due in times]

    def tick(self) -> int:
        """Work out what is marked, and what ran out by time alone; return how many cases were looked at."""
        now = self._clock.now()
        self._book.adopt(at=now, limit=BATCH)
        total = 0
        while todo := self._book.stale(limit=BATCH):
            total += len(todo)
            if not sum(self._work_out(one) for one in todo):
                break  # all of them went on meanwhile: the next round has them
        passed = self._book.passed(now, limit=BATCH)
        return total + sum(self._work_out(one) for one in passed)

    def _work_out(self, one: Stale) -> bool:
        found = self.of(self._casebook.load(one.case))
        stored = self._book.write(one, found)
        if stored and self._changed is not None:
            self._changed(one.case, found)
        return stored

    def _versions(self) -> list[RulesVersion]:
        first = RulesVersion(number=0, valid_from=None, document=self.first())
        return self._book.versions() or [first]

    def first(self) -> Mapping[str, object]:
        """Return the rules of a company that has decided nothing yet."""
        return first_rules(self._zone)

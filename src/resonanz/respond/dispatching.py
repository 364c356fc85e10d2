"""Giving new cases to people, where a department wants that: in turn, or to whoever has the fewest.

Nothing is decided when a case is opened. A follower looks for living cases that nobody has owned since they came to
their department; so a killed process gives none twice, and whoever comes back from leave finds what waited. Owners
are told of it from the case's log (`respond/case_news.py`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.core.assigning import away, choose
from resonanz.core.case import Case, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict
from resonanz.core.ids import UserId
from resonanz.core.ports import Casebook, DispatchBook, Turns

BATCH: Final = 200
"""Cases of a department in one round."""


class Dispatcher:
    """Find owners for new cases."""

    def __init__(self, *, casebook: Casebook, book: DispatchBook, clock: Clock, zone: str) -> None:
        self._casebook = casebook
        self._book = book
        self._clock = clock
        self._zone = ZoneInfo(zone)

    def today(self) -> date:
        """Return the day it is where the company is."""
        return self._clock.now().astimezone(self._zone).date()

    def tick(self) -> int:
        """Give what waits to whoever is there; return how many cases found an owner."""
        return sum(self._dispatch(turns) for turns in self._book.turns())

    def _dispatch(self, turns: Turns) -> int:
        gone = away(self._book.absences(self.today()), self.today())
        people = [one for one in self._book.people(turns.department) if one not in gone]
        if not people:
            return 0
        cases = self._book.undispatched(turns.department, limit=BATCH)
        loads = dict(self._book.loads(turns.department)) if cases else {}
        last, given = turns.last, 0
        for case in cases:
            owner = choose(turns.way, people, last=last, loads=loads)
            if owner is not None and self._give(case, owner):
                last, given = owner, given + 1
                loads[owner] = loads.get(owner, 0) + 1
                self._book.turned(turns.department, owner)
        return given

    def _give(self, case: Case, owner: UserId) -> bool:
        now = self._clock.now()
        event = CaseEvent(case=case.id, at=now, action="assign", actor=None, detail=str(owner))
        with suppress(Conflict):  # somebody was quicker; the next round looks again
            self._casebook.change(case, replace(case, owner=owner, changed_at=now), event)
            return True
        return False

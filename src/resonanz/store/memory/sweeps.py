"""Things done to many cases at once, in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from resonanz.core.case import Case, CaseEvent
from resonanz.core.errors import NotFound
from resonanz.core.ids import CaseId, UserId
from resonanz.core.ports import Casebook
from resonanz.core.sweep import Sweep, SweepId, Swept, swept


class MemorySweeps:
    """Keep sweeps beside the casebook that they change."""

    def __init__(self, casebook: Casebook) -> None:
        self._casebook = casebook
        self._sweeps: dict[SweepId, Sweep] = {}
        self._swept: dict[SweepId, dict[CaseId, Swept]] = {}
        self._refused: dict[SweepId, dict[CaseId, str]] = {}
        self._undone: dict[SweepId, set[CaseId]] = {}
        self._lock = threading.RLock()

    def begin(self, sweep: Sweep) -> Sweep:
        """Keep a new sweep; return it with its id."""
        with self._lock:
            number = SweepId(len(self._sweeps) + 1)
            self._sweeps[number] = replace(sweep, id=number)
            self._swept[number], self._refused[number], self._undone[number] = {}, {}, set()
            return self._sweeps[number]

    def load(self, sweep: SweepId) -> Sweep:
        """Return a sweep with what it has done so far; raise NotFound."""
        if sweep not in self._sweeps:
            raise NotFound(f"There is no sweep {sweep}.")
        return replace(
            self._sweeps[sweep],
            done=len(self._swept[sweep]),
            refused=len(self._refused[sweep]),
            restored=len(self._undone[sweep]),
        )

    def newest(self, actor: UserId) -> Sweep | None:
        """Return somebody's last sweep."""
        mine = [number for number, one in self._sweeps.items() if one.actor == actor]
        return self.load(max(mine)) if mine else None

    def change(self, sweep: SweepId, before: Case, after: Case, event: CaseEvent) -> None:
        """Store a changed case with its event, and what the sweep did to it."""
        with self._lock:
            self._casebook.change(before, after, event)
            self._refused[sweep].pop(before.id, None)
            self._swept[sweep][before.id] = swept(before, after)

    def refuse(self, sweep: SweepId, case: CaseId, why: str) -> None:
        """Remember that it could not be done to a case, and why."""
        self._refused[sweep].setdefault(case, why)

    def reached(self, sweep: SweepId) -> CaseId:
        """Return the highest case that something is remembered of; 0 for none."""
        return max([*self._swept[sweep], *self._refused[sweep]], default=CaseId(0))

    def refusals(self, sweep: SweepId, *, limit: int = 20) -> Sequence[tuple[CaseId, str]]:
        """Return the first cases to which it could not be done, and why."""
        return sorted(self._refused[sweep].items())[:limit]

    def end(self, sweep: SweepId, at: datetime) -> None:
        """Note that nothing is left to do."""
        found = self._sweeps[sweep]
        self._sweeps[sweep] = replace(found, ended_at=found.ended_at or at)

    def swept(self, sweep: SweepId, *, after: CaseId, limit: int) -> Sequence[Swept]:
        """Return what was done to cases above a number and is not taken back, in the order of their numbers."""
        left = [one for case, one in sorted(self._swept[sweep].items()) if case > after]
        return [one for one in left if one.case not in self._undone[sweep]][:limit]

    def take_back(self, sweep: SweepId, now: Case, restored: Case, event: CaseEvent) -> None:
        """Store a case as it was, with its event, and that this was taken back."""
        with self._lock:
            self._casebook.change(now, restored, event)
            self._undone[sweep].add(now.id)

    def end_undoing(self, sweep: SweepId, at: datetime) -> None:
        """Note that it was taken back, as far as it could be."""
        self._sweeps[sweep] = replace(self._sweeps[sweep], undone_at=at)

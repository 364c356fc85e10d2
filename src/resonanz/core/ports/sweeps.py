"""Things done to many cases at once, kept so that they can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from resonanz.core.case import Case, CaseEvent
from resonanz.core.ids import CaseId, UserId
from resonanz.core.sweep import Sweep, SweepId, Swept


class Sweeps(Protocol):
    """Keep sweeps; what they do to a case and what is remembered of it are one write."""

    def begin(self, sweep: Sweep) -> Sweep:
        """Keep a new sweep; return it with its id."""
        ...

    def load(self, sweep: SweepId) -> Sweep:
        """Return a sweep with what it has done so far; raise NotFound."""
        ...

    def newest(self, actor: UserId) -> Sweep | None:
        """Return somebody's last sweep."""
        ...

    def change(self, sweep: SweepId, before: Case, after: Case, event: CaseEvent) -> None:
        """Store a changed case with its event, and what the sweep did to it, all or nothing.

        Raise Conflict if the case is no longer as `before`, NotFound for a department or owner that does not exist.
        """
        ...

    def refuse(self, sweep: SweepId, case: CaseId, why: str) -> None:
        """Remember that it could not be done to a case, and why; saying it again changes nothing."""
        ...

    def reached(self, sweep: SweepId) -> CaseId:
        """Return the highest case that something is remembered of; 0 for none."""
        ...

    def refusals(self, sweep: SweepId, *, limit: int = 20) -> Sequence[tuple[CaseId, str]]:
        """Return the first cases to which it could not be done, and why."""
        ...

    def end(self, sweep: SweepId, at: datetime) -> None:
        """Note that nothing is left to do."""
        ...

    def swept(self, sweep: SweepId, *, after: CaseId, limit: int) -> Sequence[Swept]:
        """Return what was done to cases above a number and is not taken back, in the order of their numbers."""
        ...

    def take_back(self, sweep: SweepId, now: Case, restored: Case, event: CaseEvent) -> None:
        """Store a case as it was, with its event, and that this was taken back, all or nothing.

        Raise Conflict if the case is no longer as `now`.
        """
        ...

    def end_undoing(self, sweep: SweepId, at: datetime) -> None:
        """Note that it was taken back, as far as it could be."""
        ...

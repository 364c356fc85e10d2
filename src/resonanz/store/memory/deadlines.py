"""Deadlines in memory, beside a casebook in memory whose logs it follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from resonanz.core.case import ENDED, CaseEvent
from resonanz.core.deadline import Deadline, DeadlineState
from resonanz.core.ids import CaseId, UserId
from resonanz.core.ports.deadlines import RulesVersion, Stale
from resonanz.store.memory.casebook import MemoryCasebook


class MemoryDeadlineBook:
    """Keep rules and deadlines in lists; how far a case is behind is read off its log."""

    def __init__(self, casebook: MemoryCasebook) -> None:
        self._casebook = casebook
        self._versions: list[RulesVersion] = []
        self._adopting: tuple[RulesVersion, CaseId] | None = None
        self._seen: dict[CaseId, int] = {}
        self.written: dict[CaseId, tuple[Deadline, ...]] = {}

    def versions(self) -> list[RulesVersion]:
        """Return every version, the oldest first."""
        return list(self._versions)

    def newest(self) -> int:
        """Return the number of the newest version, 0 where there is none."""
        return len(self._versions)

    def add(self, document: Mapping[str, object], *, at: datetime, by: UserId | None, adopt: bool) -> int:  # noqa: ARG002
        """Store a version; the first one is valid from the beginning of time."""
        first = not self._versions
        made = RulesVersion(number=len(self._versions) + 1, valid_from=None if first else at, document=dict(document))
        self._versions.append(made)
        if first:
            self._seen.clear()
        elif adopt or self._adopting is not None:
            self._adopting = (made, CaseId(0))
        return made.number

    def adopt(self, *, at: datetime, limit: int) -> int:
        """Write `adopt_rules` into the logs of the next open cases."""
        if self._adopting is None:
            return 0
        version, last = self._adopting
        before = version.valid_from or at
        alive = (case for case in self._casebook.all() if case.state not in ENDED and case.id > last)
        cases = [case.id for case in alive if case.opened_at < before][:limit]
        for case in cases:
            self._casebook.note(
                CaseEvent(case=case, at=at, action="adopt_rules", actor=None, detail=str(version.number))
            )
        self._adopting = (version, cases[-1]) if len(cases) == limit else None
        return len(cases)

    def stale(self, *, limit: int) -> list[Stale]:
        """Return cases whose log went on since their deadlines were worked out."""
        marks = ((case.id, len(self._casebook.events(case.id))) for case in self._casebook.all())
        return [Stale(case, mark) for case, mark in marks if self._seen.get(case) != mark][:limit]

    def passed(self, now: datetime, *, limit: int) -> list[Stale]:
        """Return cases with a deadline that was running when last looked at and is over now."""
        over = [
            case
            for case, found in self.written.items()
            if any(one.state is DeadlineState.RUNNING and one.due_at < now for one in found)
        ]
        return [Stale(case, len(self._casebook.events(case))) for case in over][:limit]

    def write(self, one: Stale, deadlines: Sequence[Deadline]) -> bool:
        """Store what was worked out, unless the log went on meanwhile."""
        if len(self._casebook.events(one.case)) != one.mark:
            return False
        self._seen[one.case] = one.mark
        self.written[one.case] = tuple(deadlines)
        return True

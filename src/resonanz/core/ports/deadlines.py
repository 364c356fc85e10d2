"""The rules of deadlines in their versions, and what was worked out for each case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from resonanz.core.deadline import Deadline
from resonanz.core.ids import CaseId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesVersion:
    """Hold one version of the rules as it is written down."""

    number: int
    valid_from: datetime | None
    """None: from the beginning of time."""
    document: Mapping[str, object]
    """In the format of docs/reference/deadlines.md, without version and valid_from; departments by their id."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Say that a case's deadlines are to be worked out, and by how many events they are behind."""

    case: CaseId
    mark: int


class DeadlineBook(Protocol):
    """Keep versions of the rules and what they lead to."""

    def versions(self) -> list[RulesVersion]:
        """Return every version, the oldest first."""
        ...

    def newest(self) -> int:
        """Return the number of the newest version, 0 where there is none: cheap to ask."""
        ...

    def add(self, document: Mapping[str, object], *, at: datetime, by: UserId | None, adopt: bool) -> int:
        """Store a version that is valid from `at` on (the first one always was); return its number.

        With `adopt`, open cases are made to follow it by and by, as `adopt` is called.
        """
        ...

    def adopt(self, *, at: datetime, limit: int) -> int:
        """Write `adopt_rules` into the logs of the next open cases that are to follow a version; return how many."""
        ...

    def stale(self, *, limit: int) -> list[Stale]:
        """Return cases whose log went on since their deadlines were worked out."""
        ...

    def passed(self, now: datetime, *, limit: int) -> list[Stale]:
        """Return cases with a deadline that was running when last looked at and is over now."""
        ...

    def write(self, one: Stale, deadlines: Sequence[Deadline]) -> bool:
        """Store what was worked out, unless the log went on meanwhile; tell whether it was stored."""
        ...

"""One thing done to many cases at once, and how it is taken back.

What a sweep did to a case is kept as the fields that it changed, before and after. Taking it back puts those fields as
they were, and only where each still is as the sweep left it: what a colleague did since is never overwritten. So a case
that its author wrote to meanwhile goes back, and one that somebody else took stays theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NewType

from resonanz.core.case import CASE, Case, CaseEvent, CaseState
from resonanz.core.errors import InputRejected
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.understood import Kind, Priority

SweepId = NewType("SweepId", int)

UNDONE_WITHIN: Final = timedelta(hours=1)
"""How long a sweep can be taken back."""
LONGEST_REASON: Final = 2_000
"""Characters."""


class Doing(StrEnum):
    """What can be done to many cases."""

    TAKE = "take"
    ASSIGN = "assign"
    CLOSE = "close"
    REOPEN = "reopen"
    HAND_OVER = "hand_over"
    PRIORITISE = "prioritise"
    RELABEL = "relabel"
    SNOOZE = "snooze"
    WAKE = "wake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Say what is to be done; only the fields that `doing` asks for are read."""

    doing: Doing
    owner: UserId | None = None
    """Who is to own the cases; None: nobody."""
    department: DepartmentId | None = None
    priority: Priority | None = None
    kind: Kind | None = None
    until: datetime | None = None
    """Out of sight until then; None: until the author speaks."""
    reason: str = ""

    def __post_init__(self) -> None:
        missing: Mapping[Doing, tuple[object, str, str]] = {
            Doing.HAND_OVER: (self.department, "There is no such department.", "department"),
            Doing.PRIORITISE: (self.priority, "There is no such priority.", "priority"),
            Doing.RELABEL: (self.kind, "There is no such kind.", "kind"),
        }
        value, sentence, place = missing.get(self.doing, (True, "", ""))
        if value is None:
            raise InputRejected(sentence, place=place, remedy="Choose one that is offered.")
        if self.doing is Doing.HAND_OVER and not self.reason.strip():
            raise InputRejected("A hand-over needs a reason.", place="reason", remedy="Say what is expected.")
        if len(self.reason) > LONGEST_REASON:
            raise InputRejected(
                f"This has more than {LONGEST_REASON} characters.", place="reason", remedy="Shorten it."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Hold what somebody asked to be done to many cases."""

    id: SweepId
    actor: UserId
    at: datetime
    wish: Wish
    asked: int
    """How many cases were meant when it was asked for."""
    done: int = 0
    refused: int = 0
    """Where it could not be done."""
    ended_at: datetime | None = None
    """None: it still runs."""
    undone_at: datetime | None = None
    restored: int = 0
    """How many cases were put back; the others were changed by somebody since."""

    def can_be_undone(self, now: datetime) -> bool:
        """Tell whether it has ended, did something and may still be taken back."""
        return bool(self.done and self.ended_at and self.undone_at is None and now < self.ended_at + UNDONE_WITHIN)


Values = Mapping[str, str | int | None]
"""Names of a case's fields -> their values as they may be stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """Hold what a sweep did to one case."""

    case: CaseId
    at: datetime
    """When the case was changed; what came later is not the sweep's."""
    before: Values = field(default_factory=dict)
    """The fields that were changed, as they were."""
    after: Values = field(default_factory=dict)
    """The same fields as the sweep left them."""


def is_so(one: Case, wish: Wish, actor: UserId | None) -> bool:
    """Tell whether the case already is as the wish would make it, so that nothing needs to be written."""
    closed = one.state is CaseState.CLOSED
    return {
        Doing.TAKE: one.owner == actor and one.state is CaseState.OPEN,
        Doing.ASSIGN: one.owner == wish.owner,
        Doing.CLOSE: closed,
        Doing.REOPEN: not closed,
        Doing.HAND_OVER: one.department == wish.department,
        Doing.PRIORITISE: one.priority is wish.priority,
        Doing.RELABEL: one.kind == wish.kind,
        Doing.SNOOZE: False,
        Doing.WAKE: one.snoozed_until is None,
    }[wish.doing]


_FIELDS: Final = ("department", "state", "priority", "owner", "kind", "snoozed_until")
_BY_PEOPLE: Final = frozenset({*CASE.moves, "assign", "prioritise", "relabel", "snooze", "wake"})
"""Words of a history that say that somebody changed one of those fields."""


def swept(before: Case, after: Case) -> Swept:
    """Return what a change did to a case, to be taken back later."""
    changed = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
    return Swept(
        case=before.id,
        at=after.changed_at,
        before={name: _plain(getattr(before, name)) for name in changed},
        after={name: _plain(getattr(after, name)) for name in changed},
    )


def restored(now: Case, done: Swept, since: tuple[CaseEvent, ...] = ()) -> Case | None:
    """Return the case with what a sweep changed put back; None where somebody changed it since.

    `since` are the events of the case after the sweep's own.
    """
    if any(_plain(getattr(now, name)) != value for name, value in done.after.items()):
        return None
    if any(one.actor is not None and one.action in _BY_PEOPLE for one in since):
        return None
    return replace(now, **{name: _READ[name](value) for name, value in done.before.items()})  # type: ignore[arg-type]


def _plain(value: object) -> str | int | None:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | str) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None


_READ: Final[Mapping[str, Callable[[Any], object]]] = {
    "department": _number,
    "state": CaseState,
    "priority": Priority,
    "owner": _number,
    "kind": str,
    "snoozed_until": _moment,
}


def undoing(before: Case, after: Case) -> tuple[str, str]:
    """Return word and detail of the line that a case's history gets when a sweep is taken back.

    They are the words of doing it by hand, because deadlines and every other reader of the history know those: taking
    back that a case was closed opens it again, at the moment it was taken back.
    """
    words = (
        (after.department != before.department, "hand_over", ""),
        (before.state is CaseState.CLOSED and after.state is not CaseState.CLOSED, "reopen", ""),
        (after.state is CaseState.CLOSED and before.state is not CaseState.CLOSED, "close", ""),
        (after.priority is not before.priority, "prioritise", after.priority.value),
        (after.kind != before.kind, "relabel", after.kind),
        (after.snoozed_until != before.snoozed_until, *_slept(after.snoozed_until)),
    )
    found = ((action, detail) for holds, action, detail in words if holds)
    return next(found, ("assign", str(after.owner or "")))


def _slept(until: datetime | None) -> tuple[str, str]:
    return ("wake", "") if until is None else ("snooze", until.isoformat())

"""Work for a department: what the market said, who owns it, what may happen to it.

A case gathers the mentions of one thread. It is never closed by a machine, and what is closed comes back to
life when the author speaks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from resonanz.core.ids import CaseId, DepartmentId, MentionId, UserId
from resonanz.core.lifecycle import Lifecycle
from resonanz.core.mention import Mention
from resonanz.core.understood import Kind, Priority


class CaseState(StrEnum):
    """Where a case stands."""

    NEW = "new"
    OPEN = "open"
    ANSWERED = "answered"
    REACTED = "reacted"
    CLOSED = "closed"
    MERGED = "merged"
    """It goes on within another case."""


_ALIVE = frozenset({CaseState.NEW, CaseState.OPEN, CaseState.ANSWERED, CaseState.REACTED})
_ANY = _ALIVE | {CaseState.CLOSED}
_WAITING_FOR_REACTION = frozenset({CaseState.ANSWERED, CaseState.CLOSED})

ENDED: Final = frozenset({CaseState.CLOSED, CaseState.MERGED})
"""States in which a case itself asks nobody for anything."""

CASE = Lifecycle(
    name="case",
    start=CaseState.NEW,
    moves={
        "take": (frozenset({CaseState.NEW, CaseState.REACTED, CaseState.ANSWERED}), CaseState.OPEN),
        "answer": (_ANY, CaseState.ANSWERED),
        "react": (_ANY - {CaseState.NEW}, CaseState.REACTED),
        "hand_over": (_ALIVE, CaseState.NEW),
        "close": (_ALIVE, CaseState.CLOSED),
        "reopen": (frozenset({CaseState.CLOSED}), CaseState.OPEN),
        "merge": (_ALIVE, CaseState.MERGED),
        "unmerge": (frozenset({CaseState.MERGED}), CaseState.OPEN),
    },
)


def moment_of(said: Mention, at: datetime) -> datetime:
    """Return when a case heard a mention: as it was seen, so that history taken in later keeps its times."""
    return min(said.seen_at, at)


def move_by_joining(state: CaseState, *, is_reaction: bool, is_answer: bool) -> str:
    """Return the move that a mention joining a case in `state` makes: react, answer, or empty for none.

    Somebody else's word is a reaction where we had answered or closed; our own answers whatever is not closed. Asked
    where the case is stored, because only there its state is sure: an edit moves nothing, a person may be quicker.
    """
    if is_reaction:
        return "react" if state in _WAITING_FOR_REACTION else ""
    return "answer" if is_answer and state is not CaseState.CLOSED else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Hold one piece of work."""

    id: CaseId
    department: DepartmentId
    state: CaseState
    priority: Priority
    subject: str
    channel: str
    thread: MentionId
    """Root of the thread; one case a thread."""
    kind: str
    lang: str
    owner: UserId | None
    opened_at: datetime
    changed_at: datetime
    mention_count: int = 1
    snoozed_until: datetime | None = None
    """Out of the lists until then, or until the author speaks; its deadlines go on."""
    merged_into: CaseId | None = None
    """The case that goes on for this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """Hold one line of a case's history; the log is append-only."""

    case: CaseId
    at: datetime
    action: str
    """opened, joined, edited, removed, note, reply_*, a move of the life-cycle, assign or prioritise."""
    actor: UserId | None
    """None: the system, or the author of a mention."""
    detail: str = ""
    mention: MentionId | None = None
    voice: str = ""
    """Who spoke where a mention joined: market or own; empty otherwise."""
    department: DepartmentId | None = None
    """Which department owns the case from here on, or is asked; None: this changes nothing of it."""
    priority: Priority | None = None
    """The priority from here on, where it changed."""
    kind: str = ""
    """The kind from here on, where it changed."""
    key: str = ""
    """Tells apart what may go on several times at once: the number of an inquiry, of a merged case."""


def merged(survivor: Case, other: Case) -> Case:
    """Return what a case becomes by taking another one in: whatever of the two waits, waits on; the more urgent counts.

    Where either is criticism, both are: what has to be decided is not merged away. Raise Conflict where one of them is
    closed or merged already.
    """
    for one in (survivor, other):
        CASE.after(one.state, "merge")
    waits = survivor.state is CaseState.ANSWERED and other.state is not CaseState.ANSWERED
    return replace(
        survivor,
        state=CaseState.OPEN if waits else survivor.state,
        priority=min(survivor.priority, other.priority, key=tuple(reversed(Priority)).index),
        owner=survivor.owner or other.owner,
        kind=other.kind if other.kind == Kind.CRITICISM.value else survivor.kind,
        mention_count=survivor.mention_count + other.mention_count,
        snoozed_until=None,
    )


NEWS: Final = frozenset({"joined", "react", "answer", "edited", "removed", "absorb", "reply_approve"})
"""What whoever writes an answer should know of before it is sent: words of others, and answers of colleagues."""


def place_in(events: Sequence[CaseEvent]) -> int:
    """Return how much of a case's thread has been seen by whoever reads this log: the number of news in it."""
    return sum(event.action in NEWS for event in events)


def news_since(events: Sequence[CaseEvent], place: int) -> tuple[CaseEvent, ...]:
    """Return the news of a log after a place that somebody had come to."""
    return tuple(event for event in events if event.action in NEWS)[max(place, 0) :]


def telling(before: Case, after: Case, event: CaseEvent) -> CaseEvent:
    """Return the event with what it changed of the case; whoever stores a change stores this, for deadlines ask."""
    return replace(
        event,
        department=after.department if after.department != before.department else event.department,
        priority=after.priority if after.priority is not before.priority else event.priority,
        kind=after.kind if after.kind != before.kind else event.kind,
    )

"""What inboxes and a case's page read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from resonanz.core.case import CaseState
from resonanz.core.ids import CaseId, DepartmentId, MentionId, UserId
from resonanz.core.reply import Reply
from resonanz.core.understood import Priority

ALIVE: Final = (CaseState.NEW, CaseState.OPEN, CaseState.ANSWERED, CaseState.REACTED)
"""States of a case that somebody may still have to do something about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Say which cases are meant; every condition that is set must hold, an empty one always does."""

    departments: tuple[DepartmentId, ...] = ()
    states: tuple[CaseState, ...] = ALIVE
    """Empty: every state, closed ones too."""
    priorities: tuple[Priority, ...] = ()
    owner: UserId | None = None
    acting_for: tuple[UserId, ...] = ()
    """With `owner`: the cases of these people too, who are away."""
    orphaned: tuple[UserId, ...] = ()
    """With `unowned`: the cases of these people too, whom nobody acts for."""
    unowned: bool = False
    """Only cases that nobody has taken."""
    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    text: str = ""
    """Part of the subject or of the author's name, upper and lower case alike."""
    due_states: tuple[str, ...] = ()
    """running, breached or paused: how what is owed soonest stands."""
    due_before: datetime | None = None
    """Only what is due before this moment, overdue included."""
    snoozed: bool | None = None
    """Only what is out of sight for a while, or only what is not; None: both."""
    awaits_approval: bool = False
    """Only cases with an answer that waits for another person."""
    waits_for_author: bool = False
    """In place of `states`: answered, or told to wait for the author."""
    opened_before: datetime | None = None
    """Only cases that were there already at this moment."""
    asked_of: tuple[DepartmentId, ...] = ()
    """Only cases in which one of these was asked for its word and owes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """Hold one line of an inbox."""

    id: CaseId
    department: DepartmentId
    department_name: str
    state: CaseState
    priority: Priority
    subject: str
    """At most 120 characters; empty when what was said has been erased."""
    author: str
    """Name or handle of who opened it; empty when erased."""
    channel: str
    thread: MentionId
    kind: str
    sentiment: str
    lang: str
    owner: UserId | None
    owner_name: str
    route: str
    """Name of the rule that brought it here."""
    opened_at: datetime
    changed_at: datetime
    mention_count: int
    due_at: datetime | None = None
    """When what is owed soonest is due, or was; None where nothing is, or all stands still."""
    due_kind: str = ""
    due_state: str = ""
    """running, breached or paused; empty where nothing is owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """Hold one line of a case's history."""

    at: datetime
    action: str
    actor: UserId | None
    actor_name: str
    """Empty: the system, or the author of the mention."""
    detail: str
    mention: MentionId | None
    key: str = ""
    """The number of the answer, inquiry or other case that the line is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMentionRow:
    """Say which mention joined a case, when; its text is the archive's."""

    mention: MentionId
    joined_at: datetime
    is_reaction: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRow:
    """Hold one answer with the names around it."""

    reply: Reply
    author_name: str
    approved_by_name: str
    case_subject: str
    department: DepartmentId
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetail:
    """Hold everything a case's page shows besides the mentions' texts."""

    case: CaseRow
    four_eyes: bool
    """Whether its department asks for a second person."""
    mentions: tuple[CaseMentionRow, ...]
    """In the order they joined."""
    timeline: tuple[TimelineRow, ...]
    """Oldest first."""
    replies: tuple[ReplyRow, ...]
    """Oldest first."""
    actions: tuple[str, ...]
    """What may be done from its state, by the life-cycle; permission is asked separately."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """Hold a department and how many cases wait there for us."""

    id: DepartmentId
    slug: str
    name: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCounts:
    """Count the cases of one department by state, and who waits most."""

    department: DepartmentId
    new: int = 0
    open: int = 0
    answered: int = 0
    reacted: int = 0
    unowned: int = 0
    """Alive and taken by nobody."""
    urgent: int = 0
    """Alive and urgent."""
    oldest_opened_at: datetime | None = None
    """When the oldest case that waits for us (new, open or reacted) was opened."""

    @property
    def waiting(self) -> int:
        """Return how many cases wait for us: everything alive but the answered."""
        return self.new + self.open + self.reacted

    @property
    def alive(self) -> int:
        """Return how many cases are not closed."""
        return self.waiting + self.answered

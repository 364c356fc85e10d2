"""Cases and answers on their way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from resonanz.core.case import Case, CaseEvent
from resonanz.core.ids import CaseId, DepartmentId, MentionId, ReplyId, UserId
from resonanz.core.mention import Mention
from resonanz.core.reply import Reply
from resonanz.core.understood import Priority, Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Ask that a case is opened, or joined where its thread has one by then."""

    mention: Mention
    understood: Understood
    department: DepartmentId
    priority: Priority
    route: str
    """Name of the rule that decided."""
    is_reaction: bool = False
    """As in `Joining`, where an earlier mention of the batch opens the case that this one joins."""
    is_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Ask that a mention is put into the case of its thread."""

    case: CaseId
    mention: Mention
    understood: Understood
    is_reaction: bool
    """Somebody other than us spoke: a reaction where the case waits for one."""
    is_answer: bool = False
    """We spoke in the thread ourselves and not from here: the case is answered unless it is closed."""


class Casebook(Protocol):
    """Keep cases, their mentions and their events."""

    def mark(self, follower: str) -> int:
        """Return up to which `seq` of the archive a follower has come."""
        ...

    def cases_of(self, threads: Iterable[MentionId]) -> Mapping[MentionId, Case]:
        """Return the case of each thread that has one; where it was merged into another, that other one."""
        ...

    def homes(self, mentions: Iterable[MentionId]) -> Mapping[MentionId, Case]:
        """Return the case that each of these mentions is in, as far as it is in one."""
        ...

    def take_in(
        self,
        openings: Sequence[Opening],
        joinings: Sequence[Joining],
        *,
        follower: str,
        seq: int,
        at: datetime,
    ) -> list[CaseId]:
        """Apply a batch and move the follower's mark in one transaction; a mention is in a case once.

        A mention that is in its case already and comes with a higher revision leaves an `edited` event; a case that is
        called by its words is called by the new ones.
        Return the ids of the cases that were opened.
        """
        ...

    def load(self, case: CaseId) -> Case:
        """Return one case; raise NotFound."""
        ...

    def mentions(self, case: CaseId) -> list[MentionId]:
        """Return the case's mentions in the order they joined."""
        ...

    def change(self, before: Case, after: Case, event: CaseEvent) -> None:
        """Store a changed case with its event; raise Conflict if it is no longer as `before`."""
        ...

    def merge(self, survivor: Case, other: Case, *, actor: UserId | None, at: datetime) -> Case:
        """Let `survivor` go on for `other`; return it as it is then.

        Mentions, history, answers and inquiries of `other` are the survivor's from here on, and so is what is said in
        its thread later. Raise Conflict if either is no longer as given, or cannot be merged.
        """
        ...

    def unmerge(self, other: Case, *, actor: UserId | None, at: datetime) -> Case:
        """Take a merge back: what was the case's, or was said in its thread since, is its own again; return it."""
        ...

    def split(
        self, case: Case, first: Mention, mentions: Sequence[MentionId], *, actor: UserId | None, at: datetime
    ) -> Case:
        """Put `first` and `mentions`, with what happened because of them, into a case of their own; return it.

        The new case is called after `first` and owns the thread of that name. Raise Conflict if the case is no longer
        as given, InputRejected for mentions that are not in it or would leave it without its first.
        """
        ...

    def asleep(self, now: datetime, *, limit: int) -> list[Case]:
        """Return cases whose snooze is over, the longest first."""
        ...

    def note(self, event: CaseEvent) -> None:
        """Add an event that changes nothing else."""
        ...

    def events(self, case: CaseId) -> list[CaseEvent]:
        """Return a case's history, oldest first."""
        ...

    def forget(self, ids: Sequence[MentionId], at: datetime) -> int:
        """Erase what cases hold of these mentions (subject, excerpt); the case and its history stay."""
        ...

    def watched(self, *, since: datetime, limit: int) -> list[Case]:
        """Return cases in whose threads we answered after `since`, and open ones, to be read again."""
        ...


class Replies(Protocol):
    """Keep answers on their way."""

    def add(self, reply: Reply) -> Reply:
        """Store a new draft; return it with its id."""
        ...

    def load(self, reply: ReplyId) -> Reply:
        """Return one reply; raise NotFound."""
        ...

    def of_case(self, case: CaseId) -> list[Reply]:
        """Return a case's replies, oldest first."""
        ...

    def change(self, before: Reply, after: Reply) -> None:
        """Store a changed reply; raise Conflict if it is no longer in the state and text of `before`."""
        ...

    def approve(self, before: Reply, after: Reply, event: CaseEvent, *, place: int | None) -> None:
        """Store an approval with its event, all or nothing; raise Conflict as `change` does.

        With `place`, raise NewsMeanwhile if the case's log has news beyond it (`core.case.place_in`): of two people who
        send at the same moment, the second is told of the first.
        """
        ...

    def due(self, now: datetime, *, limit: int = 20) -> list[Reply]:
        """Return approved replies whose next try is due."""
        ...

    def sent_among(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return which of these mentions are answers that were sent from here."""
        ...

    def left_sending(self, *, before: datetime) -> list[Reply]:
        """Return replies that were being sent when their process died: marked `sending` before that moment."""
        ...

"""Telling people what happened, and the messages by which that leaves the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.notice import Message, Notice, TargetId, Wishes


class Notices(Protocol):
    """Tell people."""

    def tell(self, notice: Notice) -> None:
        """Tell it once; what cannot be told now is the adapter's to try again."""
        ...


class Carriers(Protocol):
    """Carry a message out of the house."""

    def carry(self, message: Message) -> bool:
        """Hand it over; return False where there is nothing to say. Raise a SourceTrouble where it was not taken.

        PublishUncertain means that nobody can tell whether it was.
        """
        ...


class MessageBook(Protocol):
    """Keep the messages that go out, and what their receivers wish."""

    def due(self, now: datetime, *, limit: int = 50) -> list[Message]:
        """Return messages that wait and may go now, the longest due first."""
        ...

    def begin(self, message: Message, now: datetime) -> Message | None:
        """Mark it as being sent, before anything leaves; return it with what is in it.

        None where somebody else has it, and where nothing is left to tell: all was read, or nobody is there to get it.
        """
        ...

    def settle(self, message: Message, action: str, *, wait_until: datetime, trouble: str = "") -> None:
        """Store what came of a try: confirm, postpone, doubt, give_up, drop; raise Conflict if it is not being sent."""
        ...

    def recover(self, *, before: datetime) -> int:
        """Say of messages whose sending began before a moment, and never ended, that they are uncertain."""
        ...

    def wishes(self, person: UserId) -> Wishes:
        """Return what somebody wishes, the usual where they said nothing."""
        ...

    def digests(self, now: datetime, *, limit: int = 50) -> list[UserId]:
        """Return people whose digest is due, each asked once for a moment: the next is set in the same transaction."""
        ...

    def queue_digest(self, person: UserId, now: datetime) -> None:
        """Add the message of a digest."""
        ...

    def address(self, target: TargetId) -> str:
        """Return where a service is reached; raise NotFound."""
        ...

    def report(self, target: TargetId, trouble: str, now: datetime) -> None:
        """Store how a service does; empty: it works."""
        ...

    def expire(self, *, before: datetime) -> int:
        """Remove messages that are over and notices that were read, from before a moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """Hold one line of a case's history with whose case it is now."""

    number: int
    case: CaseId
    at: datetime
    action: str
    actor: UserId | None
    owner: UserId | None
    department: DepartmentId


class CaseNews(Protocol):
    """Read what happened in cases since people were last told."""

    def after_mark(self, *, limit: int) -> list[CaseLine]:
        """Return the lines after the mark and a few before it, oldest first; none of before the first call ever."""
        ...

    def move(self, number: int) -> None:
        """Move the mark, never back."""
        ...


__all__ = ["Carriers", "CaseLine", "CaseNews", "MessageBook", "Notice", "Notices"]

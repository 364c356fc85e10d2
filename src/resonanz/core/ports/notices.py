"""Telling people what happened, and the messages by which that leaves the house."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from resonanz.core.ids import UserId
from resonanz.core.notice import Message, Notice, TargetId, Wishes


class Notices(Protocol):
    """Tell people."""

    def tell(self, notice: Notice) -> None:
        """Tell it once; what cannot be told now is the adapter's to try again."""
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

    def settle(self, message: Message, action: str, now: datetime, *, trouble: str = "", wait_until: datetime) -> None:
        """Store what came of a try: confirm, postpone, doubt or give_up; raise Conflict if it is not being sent."""
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


__all__ = ["MessageBook", "Notice", "Notices"]

"""Answers on their way, in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from resonanz.core.case import CaseEvent, place_in
from resonanz.core.errors import Conflict, NewsMeanwhile, NotFound
from resonanz.core.ids import CaseId, MentionId, ReplyId
from resonanz.core.ports import Casebook
from resonanz.core.reply import Reply, ReplyState


class MemoryReplies:
    """Keep replies in a dictionary."""

    def __init__(self, casebook: Casebook | None = None) -> None:
        """Make it; `casebook` is where approvals are noted and news are looked up."""
        self._casebook = casebook
        self._kept: dict[ReplyId, Reply] = {}
        self._lock = threading.Lock()
        self._approving = threading.Lock()

    def add(self, reply: Reply) -> Reply:
        """Store a new draft; return it with its id. Raise Conflict when its key is taken."""
        with self._lock:
            if any(other.key == reply.key for other in self._kept.values()):
                raise Conflict("A reply with this key is there already.")
            stored = replace(reply, id=ReplyId(len(self._kept) + 1))
            self._kept[stored.id] = stored
            return stored

    def load(self, reply: ReplyId) -> Reply:
        """Return one reply; raise NotFound."""
        try:
            return self._kept[reply]
        except KeyError:
            raise NotFound(f"There is no reply {reply}.") from None

    def of_case(self, case: CaseId) -> list[Reply]:
        """Return a case's replies, oldest first."""
        return sorted((reply for reply in self._kept.values() if reply.case == case), key=_age)

    def change(self, before: Reply, after: Reply) -> None:
        """Store a changed reply; raise Conflict if it is no longer in the state and text of `before`."""
        with self._lock:
            stored = self.load(before.id)
            if (stored.state, stored.text) != (before.state, before.text):
                raise Conflict(f"Reply {before.id} was changed in the meantime.")
            self._kept[before.id] = replace(after, case=stored.case)

    def approve(self, before: Reply, after: Reply, event: CaseEvent, *, place: int | None) -> None:
        """Store an approval with its event, unless there is news beyond `place`."""
        with self._approving:
            now = 0 if self._casebook is None else place_in(self._casebook.events(event.case))
            if place is not None and now > place:
                raise NewsMeanwhile(place, now)
            self.change(before, after)
            if self._casebook is not None:
                self._casebook.note(event)

    def due(self, now: datetime, *, limit: int = 20) -> list[Reply]:
        """Return approved replies whose next try is due, the longest due first."""
        due = [
            reply
            for reply in self._kept.values()
            if reply.state is ReplyState.APPROVED and (reply.next_try_at is None or reply.next_try_at <= now)
        ]
        return sorted(due, key=lambda reply: (reply.next_try_at or reply.created_at, reply.id))[:limit]

    def sent_among(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return which of these mentions are answers that were sent from here."""
        return frozenset(reply.sent_id for reply in self._kept.values() if reply.sent_id in set(ids) and reply.sent_id)

    def left_sending(self, *, before: datetime) -> list[Reply]:
        """Return replies marked `sending` before a moment; `next_try_at` says when they were."""
        left = [
            reply
            for reply in self._kept.values()
            if reply.state is ReplyState.SENDING and (reply.next_try_at is None or reply.next_try_at < before)
        ]
        return sorted(left, key=_age)


def _age(reply: Reply) -> tuple[datetime, ReplyId]:
    return reply.created_at, reply.id

"""An answer on its way into the channel: draft -> approved -> sending -> sent | refused | uncertain.

`key` makes it once and only once: it never changes over repeated tries, and a connector that is handed the
same key twice posts once. Changing an approved text takes the approval away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from resonanz.core.ids import CaseId, MentionId, ReplyId, UserId
from resonanz.core.lifecycle import Lifecycle


class ReplyState(StrEnum):
    """Where a reply stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    DISCARDED = "discarded"


_BEFORE_SENDING = frozenset({ReplyState.DRAFT, ReplyState.SUBMITTED, ReplyState.APPROVED, ReplyState.REFUSED})

REPLY = Lifecycle(
    name="reply",
    start=ReplyState.DRAFT,
    moves={
        "edit": (_BEFORE_SENDING, ReplyState.DRAFT),
        "submit": (frozenset({ReplyState.DRAFT}), ReplyState.SUBMITTED),
        "approve": (frozenset({ReplyState.DRAFT, ReplyState.SUBMITTED}), ReplyState.APPROVED),
        "send": (frozenset({ReplyState.APPROVED}), ReplyState.SENDING),
        "confirm": (frozenset({ReplyState.SENDING, ReplyState.UNCERTAIN}), ReplyState.SENT),
        "postpone": (frozenset({ReplyState.SENDING}), ReplyState.APPROVED),
        "refuse": (frozenset({ReplyState.SENDING, ReplyState.UNCERTAIN}), ReplyState.REFUSED),
        "doubt": (frozenset({ReplyState.SENDING}), ReplyState.UNCERTAIN),
        "retry": (frozenset({ReplyState.REFUSED, ReplyState.UNCERTAIN}), ReplyState.APPROVED),
        "discard": (_BEFORE_SENDING, ReplyState.DISCARDED),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Hold one answer."""

    id: ReplyId
    key: str
    """Random, made once; the idempotency key towards the channel."""
    case: CaseId
    reply_to: MentionId
    text: str
    state: ReplyState
    author: UserId
    approved_by: UserId | None
    needs_four_eyes: bool
    created_at: datetime
    tries: int
    next_try_at: datetime | None
    sent_at: datetime | None
    sent_id: MentionId | None
    sent_url: str | None
    trouble: str
    """Plain sentence about the last failure, empty when there is none."""

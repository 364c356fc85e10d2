"""What a channel says about an answer that was sent: it is shown at the answer, in our words.

The one thing a reader would get wrong: a notice is not the author's reaction to be read as such, and it may be forged
by whoever knows the answer's id. So it changes no state of the answer; it says that somebody should look.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from resonanz.core.errors import Conflict
from resonanz.core.mention import MentionType
from resonanz.core.ports import Joining, Replies
from resonanz.core.reply import ReplyState

NOT_RECEIVED: Final = "The channel reports that the answer did not arrive; its notice stands in the thread."


def show_at_answers(joinings: Sequence[Joining], replies: Replies) -> None:
    """Note at each answer that a notice of this batch is about it; doing it again changes nothing."""
    for joining in joinings:
        if joining.mention.type is not MentionType.NOTICE:
            continue
        for reply in replies.of_case(joining.case):
            concerned = reply.state is ReplyState.SENT and reply.sent_id == joining.mention.reply_to
            if concerned and reply.trouble != NOT_RECEIVED:
                with suppress(Conflict):  # somebody confirmed or refused it in this moment, and has looked
                    replies.change(reply, replace(reply, trouble=NOT_RECEIVED))

"""Sending approved answers once and only once, although this process may die at any line.

A reply is marked `sending` in its own commit before the network is touched. What a dead process left behind is
sent again as a repetition: the connector then reads the thread before it posts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.case import CASE, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, NeedsOperator, PublishRefused, PublishUncertain, ResonanzError, TryLater
from resonanz.core.ids import CaseId
from resonanz.core.ports import Answer, Archive, Casebook, Channels, Posted, Replies
from resonanz.core.reply import REPLY, Reply, ReplyState

LEASE: Final = timedelta(minutes=3)
"""Longer than any single try may take: a reply that is `sending` for longer lost its process."""
GIVE_UP_AFTER: Final = 12
"""Tries until a person must look; with the back-off below about a day."""
RETRIES: Final = 5
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=4)
_ON_ITS_WAY: Final = frozenset({ReplyState.APPROVED, ReplyState.SENDING})


class Outbox:
    """Carry approved replies into their channels."""

    def __init__(  # noqa: PLR0913  it stands between the desk and the channels
        self,
        *,
        archive: Archive,
        casebook: Casebook,
        replies: Replies,
        channels: Channels,
        clock: Clock,
        lease: timedelta = LEASE,
        quiet: Callable[[Reply], bool] = lambda _reply: False,
    ) -> None:
        """Make it; `quiet` says which answers are one of many, so that they stay out of public lists."""
        self._archive = archive
        self._casebook = casebook
        self._replies = replies
        self._channels = channels
        self._clock = clock
        self._lease = lease
        self._quiet = quiet

    def run(self) -> int:
        """Send what is due; return how many replies were tried."""
        self.recover(before=self._clock.now() - self._lease)
        due = self._replies.due(self._clock.now())
        return sum(self._is_next(reply) and self._try(reply) for reply in due)

    def recover(self, *, before: datetime) -> int:
        """Bring back what a dead process left as `sending`; return how many."""
        left = self._replies.left_sending(before=before)
        for reply in left:
            self._settle(reply, replace(reply, next_try_at=None), "postpone")
        return len(left)

    def _is_next(self, reply: Reply) -> bool:
        """Tell whether no earlier answer of the case is still on its way: a second sentence must not come first."""
        others = self._replies.of_case(reply.case)
        return all(one.state not in _ON_ITS_WAY or _place(one) >= _place(reply) for one in others)

    def _try(self, reply: Reply) -> bool:
        sending = replace(
            reply,
            state=REPLY.after(reply.state, "send"),
            tries=reply.tries + 1,
            next_try_at=self._clock.now(),
        )
        try:
            self._replies.change(reply, sending)
        except Conflict:
            return False  # another process was quicker, or the text was just changed
        try:
            posted = self._post(sending)
        except (PublishRefused, NeedsOperator) as trouble:
            self._settle(sending, replace(sending, trouble=str(trouble)), "refuse")
        except PublishUncertain as trouble:
            self._settle(sending, replace(sending, trouble=str(trouble)), "doubt")
        except ResonanzError as trouble:
            self._later(sending, trouble)
        except Exception as defect:  # nobody can tell what it did before it failed, so no second try
            sentence = f"Resonanz itself failed here ({type(defect).__name__}): look whether the answer stands."
            self._settle(sending, replace(sending, trouble=sentence), "doubt")
            raise  # for the log; what else is due is sent in the next round
        else:
            self._sent(sending, posted)
        return True

    def _post(self, reply: Reply) -> Posted:
        heard = self._archive.find([reply.reply_to]).get(reply.reply_to)
        if heard is None:
            raise PublishRefused("What is answered was taken back at its source.")
        return self._channels.publish(
            Answer(
                key=reply.key,
                mention=heard.mention,
                text=reply.text,
                lang=heard.understood.lang.value if heard.understood.lang.value != "und" else None,
                repeated=reply.tries > 1,
                quiet=self._quiet(reply),
            )
        )

    def _later(self, reply: Reply, trouble: ResonanzError) -> None:
        if reply.tries >= GIVE_UP_AFTER:
            self._settle(reply, replace(reply, trouble=f"{trouble} (tried {reply.tries} times)"), "refuse")
            return
        asked = trouble.after if isinstance(trouble, TryLater) else None
        wait = timedelta(seconds=asked) if asked is not None else _back_off(reply.tries)
        after = replace(reply, next_try_at=self._clock.now() + min(wait, LONGEST_WAIT), trouble=str(trouble))
        self._settle(reply, after, "postpone")

    def _sent(self, reply: Reply, posted: Posted) -> None:
        after = replace(reply, sent_at=posted.at, sent_id=posted.id, sent_url=posted.url, next_try_at=None, trouble="")
        # The case first: a process that dies in between finds its reply in the channel again and comes by here.
        self._mark_answered(reply, posted)
        self._settle(reply, after, "confirm")

    def _mark_answered(self, reply: Reply, posted: Posted) -> None:
        for _ in range(RETRIES):
            case = self._casebook.load(self._home(reply))
            known = self._casebook.events(case.id)
            if any(event.mention == posted.id and event.action == "answer" for event in known):
                return
            now = self._clock.now()
            answered = replace(case, state=CASE.after(case.state, "answer"), changed_at=now)
            event = CaseEvent(case=case.id, at=now, action="answer", actor=reply.author, mention=posted.id)
            with contextlib.suppress(Conflict):  # somebody changed the case in this moment: read it again
                self._casebook.change(case, answered, event)
                return
        raise Conflict(f"Case {reply.case} changes too often to be marked as answered.")

    def _settle(self, before: Reply, after: Reply, action: str) -> None:
        self._replies.change(before, replace(after, state=REPLY.after(before.state, action)))
        event = CaseEvent(
            case=self._home(before), at=self._clock.now(), action=f"reply_{action}", actor=None, detail=after.trouble
        )
        self._casebook.note(event)

    def _home(self, reply: Reply) -> CaseId:
        """Return the case that a reply is in now: its own may have been merged or split while it was on its way."""
        return self._replies.load(reply.id).case


def _place(reply: Reply) -> tuple[datetime, int]:
    return reply.created_at, reply.id


def _back_off(tries: int) -> timedelta:
    return min(FIRST_WAIT * (1 << (tries - 1)), LONGEST_WAIT)

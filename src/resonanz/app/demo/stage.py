"""The example's past: the house as of a moment that is over, so that what its people did goes through the use cases.

The trail of audits is not written to and nobody is told, so that all of it can be taken away again. What the company
says there stands in the channel already: a text that the story holds, or one that is taken in afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from resonanz.core.case import Case
from resonanz.core.clock import FixedClock
from resonanz.core.errors import Misconfigured
from resonanz.core.ids import DepartmentId, MentionId, UserId, mention_id
from resonanz.core.mention import Mention
from resonanz.core.policy import Actor
from resonanz.core.ports import Answer, Posted
from resonanz.core.reply import REPLY, Reply
from resonanz.store.memory import MemoryAudit, MemoryNotices

if TYPE_CHECKING:
    from resonanz.app.house import House

LONGEST: Final = 500
"""Characters of an answer in any channel of the example."""


class Written:
    """Be the way into channels that are asked what they would take; nothing is posted."""

    def limit(self, mention: Mention) -> int | None:  # noqa: ARG002  alike for everything
        """Return the longest answer."""
        return LONGEST

    def publish(self, answer: Answer) -> Posted:
        """Refuse: there is nothing behind it."""
        raise Misconfigured(f"The example posts nothing in {answer.mention.channel}.")

    def hear_thread(self, mention: Mention) -> int:  # noqa: ARG002  nothing is there to be read
        """Hear nothing."""
        return 0


@dataclass(frozen=True)
class Stage:
    """Hold who works for the example company, and give its house at any moment."""

    home: House
    staff: list[UserId]
    rooms: dict[str, DepartmentId] = field(default_factory=dict)

    @cached_property
    def now(self) -> datetime:
        """Return the moment of telling, the same throughout."""
        return self.home.clock.now()

    @property
    def lang(self) -> str:
        """Return the language that the company works in."""
        return self.home.settings.language

    @property
    def today(self) -> date:
        """Return the company's day."""
        return self.now.astimezone(ZoneInfo(self.home.settings.time_zone)).date()

    def actor(self, place: int) -> Actor:
        """Return somebody of the staff, who may do what the story says that they did."""
        return Actor(id=self.staff[place], is_administrator=True)

    def at(self, moment: datetime, *, aloud: bool = False) -> House:
        """Return the house as of a moment; what is done in it leaves no line in the trail; `aloud` tells people."""
        notices = self.home.notices if aloud else MemoryNotices()
        past = replace(self.home, clock=FixedClock(moment), audit=MemoryAudit(), notices=notices)
        past.__dict__["channels"] = Written()
        return past

    def ago(self, *, days: float = 0, hours: float = 0) -> House:
        """Return the house as of so long ago."""
        return self.at(self.now - timedelta(days=days, hours=hours))

    def case_of(self, channel: str, native: str) -> Case | None:
        """Return the case in which something of the story was said; None where it began in no case."""
        mention = told(channel, native)
        return self.home.casebook.homes([mention]).get(mention)


def told(channel: str, native: str) -> MentionId:
    """Return the id of a line of the story."""
    return mention_id(channel, f"demo-{native}")


def stands(past: House, reply: Reply, answer: Mention) -> None:
    """Mark an approved answer as sent: it is what stands in the channel as `answer`."""
    sending = replace(reply, state=REPLY.after(reply.state, "send"), tries=1)
    sent = replace(
        sending,
        state=REPLY.after(sending.state, "confirm"),
        sent_at=answer.published_at,
        sent_id=answer.id,
        sent_url=answer.url,
    )
    past.replies.change(reply, sending)
    past.replies.change(sending, sent)

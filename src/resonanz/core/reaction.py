"""What came of an answer: did who asked come back, how, with which feeling, and did the question stop.

The one thing a reader would get wrong: silence is only known when the time for it is over. An answer whose window is
still open counts in no share, also where its author came back at once; else the quick would look like all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId, ReplyId
from resonanz.core.mention import MentionType
from resonanz.core.share import Share
from resonanz.core.understood import Kind, Sentiment, Voice

WINDOW: Final = timedelta(days=14)
"""How long an answer waits for what is said to it."""
ASKING: Final = frozenset({Kind.QUESTION.value, Kind.REQUEST.value, Kind.PROBLEM.value, Kind.CRITICISM.value})
"""Kinds of what somebody says that wait for something."""
_RANKS: Final = {Sentiment.NEGATIVE.value: -1, Sentiment.NEUTRAL.value: 0, Sentiment.POSITIVE.value: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Hold an answer of ours that stands in a channel."""

    reply: ReplyId
    at: datetime
    id: MentionId | None
    """What it is called in the channel; None where the channel does not say."""
    to: MentionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Hold what came of one answer."""

    reply: ReplyId
    settled: bool
    """Its time is over: the window, or our next answer to the same person."""
    asked: bool
    """What was answered waited for something."""
    came_back: bool
    directly: bool
    """By answering our answer, not only elsewhere in the thread."""
    before: str
    """How who was answered felt."""
    after: str
    """How they felt when they spoke last; empty where they did not."""
    asked_again: bool
    others: int
    """How many others spoke after it, in its time."""


def reactions(sent: Sequence[Sent], thread: Iterable[Heard], now: datetime) -> list[Reaction]:
    """Return what came of each answer in a thread, in the order of sending; pure.

    What was answered must be in `thread` and say who spoke: otherwise nobody can be told to have come back, and the
    answer is left out.
    """
    said = sorted(thread, key=lambda one: (one.mention.published_at, one.seq))
    by_id = {one.mention.id: one for one in said}
    ordered = sorted(sent, key=lambda one: (one.at, one.reply))
    askers = {one.reply: _who(by_id[one.to]) for one in ordered if one.to in by_id}
    found = []
    for place, answer in enumerate(ordered):
        who = askers.get(answer.reply, "")
        if not who:
            continue
        following = (other.at for other in ordered[place + 1 :] if askers.get(other.reply) == who)
        end = min([answer.at + WINDOW, *following])
        spoken = [one for one in said if answer.at < one.mention.published_at <= end and _is_market(one)]
        found.append(_reaction(answer, by_id[answer.to], spoken, settled=end <= now))
    return found


def _reaction(answer: Sent, to: Heard, spoken: Sequence[Heard], *, settled: bool) -> Reaction:
    who = _who(to)
    back = [one for one in spoken if _who(one) == who]
    return Reaction(
        reply=answer.reply,
        settled=settled,
        asked=to.understood.kind.value in ASKING,
        came_back=bool(back),
        directly=answer.id is not None and any(one.mention.reply_to == answer.id for one in back),
        before=to.understood.towards_us.value,
        after=back[-1].understood.towards_us.value if back else "",
        asked_again=any(one.understood.kind.value in ASKING for one in back),
        others=len({_who(one) for one in spoken} - {who, ""}),
    )


def _is_market(heard: Heard) -> bool:
    own = heard.mention.author.is_own or heard.understood.voice is Voice.OWN
    return not own and heard.mention.type is not MentionType.NOTICE


def _who(heard: Heard) -> str:
    author = heard.mention.author
    return author.id or (author.handle or "").casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Hold what came of many answers; only settled ones are in a share."""

    settled: int = 0
    pending: int = 0
    """Their time is not over."""
    asked: int = 0
    """Settled ones to what waited for something."""
    stopped: int = 0
    """Of those, how many were not followed by another such word of the same person."""
    came_back: int = 0
    directly: int = 0
    better: int = 0
    worse: int = 0

    @property
    def shares(self) -> dict[str, Share]:
        """Return each share with what it is of: settled answers, those that were asked for, those who came back."""
        return {
            "stopped": Share(self.stopped, self.asked),
            "came_back": Share(self.came_back, self.settled),
            "directly": Share(self.directly, self.came_back),
            "better": Share(self.better, self.came_back),
            "worse": Share(self.worse, self.came_back),
        }


def feeling_changed(before: str, after: str) -> int:
    """Return 1 where somebody feels better than before, -1 where worse, else 0; 0 where one is not known."""
    if before not in _RANKS or after not in _RANKS:
        return 0
    return (_RANKS[after] > _RANKS[before]) - (_RANKS[after] < _RANKS[before])


def figures(found: Iterable[Reaction]) -> Figures:
    """Return the figures of some answers."""
    every = list(found)
    settled = [one for one in every if one.settled]
    changes = [feeling_changed(one.before, one.after) for one in settled if one.came_back]
    return Figures(
        settled=len(settled),
        pending=len(every) - len(settled),
        asked=sum(one.asked for one in settled),
        stopped=sum(one.asked and not one.asked_again for one in settled),
        came_back=sum(one.came_back for one in settled),
        directly=sum(one.directly for one in settled),
        better=changes.count(1),
        worse=changes.count(-1),
    )

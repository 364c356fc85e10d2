"""Handing the answers of running rounds to the outbox, one after the other at a polite pace, each person once.

The one thing a reader would get wrong: nothing is sent here. A person's line has a key from the beginning, the reply
gets it, and a key is taken once. A process that dies between the reply and the line finds the reply by its key; one
that dies while sending is the outbox's business, which reads the thread before it posts again.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.case import Case, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict
from resonanz.core.heard import Heard
from resonanz.core.ids import ReplyId
from resonanz.core.ports import Archive, Casebook, Opening, Replies, Rulebook, TellingBook
from resonanz.core.reply import Reply, ReplyState
from resonanz.core.telling import (
    SAYS,
    TELLING,
    Manner,
    PersonState,
    Subject,
    Telling,
    TellingState,
    Told,
    Why,
    filled,
    rule_for,
    text_for,
)
from resonanz.core.understood import Priority
from resonanz.respond.reaching import judged
from resonanz.respond.telling_back import TellingDesk

FOLLOWER: Final = "telling"
"""Under which name cases are opened here; it follows nothing."""


class TellingRounds:
    """Move running rounds on."""

    def __init__(  # noqa: PLR0913  it stands between two books and the desk
        self,
        *,
        tellings: TellingBook,
        desk: TellingDesk,
        archive: Archive,
        casebook: Casebook,
        replies: Replies,
        rulebook: Rulebook,
        clock: Clock,
        per_hour: int,
    ) -> None:
        """Make it; `per_hour` is the most answers an hour in one channel, which a channel's rule may lower."""
        self._tellings = tellings
        self._desk = desk
        self._archive = archive
        self._casebook = casebook
        self._replies = replies
        self._rulebook = rulebook
        self._clock = clock
        self._per_hour = per_hour

    def tick(self) -> int:
        """Learn what came of answers, hand out whose turn it is; return how many were handed out."""
        self._settle()
        handed = 0
        for telling in self._tellings.running():
            with contextlib.suppress(Conflict):  # changed in this moment, or nobody owns it: others go on
                handed += self._advance(telling)
        return handed

    def _settle(self) -> None:
        for told, state, trouble in self._tellings.handed():
            says = SAYS[state]
            settled = None if says is PersonState.HANDED else self._clock.now()
            why = Why.DISCARDED if state is ReplyState.DISCARDED else None
            with contextlib.suppress(Conflict):  # seen again in the next round
                self._tellings.change_person(
                    told, replace(told, state=says, why=why, settled_at=settled, trouble=trouble)
                )

    def _advance(self, telling: Telling) -> int:
        waiting = self._tellings.channels_waiting(telling.id)
        handed = 0
        for channel in waiting:
            if self._is_turn(channel):
                handed += any(self._hand_out(telling, one) for one in self._tellings.waiting(telling.id, channel))
        if not waiting and not self._tellings.on_the_way(telling.id):
            self._finish(telling)
        return handed

    def _is_turn(self, channel: str) -> bool:
        last = self._tellings.last_handed(channel)
        pause = timedelta(hours=1) / max(1, min(self._per_hour, rule_for(channel).per_hour))
        return last is None or self._clock.now() - last >= pause

    def _hand_out(self, telling: Telling, told: Told) -> bool:
        reply = self._tellings.reply_of(told.key)
        if reply is None:
            subject = self._desk.subject(telling.about)
            if told.mention and told.mention not in {one.mention for one in self._desk.said(telling.about)}:
                return self._leave_out(told, None)
            heard = self._archive.find([told.mention]).get(told.mention) if told.mention else None
            found = {heard.mention.id: heard} if heard else {}
            why = judged(heard, telling.texts, self._desk.around(subject, found))
            if why is not None or heard is None:
                return self._leave_out(told, why or Why.ERASED)
            if self._tellings.load(telling.id).state is not TellingState.RUNNING:
                return False  # somebody paused it in this moment
            reply = self._answer(subject, telling, told, heard)
        after = replace(told, state=PersonState.HANDED, reply=reply, handed_at=self._clock.now())
        with contextlib.suppress(Conflict):  # taken out in this moment; the answer is on its way, and is seen so
            self._tellings.change_person(told, after)
        return True

    def _leave_out(self, told: Told, why: Why | None) -> bool:
        """Note why somebody cannot be told; without a reason, they were taken out: they did not ask for this."""
        state = PersonState.CANNOT if why else PersonState.LEFT
        with contextlib.suppress(Conflict):
            self._tellings.change_person(told, replace(told, state=state, why=why, settled_at=self._clock.now()))
        return False

    def _answer(self, subject: Subject, telling: Telling, told: Told, heard: Heard) -> ReplyId:
        """Return the answer to somebody: a new one, or the one by which they were told the very same already."""
        now, (_lang, text) = self._clock.now(), text_for(telling.texts, heard.understood.lang.value)
        text = filled(text, heard.mention.author, subject.title)
        if (before := self._tellings.told_already(told, text)) is not None:
            return before
        case = self._case(subject, heard, now)
        state, four_eyes = self._state(telling, told, case)
        reply = self._replies.add(
            Reply(
                id=ReplyId(0),
                key=told.key,
                case=case.id,
                reply_to=heard.mention.id,
                text=text,
                state=state,
                author=telling.author,
                approved_by=telling.approved_by if state is ReplyState.APPROVED else None,
                needs_four_eyes=four_eyes,
                created_at=now,
                tries=0,
                next_try_at=None,
                sent_at=None,
                sent_id=None,
                sent_url=None,
                trouble="",
            )
        )
        action = "reply_approve" if state is ReplyState.APPROVED else "reply_submit"
        actor = telling.approved_by if state is ReplyState.APPROVED else telling.author
        self._casebook.note(CaseEvent(case=case.id, at=now, action=action, actor=actor, detail=subject.title))
        return reply.id

    def _state(self, telling: Telling, told: Told, case: Case) -> tuple[ReplyState, bool]:
        """Return where the answer begins: approved, or waiting for its own approval where channel or desk ask so."""
        four_eyes = any(room.four_eyes for room in self._rulebook.departments() if room.id == case.department)
        alone = four_eyes and telling.author == telling.approved_by
        if rule_for(told.channel).manner is Manner.EACH_APPROVED or alone:
            return ReplyState.SUBMITTED, four_eyes or telling.needs_four_eyes
        return ReplyState.APPROVED, four_eyes or telling.needs_four_eyes

    def _case(self, subject: Subject, heard: Heard, now: datetime) -> Case:
        """Return the case of the thread; where nobody worked on it, one is opened as of now, for whoever owns it."""
        thread = heard.mention.thread
        found = self._casebook.cases_of([thread]).get(thread)
        if found is not None:
            return found
        if subject.department is None:
            raise Conflict(f"Nobody owns {subject.about}, so nobody could answer for it.")
        opening = Opening(
            # As of now: what nobody had to answer then must not count as answered late.
            mention=replace(heard.mention, seen_at=now),
            understood=heard.understood,
            department=subject.department,
            priority=Priority.LOW,
            route="",
        )
        self._casebook.take_in([opening], [], follower=FOLLOWER, seq=0, at=now)
        return self._casebook.cases_of([thread])[thread]

    def _finish(self, telling: Telling) -> None:
        self._desk.finish(telling)
        # The round last: a process that dies before it finishes it again, and it is noted as told already.
        finished = replace(telling, state=TELLING.after(telling.state, "finish"), changed_at=self._clock.now())
        with contextlib.suppress(Conflict):
            self._tellings.change(telling, finished)

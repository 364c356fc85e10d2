"""Answers as they are typed: kept every few keys, found again after a reload, a crash and in another browser.

Two people never write over each other, because each has a draft of their own; two windows of one person are told.
"""

from __future__ import annotations

from collections.abc import Mapping

from resonanz.core.clock import Clock
from resonanz.core.draft import LONGEST, TypedDraft
from resonanz.core.errors import InputRejected, NotAllowed, NotFound
from resonanz.core.ids import CaseId, ReplyId, UserId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Casebook, Drafts, Replies
from resonanz.core.presence import Presence


class Composing:
    """Keep what people type, and know that they type."""

    def __init__(
        self, *, casebook: Casebook, replies: Replies, drafts: Drafts, presence: Presence, clock: Clock
    ) -> None:
        self._casebook = casebook
        self._replies = replies
        self._drafts = drafts
        self._presence = presence
        self._clock = clock

    def keep(self, actor: Actor, case: CaseId, text: str, *, seen: int, reply: ReplyId | None = None) -> TypedDraft:
        """Keep what was typed on top of number `seen`, into a new answer or `reply`; raise TypedElsewhere."""
        person = self._writer(actor, case)
        if reply is not None and self._replies.load(reply).case != case:
            raise NotFound(f"There is no answer {reply} in case {case}.")
        if len(text) > LONGEST:
            raise InputRejected(f"This has more than {LONGEST} characters.", place="text", remedy="Shorten it.")
        now = self._clock.now()
        draft = TypedDraft(case=case, person=person, text=text, number=seen, changed_at=now, reply=reply)
        kept = self._drafts.keep(draft, seen=seen)
        if text.strip():
            self._presence.write(case, person, actor.name, now)
        else:
            self._presence.rest(case, person)
        return kept

    def of(self, actor: Actor, case: CaseId, reply: ReplyId | None = None) -> TypedDraft | None:
        """Return what the actor typed in a case as a new answer, or into one."""
        return None if actor.id is None else self._drafts.of(case, actor.id, reply)

    def changes(self, actor: Actor, case: CaseId) -> Mapping[ReplyId, TypedDraft]:
        """Return what the actor typed into the answers of a case and has not handed in."""
        mine = (one for one in self._drafts.of_case(case) if one.person == actor.id and one.text.strip())
        return {one.reply: one for one in mine if one.reply is not None}

    def writers(self, actor: Actor, case: CaseId) -> list[TypedDraft]:
        """Return others' new answers in a case: that they are there and since when; their texts are theirs."""
        others = (one for one in self._drafts.of_case(case) if one.person != actor.id and one.reply is None)
        return [one for one in others if one.text.strip()]

    def done(self, actor: Actor, case: CaseId, reply: ReplyId | None = None) -> None:
        """Forget what the actor typed, because it was handed in or given up."""
        if actor.id is not None:
            self._drafts.drop(case, actor.id, reply)
            self._presence.rest(case, actor.id)

    def _writer(self, actor: Actor, case: CaseId) -> UserId:
        require(actor, Action.WORK_CASE, self._casebook.load(case).department)
        if actor.id is None:
            raise NotAllowed("An answer needs a person who writes it.")
        return actor.id

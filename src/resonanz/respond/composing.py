"""Answers as they are typed: kept every few keys, found again after a reload, a crash and in another browser.

Two people never write over each other, because each has a draft of their own; two windows of one person are told.
"""

from __future__ import annotations

from resonanz.core.clock import Clock
from resonanz.core.draft import LONGEST, TypedDraft
from resonanz.core.errors import InputRejected, NotAllowed
from resonanz.core.ids import CaseId, UserId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Casebook, Drafts
from resonanz.core.presence import Presence


class Composing:
    """Keep what people type, and know that they type."""

    def __init__(self, *, casebook: Casebook, drafts: Drafts, presence: Presence, clock: Clock) -> None:
        self._casebook = casebook
        self._drafts = drafts
        self._presence = presence
        self._clock = clock

    def keep(self, actor: Actor, case: CaseId, text: str, *, seen: int) -> TypedDraft:
        """Keep what was typed on top of number `seen`; an empty text forgets it. Raise TypedElsewhere."""
        person = self._writer(actor, case)
        if len(text) > LONGEST:
            raise InputRejected(f"This has more than {LONGEST} characters.", place="text", remedy="Shorten it.")
        now = self._clock.now()
        draft = TypedDraft(case=case, person=person, text=text, number=seen, changed_at=now)
        kept = self._drafts.keep(draft, seen=seen)
        if text.strip():
            self._presence.write(case, person, actor.name, now)
        else:
            self._presence.rest(case, person)
        return kept

    def of(self, actor: Actor, case: CaseId) -> TypedDraft | None:
        """Return what the actor typed in a case."""
        return None if actor.id is None else self._drafts.of(case, actor.id)

    def writers(self, actor: Actor, case: CaseId) -> list[TypedDraft]:
        """Return the drafts of others in a case: that they are there and since when; their texts are theirs."""
        return [one for one in self._drafts.of_case(case) if one.person != actor.id and one.text.strip()]

    def done(self, actor: Actor, case: CaseId) -> None:
        """Forget what the actor typed, because it was handed in or given up."""
        if actor.id is not None:
            self._drafts.drop(case, actor.id)
            self._presence.rest(case, actor.id)

    def _writer(self, actor: Actor, case: CaseId) -> UserId:
        require(actor, Action.WORK_CASE, self._casebook.load(case).department)
        if actor.id is None:
            raise NotAllowed("An answer needs a person who writes it.")
        return actor.id

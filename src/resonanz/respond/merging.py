"""Merging cases that are one matter, taking that back, and splitting what are two.

A merge is recorded in both cases and can be taken back exactly; where later words go is the casebook's promise.
"""

from __future__ import annotations

from collections.abc import Sequence

from resonanz.core.case import Case
from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotFound
from resonanz.core.ids import CaseId, MentionId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Casebook, Entry


class MergeDesk:
    """Do what people do with cases that belong together, or do not."""

    def __init__(self, *, archive: Archive, casebook: Casebook, audit: Audit, clock: Clock) -> None:
        self._archive = archive
        self._casebook = casebook
        self._audit = audit
        self._clock = clock

    def merge(self, actor: Actor, other: CaseId, *, into: CaseId) -> Case:
        """Let the case `into` go on for `other`; needs the right to work on both."""
        going = self._permitted(actor, other)
        survivor = self._permitted(actor, into)
        after = self._casebook.merge(survivor, going, actor=actor.id, at=self._clock.now())
        self._record(actor, other, "merge", into)
        return after

    def unmerge(self, actor: Actor, other: CaseId) -> Case:
        """Take the merge of `other` back."""
        going = self._permitted(actor, other)
        if going.merged_into is None:
            raise Conflict(f"A case that is {going.state} cannot unmerge.")
        require(actor, Action.WORK_CASE, self._casebook.load(going.merged_into).department)
        after = self._casebook.unmerge(going, actor=actor.id, at=self._clock.now())
        self._record(actor, other, "unmerge", going.merged_into)
        return after

    def split(self, actor: Actor, case: CaseId, mentions: Sequence[MentionId]) -> Case:
        """Put some mentions into a case of their own, called after the earliest of them."""
        before = self._permitted(actor, case)
        if not mentions:
            raise InputRejected("Nothing was chosen.", place="mentions", remedy="Choose at least one mention.")
        found = self._archive.find(list(mentions))
        if not found:
            raise NotFound("What was said was taken back at its source.")
        first = min(found.values(), key=lambda one: (one.mention.published_at, one.seq)).mention
        made = self._casebook.split(before, first, mentions, actor=actor.id, at=self._clock.now())
        self._record(actor, case, "split", made.id)
        return made

    def _permitted(self, actor: Actor, case: CaseId) -> Case:
        loaded = self._casebook.load(case)
        require(actor, Action.WORK_CASE, loaded.department)
        return loaded

    def _record(self, actor: Actor, case: CaseId, action: str, with_: CaseId) -> None:
        now = self._clock.now()
        self._audit.write(
            Entry(at=now, actor=actor.id, action=f"case_{action}", subject=f"case:{case}", detail={"case": int(with_)})
        )

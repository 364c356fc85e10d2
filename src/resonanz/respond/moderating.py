"""Letting everybody read what waits on a channel of our own, and taking out of sight what must not stand there.

The one thing a reader would get wrong: the record comes first. A process that dies between the record and the channel
leaves a line too many, never a criticism that vanished without a reason; what the channel then refuses is noted too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from resonanz.core.case import CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.errors import InputRejected, ResonanzError
from resonanz.core.ids import CaseId, MentionId
from resonanz.core.mention import Mention, MentionType
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Casebook, Entry, Moderators

LONGEST_REASON: Final = 2_000


class Move(StrEnum):
    """What may be done with something on a channel of our own."""

    APPROVE = "approve"
    HIDE = "hide"


def move_for(mention: Mention) -> Move | None:
    """Return what may be done with a mention where its channel is ours: what waits is approved, what stands hidden."""
    if mention.author.is_own:
        return None
    return {MentionType.MESSAGE: Move.APPROVE, MentionType.COMMENT: Move.HIDE}.get(mention.type)


class ModerationDesk:
    """Do what people do about what stands on our own channels."""

    def __init__(
        self, *, archive: Archive, casebook: Casebook, moderators: Moderators, audit: Audit, clock: Clock
    ) -> None:
        self._archive = archive
        self._casebook = casebook
        self._moderators = moderators
        self._audit = audit
        self._clock = clock

    def offers(self, mentions: Iterable[Mention]) -> Mapping[MentionId, Move]:
        """Return what may be done with each of these; those on channels of others are left out."""
        able: dict[tuple[str, str], bool] = {}
        found: dict[MentionId, Move] = {}
        for mention in mentions:
            move, place = move_for(mention), (mention.channel, mention.source)
            if move is None:
                continue
            if place not in able:
                able[place] = self._moderators.can_moderate(mention)
            if able[place]:
                found[mention.id] = move
        return found

    def approve(self, actor: Actor, case: CaseId, mention: MentionId) -> None:
        """Let everybody read what waits; raise a SourceTrouble where the channel refuses."""
        self._do(actor, case, mention, Move.APPROVE, "")

    def hide(self, actor: Actor, case: CaseId, mention: MentionId, reason: str) -> None:
        """Take what stands out of public sight for a reason that stays in the case; raise as `approve`."""
        if not reason.strip():
            raise InputRejected("Hiding needs a reason.", place="reason", remedy="It stays in the record.")
        self._do(actor, case, mention, Move.HIDE, reason.strip()[:LONGEST_REASON])

    def _do(self, actor: Actor, case: CaseId, mention: MentionId, move: Move, reason: str) -> None:
        loaded = self._casebook.load(case)
        require(actor, Action.WORK_CASE, loaded.department)
        if mention not in self._casebook.mentions(case):
            raise InputRejected("That mention is not part of the case.", place="mention")
        heard = self._archive.find([mention]).get(mention)
        if heard is None:
            raise InputRejected("What was said was taken back at its source.", place="mention")
        self._note(actor, case, mention, f"mention_{move}", reason)
        now = self._clock.now()
        told = {"mention": mention, **({"reason": reason} if reason else {})}
        self._audit.write(Entry(at=now, actor=actor.id, action=f"mention_{move}", subject=f"case:{case}", detail=told))
        try:
            self._moderators.moderate(heard.mention, shown=move is Move.APPROVE)
        except ResonanzError as trouble:
            self._note(actor, case, mention, f"mention_{move}_failed", str(trouble))
            raise

    def _note(self, actor: Actor, case: CaseId, mention: MentionId, action: str, detail: str) -> None:
        event = CaseEvent(
            case=case, at=self._clock.now(), action=action, actor=actor.id, detail=detail, mention=mention
        )
        self._casebook.note(event)

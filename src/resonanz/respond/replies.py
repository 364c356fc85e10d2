"""Writing, approving and taking back answers; sending them is the outbox's work.

Every change is a compare-and-swap on what the person saw: of two people who act at once, one is told to look again.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from resonanz.connect.graphemes import graphemes
from resonanz.core.case import Case, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected, NotAllowed, NotFound
from resonanz.core.heard import Heard
from resonanz.core.ids import CaseId, MentionId, ReplyId
from resonanz.core.policy import Action, Actor, may_approve, require
from resonanz.core.ports import Archive, Audit, Casebook, Channels, Entry, Replies, Rulebook
from resonanz.core.reply import REPLY, Reply, ReplyState


class ReplyDesk:
    """Do what people do with answers."""

    def __init__(  # noqa: PLR0913  one desk, six things it needs
        self,
        *,
        archive: Archive,
        casebook: Casebook,
        replies: Replies,
        rulebook: Rulebook,
        channels: Channels,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._casebook = casebook
        self._replies = replies
        self._rulebook = rulebook
        self._channels = channels
        self._audit = audit
        self._clock = clock

    def draft(self, actor: Actor, case: CaseId, text: str, *, reply_to: MentionId | None = None) -> Reply:
        """Begin an answer, to the newest mention of the market unless told otherwise."""
        loaded = self._casebook.load(case)
        require(actor, Action.WORK_CASE, loaded.department)
        answered = self._answered(loaded, reply_to)
        _checked(text, self._channels.limit(answered.mention))
        if actor.id is None:
            raise NotAllowed("An answer needs a person who writes it.")
        now = self._clock.now()
        reply = self._replies.add(
            Reply(
                id=ReplyId(0),
                key=secrets.token_urlsafe(16),
                case=case,
                reply_to=answered.mention.id,
                text=text.strip(),
                state=ReplyState.DRAFT,
                author=actor.id,
                approved_by=None,
                needs_four_eyes=self._four_eyes(loaded),
                created_at=now,
                tries=0,
                next_try_at=None,
                sent_at=None,
                sent_id=None,
                sent_url=None,
                trouble="",
            )
        )
        self._record(actor, reply, "draft")
        return reply

    def edit(self, actor: Actor, reply: ReplyId, text: str, *, seen: Reply | None = None) -> Reply:
        """Change the text; an approval that it had is gone. `seen` is the reply as the person saw it."""
        before = self._permitted(actor, reply)
        if seen is not None and seen.text != before.text:
            raise Conflict("Somebody else changed this answer meanwhile.")
        answered = self._archive.find([before.reply_to]).get(before.reply_to)
        _checked(text, self._channels.limit(answered.mention) if answered else None)
        after = replace(before, text=text.strip(), approved_by=None, author=actor.id or before.author, trouble="")
        return self._move(actor, before, after, "edit")

    def submit(self, actor: Actor, reply: ReplyId) -> Reply:
        """Ask a colleague for approval."""
        before = self._permitted(actor, reply)
        return self._move(actor, before, before, "submit")

    def approve(self, actor: Actor, reply: ReplyId, *, text: str | None = None, place: int | None = None) -> Reply:
        """Approve the answer for sending; `text` is what the person read and must be what would be sent.

        With `place` (`core.case.place_in`, as the person saw the thread), raise NewsMeanwhile where it went on since.
        """
        before = self._replies.load(reply)
        case = self._casebook.load(before.case)
        four_eyes = before.needs_four_eyes or self._four_eyes(case)
        if not may_approve(actor, author=before.author, four_eyes=four_eyes, department=case.department):
            reason = "a second person of the department must" if four_eyes else "your role may not"
            raise NotAllowed(f"This answer cannot be approved by you: {reason} approve it.")
        if text is not None and text.strip() != before.text:
            raise Conflict("The answer was changed after you read it.")
        state = REPLY.after(before.state, "approve")
        after = replace(before, state=state, approved_by=actor.id, next_try_at=None)
        self._replies.approve(before, after, self._event(actor, before, "approve"), place=place)
        self._write_audit(actor, after, "approve")
        return after

    def retry(self, actor: Actor, reply: ReplyId) -> Reply:
        """Send a refused or uncertain answer again; the channel is looked at before it is posted."""
        before = self._permitted(actor, reply)
        # Counted anew, but never as the first: an earlier try may have reached the channel.
        again = replace(before, next_try_at=None, trouble="", tries=min(before.tries, 1))
        return self._move(actor, before, again, "retry")

    def discard(self, actor: Actor, reply: ReplyId) -> Reply:
        """Give the answer up."""
        before = self._permitted(actor, reply)
        return self._move(actor, before, before, "discard")

    def limit(self, case: CaseId) -> int | None:
        """Return the longest answer in graphemes; None where the channel cannot be answered from here."""
        try:
            return self._channels.limit(self._answered(self._casebook.load(case), None).mention)
        except (InputRejected, NotFound):
            return None

    def _answered(self, case: Case, reply_to: MentionId | None) -> Heard:
        ids = self._casebook.mentions(case.id)
        if reply_to is not None and reply_to not in ids:
            raise InputRejected("That mention is not part of the case.", place="reply_to")
        found = self._archive.find([reply_to] if reply_to else ids)
        market = [found[one] for one in ids if one in found and not found[one].mention.author.is_own]
        if not market:
            raise NotFound("There is nobody left to answer: what was said was taken back.")
        return market[-1]

    def _permitted(self, actor: Actor, reply: ReplyId) -> Reply:
        loaded = self._replies.load(reply)
        require(actor, Action.WORK_CASE, self._casebook.load(loaded.case).department)
        return loaded

    def _four_eyes(self, case: Case) -> bool:
        return any(room.four_eyes for room in self._rulebook.departments() if room.id == case.department)

    def _move(self, actor: Actor, before: Reply, after: Reply, action: str) -> Reply:
        after = replace(after, state=REPLY.after(before.state, action))
        self._replies.change(before, after)
        self._record(actor, after, action)
        return after

    def _record(self, actor: Actor, reply: Reply, action: str) -> None:
        self._casebook.note(self._event(actor, reply, action))
        self._write_audit(actor, reply, action)

    def _event(self, actor: Actor, reply: Reply, action: str) -> CaseEvent:
        return CaseEvent(
            case=reply.case, at=self._clock.now(), action=f"reply_{action}", actor=actor.id, key=str(reply.id)
        )

    def _write_audit(self, actor: Actor, reply: Reply, action: str) -> None:
        now = self._clock.now()
        self._audit.write(Entry(at=now, actor=actor.id, action=f"reply_{action}", subject=f"reply:{reply.id}"))


def _checked(text: str, limit: int | None) -> None:
    if not text.strip():
        raise InputRejected("The answer is empty.", place="text", remedy="Write something.")
    if limit is None:
        raise InputRejected(
            "No source can answer in this channel.", place="channel", remedy="Add your own account as a source."
        )
    if graphemes(text.strip()) > limit:
        raise InputRejected(f"The answer has more than {limit} characters.", place="text", remedy="Shorten it.")

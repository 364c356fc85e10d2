"""What people do about criticism: decide it, own it, say what changed, and tell those who said it.

The one thing a reader would get wrong: telling sends nothing. Each person gets a draft in their own case, which goes
the way of every answer, with whatever approval their department asks for; and each person gets one, whatever happens.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.core.case import Case, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.criticism import (
    CRITICISM,
    LONGEST,
    Criticism,
    CriticismEvent,
    CriticismState,
    Decision,
    Told,
)
from resonanz.core.errors import InputRejected, NotAllowed, ResonanzError
from resonanz.core.heard import Heard
from resonanz.core.ids import CaseId, CriticismId, MentionId, UserId
from resonanz.core.need import person_of
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Casebook, CriticismBook, Entry, Notice, Notices
from resonanz.core.ready_answers import calling, fill, refuse_unknown
from resonanz.core.understood import Kind, Voice
from resonanz.respond.replies import ReplyDesk

TELLABLE: Final = frozenset({CriticismState.CHANGED, CriticismState.ACCEPTED, CriticismState.REJECTED})


@dataclass(frozen=True, slots=True)
class Voiced:
    """Hold somebody who said it, and where they can be answered."""

    case: CaseId
    heard: Heard
    person: str
    """A keyed hash of the channel and the author."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Say what came of drafting answers to those who said it."""

    drafted: int
    refused: tuple[tuple[MentionId, str], ...]
    """Who could not be written to, and why."""


class CriticismDesk:
    """Do what people do about criticism."""

    def __init__(  # noqa: PLR0913  one desk, nine things it needs
        self,
        *,
        book: CriticismBook,
        archive: Archive,
        casebook: Casebook,
        replies: ReplyDesk,
        notices: Notices,
        audit: Audit,
        clock: Clock,
        zone: str,
        key: bytes,
    ) -> None:
        """Make it; `key` turns people into hashes that nobody can turn back."""
        self._book = book
        self._archive = archive
        self._casebook = casebook
        self._replies = replies
        self._notices = notices
        self._audit = audit
        self._clock = clock
        self._zone = zone
        self._key = key

    @property
    def today(self) -> date:
        """Return the company's day."""
        return self._clock.now().astimezone(ZoneInfo(self._zone)).date()

    # --- deciding ----------------------------------------------------------------------------------------------------

    def decide(self, actor: Actor, case: CaseId, decision: Decision) -> Criticism:
        """Decide what a case criticises; where it belongs to a criticism, all of its cases are decided alike."""
        loaded = self._casebook.load(case)
        require(actor, Action.WORK_CASE, loaded.department)
        checked = decision.checked(self.today)
        known = self._book.of_case(case)
        if known is not None:
            return self._decide(actor, known, checked)
        now = self._clock.now()
        fresh = Criticism(
            id=CriticismId(0),
            title="",
            department=loaded.department,
            state=CRITICISM.start,
            owner=loaded.owner,
            changed_at=now,
        )
        after = self._decided(actor, fresh, checked)
        event = CriticismEvent(criticism=fresh.id, at=now, action=checked.action, actor=actor.id, detail=_told(checked))
        made = self._book.add(after, case, event)
        self._record(actor, made, checked.action, [case], _told(checked))
        return made

    def decide_again(self, actor: Actor, criticism: CriticismId, decision: Decision) -> Criticism:
        """Decide a criticism that there is already."""
        return self._decide(actor, self._permitted(actor, criticism), decision.checked(self.today))

    def join(self, actor: Actor, case: CaseId, criticism: CriticismId) -> Criticism:
        """Say that a case criticises the same: what was decided holds for it too."""
        loaded = self._casebook.load(case)
        require(actor, Action.WORK_CASE, loaded.department)
        return self._put(actor, self._permitted(actor, criticism), case, belongs=True)

    def part(self, actor: Actor, case: CaseId, criticism: CriticismId) -> Criticism:
        """Say that a case criticises something else after all; it is undecided again."""
        found = self._permitted(actor, criticism)
        if len(self._book.cases(criticism)) < 2:
            raise InputRejected("This is its only case.", place="case", remedy="Decide it another way instead.")
        return self._put(actor, found, case, belongs=False)

    def own(self, actor: Actor, criticism: CriticismId, owner: UserId) -> Criticism:
        """Give a criticism to somebody."""
        before = self._permitted(actor, criticism)
        return self._change(actor, before, replace(before, owner=owner), "own", "")

    def change(self, actor: Actor, criticism: CriticismId, text: str) -> Criticism:
        """Write what is different now that it was accepted."""
        before = self._permitted(actor, criticism)
        after = replace(before, change=_text(text, "change"), state=CRITICISM.after(before.state, "change"))
        return self._change(actor, before, after, "change", after.change)

    def reopen(self, actor: Actor, criticism: CriticismId, reason: str) -> Criticism:
        """Let a criticism be decided again."""
        before = self._permitted(actor, criticism)
        after = replace(before, state=CRITICISM.after(before.state, "reopen"), until=None)
        return self._change(actor, before, after, "reopen", _text(reason, "reason"))

    def tick(self) -> int:
        """Let come back what was deferred until today; return how many did."""
        due = self._book.due(self._clock.now(), zone=self._zone)
        for one in due:
            now = self._clock.now()
            back = replace(one, state=CRITICISM.after(one.state, "come_back"), until=None, changed_at=now)
            self._book.change(one, back, CriticismEvent(criticism=one.id, at=now, action="come_back", actor=None))
            self._notices.tell(
                Notice(at=now, event="criticism_back", subject=f"criticism:{one.id}", department=one.department)
            )
        return len(due)

    # --- telling those who said it -----------------------------------------------------------------------------------

    def people(self, criticism: CriticismId) -> list[Voiced]:
        """Return who said it, each person once, where they said it last; those who were erased are not among them."""
        by_case: dict[CaseId, list[MentionId]] = {}
        for case, mention in self._book.mentions(criticism):
            by_case.setdefault(case, []).append(mention)
        there = self._archive.find([mention for ids in by_case.values() for mention in ids])
        said: dict[str, Voiced] = {}
        for case, ids in by_case.items():
            for voiced in self._voices(case, [there[one] for one in ids if one in there]):
                said[voiced.person] = voiced
        return list(said.values())

    def tell(
        self, actor: Actor, criticism: CriticismId, texts: Callable[[str], str], *, only: Sequence[MentionId] = ()
    ) -> Telling:
        """Draft an answer to each who said it and was not written to; `texts` gives the text for a language.

        With `only`, to those alone. Raise InputRejected for a text that is empty or has a placeholder of its own.
        """
        found = self._permitted(actor, criticism)
        if found.state not in TELLABLE:
            raise InputRejected("It is not decided yet, or deferred.", place="text", remedy="Decide it first.")
        for lang in ("de", "en"):
            refuse_unknown(_text(texts(lang), "text"), (), place="text")
        already = {one.person for one in self._book.told(criticism)}
        wanted = [
            one
            for one in self.people(criticism)
            if one.person not in already and (not only or one.heard.mention.id in only)
        ]
        refused = [(one.heard.mention.id, why) for one in wanted if (why := self._draft(actor, found, one, texts))]
        drafted = len(wanted) - len(refused)
        if drafted:
            now = self._clock.now()
            self._record_only(actor, found, "tell", number=drafted)
            self._book.change(
                found,
                replace(found, changed_at=now),
                CriticismEvent(criticism=criticism, at=now, action="tell", actor=actor.id, detail=str(drafted)),
            )
        return Telling(drafted, tuple(refused))

    def _draft(self, actor: Actor, found: Criticism, voiced: Voiced, texts: Callable[[str], str]) -> str:
        """Draft one answer; return why not, empty where it is drafted."""
        mention = voiced.heard.mention
        given = {**calling(mention.author), "case": str(voiced.case), "link": mention.url or ""}
        text = fill(texts(voiced.heard.understood.lang.value), given).text
        try:
            reply = self._replies.draft(actor, voiced.case, text, reply_to=mention.id)
        except ResonanzError as trouble:
            return str(trouble)
        told = Told(criticism=found.id, person=voiced.person, case=voiced.case, mention=mention.id, reply=reply.id)
        if not self._book.tell(told):  # somebody else told them in this moment
            self._replies.discard(actor, reply.id)
            return "Somebody else wrote to this person in this moment."
        return ""

    def _voices(self, case: CaseId, heard: Sequence[Heard]) -> Iterator[Voiced]:
        market = [one for one in heard if one.understood.voice is Voice.MARKET and not one.mention.author.is_own]
        critical = [one for one in market if one.understood.kind.value == Kind.CRITICISM.value]
        for one in critical or market[:1]:
            if name := person_of(one.mention):
                person = hmac.new(self._key, name.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
                yield Voiced(case, one, person)

    # --- what every change does --------------------------------------------------------------------------------------

    def _permitted(self, actor: Actor, criticism: CriticismId) -> Criticism:
        loaded = self._book.load(criticism)
        require(actor, Action.WORK_CASE, loaded.department)
        return loaded

    def _decide(self, actor: Actor, before: Criticism, decision: Decision) -> Criticism:
        require(actor, Action.WORK_CASE, before.department)
        return self._change(actor, before, self._decided(actor, before, decision), decision.action, _told(decision))

    def _decided(self, actor: Actor, before: Criticism, decision: Decision) -> Criticism:
        if actor.id is None:
            raise NotAllowed("A decision needs a person who makes it.")
        return replace(
            before,
            state=CRITICISM.after(before.state, decision.action),
            title=" ".join(decision.title.split())[:200] or before.title,
            owner=decision.owner or before.owner,
            reason=_text(decision.reason, "reason", needed=False),
            until=decision.until if decision.action == "defer" else None,
            decided_by=actor.id,
            decided_at=self._clock.now(),
        )

    def _put(self, actor: Actor, found: Criticism, case: CaseId, *, belongs: bool) -> Criticism:
        now, action = self._clock.now(), "add_case" if belongs else "remove_case"
        event = CriticismEvent(criticism=found.id, at=now, action=action, actor=actor.id, detail=str(case))
        self._book.put_case(case, event, belongs=belongs)
        self._record(actor, found, action, [case], "")
        return found

    def _change(self, actor: Actor, before: Criticism, after: Criticism, action: str, detail: str) -> Criticism:
        now = self._clock.now()
        after = replace(after, changed_at=now)
        event = CriticismEvent(criticism=before.id, at=now, action=action, actor=actor.id, detail=detail)
        self._book.change(before, after, event)
        self._record(actor, after, action, self._book.cases(before.id), detail)
        return after

    def _record(self, actor: Actor, found: Criticism, action: str, cases: Sequence[CaseId], detail: str) -> None:
        """Write it into the history of each of its cases, and into the trail."""
        now = self._clock.now()
        for case in cases:
            event = CaseEvent(case=case, at=now, action=f"criticism_{action}", actor=actor.id, detail=detail)
            self._casebook.note(event)
        self._record_only(actor, found, action)

    def _record_only(self, actor: Actor, found: Criticism, action: str, **detail: object) -> None:
        now, subject = self._clock.now(), f"criticism:{found.id}"
        self._audit.write(Entry(at=now, actor=actor.id, action=f"criticism_{action}", subject=subject, detail=detail))


def refuse_undecided(book: CriticismBook, case: Case) -> None:
    """Raise InputRejected for a case of criticism that nobody has decided: it is not closed in silence."""
    if case.kind != Kind.CRITICISM.value:
        return
    known = book.of_case(case.id)
    if known is None or known.state is CriticismState.OPEN:
        raise InputRejected(
            "This criticism is not decided yet.", place="decision", remedy="Accept, reject or defer it first."
        )


def _told(decision: Decision) -> str:
    until = f"{decision.until:%Y-%m-%d}" if decision.action == "defer" and decision.until else ""
    return " ".join(part for part in (until, decision.reason.strip()) if part)


def _text(text: str, place: str, *, needed: bool = True) -> str:
    cleaned = text.replace("\0", "").replace("\r\n", "\n").strip()
    if needed and not cleaned:
        raise InputRejected("This must not be empty.", place=place, remedy="Fill it in.")
    if len(cleaned) > LONGEST:
        raise InputRejected(f"This has more than {LONGEST} characters.", place=place, remedy="Shorten it.")
    return cleaned

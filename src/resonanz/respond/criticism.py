"""What people do about criticism: decide it, own it, say what changed.

The one thing a reader would get wrong: those who said it are told as those who asked for a need are (`telling_back`);
while they are, nothing is decided anew, because they would be told what does not hold any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from resonanz.core.case import Case, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.criticism import CRITICISM, LONGEST, Criticism, CriticismEvent, CriticismState, Decision
from resonanz.core.errors import Conflict, InputRejected, NotAllowed
from resonanz.core.ids import CaseId, CriticismId, UserId
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Audit, Casebook, CriticismBook, Entry, Notice, Notices, TellingBook
from resonanz.core.telling import ALIVE, of_criticism
from resonanz.core.understood import Kind


class CriticismDesk:
    """Do what people do about criticism."""

    def __init__(  # noqa: PLR0913  one desk, seven things it needs
        self,
        *,
        book: CriticismBook,
        casebook: Casebook,
        tellings: TellingBook,
        notices: Notices,
        audit: Audit,
        clock: Clock,
        zone: str,
    ) -> None:
        self._book = book
        self._casebook = casebook
        self._tellings = tellings
        self._notices = notices
        self._audit = audit
        self._clock = clock
        self._zone = zone

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
        self._quiet(criticism)
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

    # --- what every change does --------------------------------------------------------------------------------------

    def _permitted(self, actor: Actor, criticism: CriticismId) -> Criticism:
        loaded = self._book.load(criticism)
        require(actor, Action.WORK_CASE, loaded.department)
        return loaded

    def _decide(self, actor: Actor, before: Criticism, decision: Decision) -> Criticism:
        require(actor, Action.WORK_CASE, before.department)
        self._quiet(before.id)
        return self._change(actor, before, self._decided(actor, before, decision), decision.action, _told(decision))

    def _quiet(self, criticism: CriticismId) -> None:
        if any(one.state in ALIVE for one in self._tellings.of(of_criticism(criticism))):
            raise Conflict("People are being told of this now: stop the telling first.")

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
        subject = f"criticism:{found.id}"
        self._audit.write(Entry(at=now, actor=actor.id, action=f"criticism_{action}", subject=subject))


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

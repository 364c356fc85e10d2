"""What people do with needs: write one down, gather its evidence, own it, decide it, merge and split it.

Members of the owning department work on a need, its leads decide it. Nothing is deleted: a need that was merged leads
to the one it went into, and a history is only added to.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.core.clock import Clock
from resonanz.core.errors import Conflict, InputRejected
from resonanz.core.ids import DepartmentId, MentionId, NeedId, UserId
from resonanz.core.need import NEED, OPEN, How, Need, NeedEvent, NeedKind, NeedState, Signpost, Standing
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Entry, NeedBook, Rulebook, TellingBook, TopicBook
from resonanz.core.telling import ALIVE, NOT_BEGUN, of_need
from resonanz.learn.evidence import evidence_of

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 10_000
"""Characters of what is asked, and of reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Hold what somebody writes down of a need."""

    title: str
    asked: str = ""
    kind: NeedKind = NeedKind.NEED
    department: DepartmentId | None = None
    owner: UserId | None = None


class NeedDesk:
    """Do what people do with needs."""

    def __init__(  # noqa: PLR0913  one desk, eight things it needs
        self,
        *,
        needs: NeedBook,
        tellings: TellingBook,
        archive: Archive,
        rulebook: Rulebook,
        topics: TopicBook,
        audit: Audit,
        clock: Clock,
        zone: str,
    ) -> None:
        """Make it over the stores; days are those of `zone`."""
        self._needs = needs
        self._tellings = tellings
        self._archive = archive
        self._rulebook = rulebook
        self._topics = topics
        self._audit = audit
        self._clock = clock
        self._zone = ZoneInfo(zone)

    def write(self, actor: Actor, wanted: Wanted) -> Need:
        """Write a need down."""
        require(actor, Action.WORK_NEED, wanted.department)
        now = self._clock.now()
        need = Need(
            id=NeedId(0),
            title=_text(wanted.title, "title", longest=LONGEST_TITLE),
            asked=_text(wanted.asked, "asked", needed=False),
            kind=wanted.kind,
            department=self._department(wanted.department),
            owner=wanted.owner,
            created_at=now,
            changed_at=now,
        )
        made = self._needs.add(need, NeedEvent(need=need.id, at=now, action="written", actor=actor.id))
        self._record(actor, made.id, "write")
        return made

    def edit(self, actor: Actor, need: NeedId, wanted: Wanted) -> Need:
        """Put a need into other words, or say that it is a question."""
        before = self._workable(actor, need)
        title = _text(wanted.title, "title", longest=LONGEST_TITLE)
        if title != before.title and self._is_named_in_a_text(before):
            self._quiet(before)
        return self._change(
            actor,
            before,
            "edit",
            title=title,
            asked=_text(wanted.asked, "asked", needed=False),
            kind=wanted.kind,
        )

    def own(self, actor: Actor, need: NeedId, department: DepartmentId | None, owner: UserId | None) -> Need:
        """Say which department and which person own it; who gives it away needs a role where it was."""
        before = self._workable(actor, need)
        room = self._department(department)
        if room is None and before.state not in OPEN:
            raise InputRejected(
                "Somebody has to answer for what was decided.", place="department", remedy="Choose a department."
            )
        names = {one.id: one.name for one in self._rulebook.departments()}
        detail = names.get(room, "") if room is not None else ""
        return self._change(actor, before, "own", detail, department=room, owner=owner)

    def consider(self, actor: Actor, need: NeedId, why: str = "") -> Need:
        """Say that it is being looked at."""
        before = self._workable(actor, need)
        detail = _text(why, "why", needed=False)
        return self._change(actor, before, "consider", detail, state=NEED.after(before.state, "consider"))

    def plan(self, actor: Actor, need: NeedId, until: date, why: str = "") -> Need:
        """Say until when it will be done; again moves the day."""
        before = self._decidable(actor, need)
        if until < self._clock.now().astimezone(self._zone).date():
            raise InputRejected("This day is over.", place="planned_for", remedy="Choose one that is to come.")
        state, detail = NEED.after(before.state, "plan"), _text(why, "why", needed=False)
        told = f"{until.isoformat()} {detail}".strip()
        return self._change(actor, before, "plan", told, state=state, planned_for=until)

    def finish(self, actor: Actor, need: NeedId, reason: str) -> Need:
        """Say that it is done or answered, and what was done."""
        return self._decide(actor, need, "finish", reason)

    def decline(self, actor: Actor, need: NeedId, reason: str) -> Need:
        """Say that it will not be done, and why."""
        return self._decide(actor, need, "decline", reason)

    def reopen(self, actor: Actor, need: NeedId, why: str) -> Need:
        """Take a decision back; nobody who was told is told again."""
        before = self._decidable(actor, need)
        self._quiet(before)
        detail = _text(why, "why")
        return self._change(
            actor,
            before,
            "reopen",
            detail,
            state=NEED.after(before.state, "reopen"),
            planned_for=None,
            reason="",
            decided_at=None,
            outcome=None,
        )

    def say(self, actor: Actor, need: NeedId, mentions: Collection[MentionId], *, belongs: bool) -> int:
        """Put mentions in, accept what is proposed, take them out or refuse them; return how many that changed."""
        before = self._workable(actor, need)
        found = self._archive.find(list(dict.fromkeys(mentions)))
        if not found:
            raise InputRejected("This mention is not there: it was taken back, erased, or never heard.", place="id")
        standing = Standing.IN if belongs else Standing.OUT
        said = [evidence_of(heard, before.id, How.HAND, standing=standing) for heard in found.values()]
        changed = self._needs.put(said)
        if changed:
            now = self._clock.now()
            action = "evidence_added" if belongs else "evidence_removed"
            self._needs.note(NeedEvent(need=before.id, at=now, action=action, actor=actor.id, detail=str(changed)))
            self._record(actor, before.id, action)
            self._needs.recount(now)
        return changed

    def add_signpost(self, actor: Actor, need: NeedId, how: How, value: str) -> bool:
        """Let whatever carries a topic or matches a query be evidence from now on, and what lies in the archive."""
        before = self._workable(actor, need)
        name = self._signpost_name(how, value)
        new = self._needs.put_signpost(Signpost(need=before.id, how=how, value=value))
        if new:
            self._note(actor, before.id, "signpost_added", name)
        return new

    def drop_signpost(self, actor: Actor, need: NeedId, how: How, value: str) -> bool:
        """Take a signpost away; the evidence that it brought stays."""
        before = self._workable(actor, need)
        gone = self._needs.drop_signpost(before.id, how, value)
        if gone:
            self._note(actor, before.id, "signpost_removed", value)
        return gone

    def merge(self, actor: Actor, source: NeedId, target: NeedId) -> Need:
        """Bring a need into another one, with evidence, history and who was told; return the other one."""
        before, into = self._decidable(actor, source), self._decidable(actor, target)
        if before.id == into.id:
            raise InputRejected("A need cannot be merged into itself.", place="into", remedy="Choose another one.")
        self._quiet(before)
        self._quiet(into)
        now = self._clock.now()
        # What it had moves first: a process that dies in between leaves a need without evidence, which is merged again.
        self._needs.merge(before.id, into.id)
        after = replace(before, state=NEED.after(before.state, "merge"), into=into.id, changed_at=now, erased=0)
        event = NeedEvent(need=before.id, at=now, action="merge", actor=actor.id, detail=into.title, other=into.id)
        self._needs.change(before, after, event)
        self._note(actor, into.id, "absorbed", before.title, other=before.id)
        self._record(actor, before.id, "merge")
        self._needs.recount(now)
        return self._needs.load(into.id)

    def split(self, actor: Actor, need: NeedId, title: str, mentions: Collection[MentionId]) -> Need:
        """Take part of a need's evidence to a new one of the same department; return the new one."""
        before = self._workable(actor, need)
        self._quiet(before)
        there = {one.mention for one in self._needs.evidence(before.id)}
        moving = sorted(there & set(mentions))
        if not moving:
            raise InputRejected("Nothing was chosen.", place="id", remedy="Choose what goes to the new need.")
        now = self._clock.now()
        part = Need(
            id=NeedId(0),
            title=_text(title, "title", longest=LONGEST_TITLE),
            kind=before.kind,
            department=before.department,
            owner=before.owner,
            created_at=now,
            changed_at=now,
        )
        event = NeedEvent(need=part.id, at=now, action="part", actor=actor.id, detail=before.title, other=before.id)
        made = self._needs.add(part, event)
        self._needs.split(before.id, made.id, moving)
        self._note(actor, before.id, "split", made.title, other=made.id)
        self._record(actor, before.id, "split")
        self._needs.recount(now)
        return self._needs.load(made.id)

    def _decide(self, actor: Actor, need: NeedId, action: str, reason: str) -> Need:
        before = self._decidable(actor, need)
        if before.department is None:
            raise InputRejected(
                "Nobody owns this yet.", place="department", remedy="Say first which department answers for it."
            )
        said, now = _text(reason, "reason"), self._clock.now()
        state = NEED.after(before.state, action)
        return self._change(actor, before, action, said, state=state, reason=said, decided_at=now, outcome=state)

    def _workable(self, actor: Actor, need: NeedId) -> Need:
        return self._permitted(actor, need, Action.WORK_NEED)

    def _decidable(self, actor: Actor, need: NeedId) -> Need:
        return self._permitted(actor, need, Action.DECIDE_NEED)

    def _permitted(self, actor: Actor, need: NeedId, action: Action) -> Need:
        before = self._needs.load(need)
        require(actor, action, before.department)
        if before.state is NeedState.MERGED:
            raise Conflict("This was merged into another one: go on there.")
        return before

    def _is_named_in_a_text(self, need: Need) -> bool:
        """Tell whether people are told its title, so that another one would change what was approved."""
        rounds = [one for one in self._tellings.of(of_need(need.id)) if one.state in ALIVE]
        return any("{need}" in text for one in rounds for text in one.texts.values())

    def _quiet(self, need: Need) -> None:
        """Refuse while people are being told, because the list would change under the round."""
        rounds = [one for one in self._tellings.of(of_need(need.id)) if one.state in ALIVE]
        if any(one.state not in NOT_BEGUN for one in rounds):
            raise Conflict("People are being told of this now: stop the telling first.")
        if rounds:
            raise Conflict("A telling is being prepared: give it up first.")

    def _department(self, department: DepartmentId | None) -> DepartmentId | None:
        if department is not None and department not in {one.id for one in self._rulebook.departments()}:
            raise InputRejected("There is no such department.", place="department")
        return department

    def _signpost_name(self, how: How, value: str) -> str:
        names: dict[str, str] = {}
        if how is How.TOPIC:
            names = {str(one.key): one.name for one in self._topics.all()}
        elif how is How.QUERY:
            names = {str(one.id): one.name for one in self._rulebook.queries()}
        if value not in names:
            raise InputRejected("There is no such topic or query.", place="value", remedy="Choose another one.")
        return names[value]

    def _change(self, actor: Actor, before: Need, action: str, detail: str = "", **values: object) -> Need:
        now = self._clock.now()
        after = replace(before, changed_at=now, **values)  # type: ignore[arg-type]
        event = NeedEvent(need=before.id, at=now, action=action, actor=actor.id, detail=detail)
        self._needs.change(before, after, event)
        self._record(actor, before.id, action)
        return after

    def _note(self, actor: Actor, need: NeedId, action: str, detail: str, *, other: NeedId | None = None) -> None:
        now = self._clock.now()
        self._needs.note(NeedEvent(need=need, at=now, action=action, actor=actor.id, detail=detail, other=other))

    def _record(self, actor: Actor, need: NeedId, action: str) -> None:
        self._audit.write(Entry(at=self._clock.now(), actor=actor.id, action=f"need_{action}", subject=f"need:{need}"))


def _text(text: str, place: str, *, longest: int = LONGEST_TEXT, needed: bool = True) -> str:
    cleaned = text.replace("\r\n", "\n").strip()
    if needed and not cleaned:
        raise InputRejected("This must not be empty.", place=place, remedy="Fill it in.")
    if len(cleaned) > longest:
        raise InputRejected(f"This has more than {longest} characters.", place=place, remedy="Shorten it.")
    return cleaned

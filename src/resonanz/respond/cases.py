"""From mentions to cases, and what people do with a case.

The archive is followed by a mark that moves in the same transaction as the cases it led to. So a killed process
opens no case twice and forgets none, without a transaction across two stores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from resonanz.core.case import CASE, Case, CaseEvent
from resonanz.core.clock import Clock
from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.ids import CaseId, DepartmentId, MentionId, UserId
from resonanz.core.mention import MentionType
from resonanz.core.policy import Action, Actor, require
from resonanz.core.ports import Archive, Audit, Casebook, Entry, Joining, Opening, Replies, Rulebook
from resonanz.core.understood import Kind, Priority, Voice
from resonanz.respond.notices import show_at_answers

FOLLOWER: Final = "cases"
LONGEST_NOTE: Final = 20_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold what a batch of mentions asks of the cases."""

    openings: tuple[Opening, ...]
    joinings: tuple[Joining, ...]


def plan(
    batch: Sequence[Heard],
    existing: Mapping[MentionId, Case],
    routes: Mapping[int, str],
    *,
    oldest: datetime,
    sent: frozenset[MentionId] = frozenset(),
    homes: Mapping[MentionId, Case] = MappingProxyType({}),
) -> Plan:
    """Decide which mentions open a case and which join one; pure.

    `existing` are the cases of the batch's threads, `routes` the names of the rules by id, `sent` the answers that went
    out from here (the case knows them already), and what was published before `oldest` opens nothing. `homes` are the
    cases that mentions are in already: in a thread that was split, a word belongs to the case of what it answers.
    """
    openings: list[Opening] = []
    joinings: list[Joining] = []
    with_case = set(existing)
    for heard in batch:
        thread, from_here = heard.mention.thread, heard.mention.id in sent
        if thread not in with_case:
            if _opens(heard) and not from_here and heard.mention.published_at >= oldest:
                openings.append(_opening(heard, routes))
                with_case.add(thread)
            continue
        own = from_here or heard.understood.voice is Voice.OWN
        if case := homes.get(heard.mention.id) or homes.get(heard.mention.reply_to or thread) or existing.get(thread):
            joinings.append(
                Joining(
                    case=case.id,
                    mention=heard.mention,
                    understood=heard.understood,
                    is_reaction=not own,
                    is_answer=own and not from_here,
                )
            )
        else:
            # Its case is opened by an earlier mention of this batch and has no number yet.
            joining = _opening(heard, routes, first=openings)
            openings.append(replace(joining, is_reaction=not own, is_answer=own and not from_here))
    return Plan(tuple(openings), tuple(joinings))


def _opens(heard: Heard) -> bool:
    understood = heard.understood
    return (
        understood.opens_case
        and understood.department is not None
        and understood.voice is Voice.MARKET
        and understood.relevant.value != "no"
        and understood.duplicate_of is None
        and heard.mention.type is not MentionType.NOTICE
    )


def _opening(heard: Heard, routes: Mapping[int, str], *, first: Sequence[Opening] = ()) -> Opening:
    understood = heard.understood
    department = understood.department
    if department is None:
        department = next(one.department for one in first if one.mention.thread == heard.mention.thread)
    return Opening(
        mention=heard.mention,
        understood=understood,
        department=department,
        priority=understood.priority,
        route=routes.get(understood.route or 0, ""),
    )


class CaseFollower:
    """Follow the archive and keep the cases up with it."""

    def __init__(
        self,
        *,
        archive: Archive,
        casebook: Casebook,
        replies: Replies,
        rulebook: Rulebook,
        clock: Clock,
        max_age: timedelta,
    ) -> None:
        self._archive = archive
        self._casebook = casebook
        self._replies = replies
        self._rulebook = rulebook
        self._clock = clock
        self._max_age = max_age

    def follow(self, *, limit: int = 2_000) -> int:
        """Take in the next mentions; return how many there were (0: caught up)."""
        batch = self._archive.following(self._casebook.mark(FOLLOWER), limit=limit)
        if not batch:
            return 0
        now = self._clock.now()
        existing = self._casebook.cases_of({heard.mention.thread for heard in batch})
        routes = {int(route.id): route.name for route in self._rulebook.routes()}
        # Asked of all, not of our own voice alone: an answer of ours is ours, whether its account is known or not.
        sent = self._replies.sent_among([heard.mention.id for heard in batch])
        homes = self._casebook.homes(_near(batch, existing))
        todo = plan(batch, existing, routes, oldest=now - self._max_age, sent=sent, homes=homes)
        self._casebook.take_in(todo.openings, todo.joinings, follower=FOLLOWER, seq=batch[-1].seq, at=now)
        show_at_answers(todo.joinings, self._replies)
        self._forget_erased(todo, now)
        return len(batch)

    def _forget_erased(self, done: Plan, now: datetime) -> None:
        """Take back what was erased from the archive between reading it and putting it into a case."""
        taken = [*(one.mention.id for one in done.openings), *(one.mention.id for one in done.joinings)]
        there = self._archive.known(taken) if taken else {}
        if erased := [one for one in taken if one not in there]:
            self._casebook.forget(erased, now)

    def catch_up(self) -> int:
        """Follow until nothing is left; return how many mentions were looked at."""
        total = 0
        while taken := self.follow():
            total += taken
        return total


def _near(batch: Sequence[Heard], existing: Mapping[MentionId, Case]) -> set[MentionId]:
    """Return the mentions whose cases tell where those of a batch belong: they themselves, and what they answer."""
    known = [heard.mention for heard in batch if heard.mention.thread in existing]
    return {one.id for one in known} | {one.reply_to for one in known if one.reply_to}


class CaseDesk:
    """Do what people do with cases: take, hand over, note, close, reopen."""

    def __init__(
        self, casebook: Casebook, audit: Audit, clock: Clock, *, closing: Callable[[Case], None] = lambda _case: None
    ) -> None:
        """Make it; `closing` raises where a case may not be closed yet."""
        self._casebook = casebook
        self._audit = audit
        self._clock = clock
        self._closing = closing

    def take(self, actor: Actor, case: CaseId) -> Case:
        """Make the case the actor's own work."""
        return self._move(actor, case, "take", owner=actor.id)

    def assign(self, actor: Actor, case: CaseId, owner: UserId | None) -> Case:
        """Give the case to somebody, or (None) back to the department."""
        before = self._permitted(actor, case)
        return self._store(actor, before, replace(before, owner=owner), "assign", str(owner or ""))

    def prioritise(self, actor: Actor, case: CaseId, priority: Priority) -> Case:
        """Say how urgent the case is."""
        before = self._permitted(actor, case)
        return self._store(actor, before, replace(before, priority=priority), "prioritise", priority.value)

    def relabel(self, actor: Actor, case: CaseId, kind: Kind) -> Case:
        """Say what kind of work the case is; what was understood of its mentions stays."""
        before = self._permitted(actor, case)
        return self._store(actor, before, replace(before, kind=kind.value), "relabel", kind.value)

    def close(self, actor: Actor, case: CaseId, reason: str = "") -> Case:
        """Close the case; it comes back to life when its author speaks again."""
        self._closing(self._permitted(actor, case))
        return self._move(actor, case, "close", detail=reason)

    def reopen(self, actor: Actor, case: CaseId) -> Case:
        """Open a closed case again."""
        return self._move(actor, case, "reopen")

    def hand_over(self, actor: Actor, case: CaseId, department: DepartmentId, reason: str) -> Case:
        """Give the case to another department, with a reason that it reads."""
        if not reason.strip():
            raise InputRejected("A hand-over needs a reason.", place="reason", remedy="Say what is expected.")
        return self._move(actor, case, "hand_over", department=department, owner=None, detail=reason.strip())

    def wait(self, actor: Actor, case: CaseId) -> None:
        """Say that we wait for the author; deadlines pause until the author's next word."""
        self._say(actor, case, "wait")

    def resume(self, actor: Actor, case: CaseId) -> None:
        """Say that we no longer wait, although the author did not speak."""
        self._say(actor, case, "resume")

    def _say(self, actor: Actor, case: CaseId, action: str) -> None:
        self._permitted(actor, case)
        now = self._clock.now()
        self._casebook.note(CaseEvent(case=case, at=now, action=action, actor=actor.id))
        self._audit.write(Entry(at=now, actor=actor.id, action=f"case_{action}", subject=f"case:{case}"))

    def note(self, actor: Actor, case: CaseId, text: str) -> None:
        """Write something that only colleagues see."""
        self._permitted(actor, case)
        if not text.strip():
            raise InputRejected("The note is empty.", place="text", remedy="Write something.")
        if len(text.strip()) > LONGEST_NOTE:
            raise InputRejected(f"This has more than {LONGEST_NOTE} characters.", place="text", remedy="Shorten it.")
        now = self._clock.now()
        self._casebook.note(CaseEvent(case=case, at=now, action="note", actor=actor.id, detail=text.strip()))
        self._audit.write(Entry(at=now, actor=actor.id, action="case_note", subject=f"case:{case}"))

    def _permitted(self, actor: Actor, case: CaseId) -> Case:
        loaded = self._casebook.load(case)
        require(actor, Action.WORK_CASE, loaded.department)
        return loaded

    def _move(self, actor: Actor, case: CaseId, action: str, *, detail: str = "", **changes: object) -> Case:
        before = self._permitted(actor, case)
        state = CASE.after(before.state, action)
        return self._store(actor, before, replace(before, state=state, **changes), action, detail)  # type: ignore[arg-type]

    def _store(self, actor: Actor, before: Case, after: Case, action: str, detail: str) -> Case:
        now = self._clock.now()
        after = replace(after, changed_at=now)
        event = CaseEvent(case=before.id, at=now, action=action, actor=actor.id, detail=detail)
        self._casebook.change(before, after, event)
        self._audit.write(Entry(at=now, actor=actor.id, action=f"case_{action}", subject=f"case:{before.id}"))
        return after

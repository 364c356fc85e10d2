"""Cases in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from resonanz.core.case import CASE, ENDED, Case, CaseEvent, CaseState, merged, moment_of, move_by_joining, telling
from resonanz.core.errors import Conflict, InputRejected, NotFound
from resonanz.core.ids import CaseId, MentionId, UserId
from resonanz.core.mention import Mention, MentionType
from resonanz.core.ports import Joining, Opening

SUBJECT_LENGTH: Final = 120
"""Characters of the title or text that a case is called by."""


class MemoryCasebook:
    """Keep cases, their mentions and their events in dictionaries."""

    def __init__(self) -> None:
        self._cases: dict[CaseId, Case] = {}
        self._events: dict[CaseId, list[CaseEvent]] = {}
        self._mentions: dict[CaseId, list[MentionId]] = {}
        self._named_by: dict[CaseId, MentionId] = {}
        self._forgotten: set[MentionId] = set()
        self._revisions: dict[MentionId, int] = {}
        self._threads: dict[MentionId, MentionId] = {}
        self._brought: dict[CaseId, list[CaseEvent]] = {}
        """What a merged case's history was."""
        self._marks: dict[str, int] = {}
        self._lock = threading.RLock()

    def mark(self, follower: str) -> int:
        """Return up to which `seq` of the archive a follower has come."""
        return self._marks.get(follower, 0)

    def cases_of(self, threads: Iterable[MentionId]) -> Mapping[MentionId, Case]:
        """Return the case of each thread that has one."""
        wanted = set(threads)
        with self._lock:
            return {case.thread: self._survivor(case) for case in self._cases.values() if case.thread in wanted}

    def homes(self, mentions: Iterable[MentionId]) -> Mapping[MentionId, Case]:
        """Return the case that each of these mentions is in, as far as it is in one."""
        wanted = set(mentions)
        with self._lock:
            there = ((one, case) for case, joined in self._mentions.items() for one in joined if one in wanted)
            return {one: self._cases[case] for one, case in there}

    def _survivor(self, case: Case) -> Case:
        return case if case.merged_into is None else self._cases[case.merged_into]

    def take_in(
        self,
        openings: Sequence[Opening],
        joinings: Sequence[Joining],
        *,
        follower: str,
        seq: int,
        at: datetime,
    ) -> list[CaseId]:
        """Apply a batch and move the follower's mark; a mention is in a case once."""
        with self._lock:
            opened: list[CaseId] = []
            for opening in openings:
                case = self.cases_of([opening.mention.thread]).get(opening.mention.thread)
                if case is None:
                    opened.append(self._open(opening, at))
                else:
                    self._join(case.id, opening.mention, at, opening)
            for joining in joinings:
                self._join(joining.case, joining.mention, at, joining)
            self._marks[follower] = max(seq, self.mark(follower))
            return opened

    def all(self) -> list[Case]:
        """Return every case, in the order in which they were opened."""
        with self._lock:
            return list(self._cases.values())

    def load(self, case: CaseId) -> Case:
        """Return one case; raise NotFound."""
        try:
            return self._cases[case]
        except KeyError:
            raise NotFound(f"There is no case {case}.") from None

    def mentions(self, case: CaseId) -> list[MentionId]:
        """Return the case's mentions in the order they joined."""
        return list(self._mentions.get(case, ()))

    def change(self, before: Case, after: Case, event: CaseEvent) -> None:
        """Store a changed case with its event; raise Conflict if it is no longer as `before`."""
        with self._lock:
            if self.load(before.id) != before:
                raise Conflict(f"Case {before.id} was changed in the meantime.")
            self._cases[before.id] = after
            self.note(telling(before, after, event))

    def merge(self, survivor: Case, other: Case, *, actor: UserId | None, at: datetime) -> Case:
        """Let one case go on for another; return it."""
        with self._lock:
            self._refuse_changed(survivor, other)
            if survivor.id == other.id:
                raise InputRejected("A case cannot be merged with itself.", place="case")
            after = merged(survivor, other)
            self._brought[other.id] = self._events.pop(other.id, [])
            self._events[survivor.id] = [*self._events[survivor.id], *self._brought[other.id]]
            self._mentions[survivor.id] += self._mentions.pop(other.id, [])
            for one in [one for one in self._cases.values() if one.merged_into == other.id]:
                self._cases[one.id] = replace(one, merged_into=survivor.id)
            self._cases[other.id] = replace(
                other,
                state=CaseState.MERGED,
                merged_into=survivor.id,
                snoozed_until=None,
                mention_count=0,
                changed_at=at,
            )
            self._cases[survivor.id] = replace(after, changed_at=at)
            self.note(CaseEvent(case=other.id, at=at, action="merge", actor=actor, key=str(survivor.id)))
            self.note(CaseEvent(case=survivor.id, at=at, action="absorb", actor=actor, key=str(other.id)))
            if after.priority is not survivor.priority:
                to = after.priority
                self.note(
                    CaseEvent(case=survivor.id, at=at, action="prioritise", actor=actor, detail=to.value, priority=to)
                )
            if after.kind != survivor.kind:
                kind = after.kind
                self.note(CaseEvent(case=survivor.id, at=at, action="relabel", actor=actor, detail=kind, kind=kind))
            return self._cases[survivor.id]

    def unmerge(self, other: Case, *, actor: UserId | None, at: datetime) -> Case:
        """Take a merge back; return the case that stands for itself again."""
        with self._lock:
            self._refuse_changed(other)
            if other.merged_into is None:
                raise Conflict(f"Case {other.id} was changed in the meantime.")
            survivor = self._cases[other.merged_into]
            back = [one for one in self._mentions[survivor.id] if self._threads[one] == other.thread]
            brought = self._brought.pop(other.id, [])
            events = self._events[survivor.id]
            returning = [one for one in events if one in brought or one.mention in back]
            self._put_back(survivor, other, back, returning)
            self._cases[other.id] = replace(
                other, state=CaseState.OPEN, merged_into=None, mention_count=len(back), changed_at=at
            )
            left = survivor.mention_count - len(back)
            self._cases[survivor.id] = replace(survivor, mention_count=left, changed_at=at)
            self.note(CaseEvent(case=other.id, at=at, action="unmerge", actor=actor, key=str(survivor.id)))
            self.note(CaseEvent(case=survivor.id, at=at, action="release", actor=actor, key=str(other.id)))
            return self._cases[other.id]

    def _put_back(
        self, survivor: Case, other: Case, mentions: Sequence[MentionId], events: Sequence[CaseEvent]
    ) -> None:
        self._mentions[other.id] = list(mentions)
        self._mentions[survivor.id] = [one for one in self._mentions[survivor.id] if one not in mentions]
        self._events[other.id] = [*events, *self._events.get(other.id, [])]
        self._events[survivor.id] = [one for one in self._events[survivor.id] if one not in events]

    def split(
        self, case: Case, first: Mention, mentions: Sequence[MentionId], *, actor: UserId | None, at: datetime
    ) -> Case:
        """Put some of a case's mentions into a case of their own; return it."""
        with self._lock:
            self._refuse_changed(case)
            there, moved = self._mentions[case.id], {first.id, *mentions}
            if case.state in ENDED:
                raise Conflict(f"A case that is {case.state} cannot split.")
            if moved - set(there) or there[0] in moved:
                raise InputRejected("The first mention stays in its case.", place="mentions")
            made = replace(
                case,
                id=CaseId(len(self._cases) + 1),
                state=CaseState.OPEN,
                subject=subject_of(first),
                thread=first.id,
                mention_count=len(moved),
                changed_at=at,
                opened_at=min(one.at for one in self._events[case.id] if one.mention in moved),
                snoozed_until=None,
            )
            self._cases[made.id] = made
            self._named_by[made.id] = first.id
            going = [one for one in self._events[case.id] if one.mention in moved]
            self._put_back(case, made, [one for one in there if one in moved], going)
            self._cases[case.id] = replace(case, mention_count=case.mention_count - len(moved), changed_at=at)
            self.note(CaseEvent(case=made.id, at=at, action="split_off", actor=actor, key=str(case.id)))
            self.note(CaseEvent(case=case.id, at=at, action="split", actor=actor, key=str(made.id)))
            return made

    def asleep(self, now: datetime, *, limit: int) -> list[Case]:
        """Return cases whose snooze is over, the longest first."""
        with self._lock:
            over = [(case.snoozed_until, case.id) for case in self._cases.values() if case.snoozed_until is not None]
            return [self._cases[case] for until, case in sorted(over) if until <= now][:limit]

    def _refuse_changed(self, *cases: Case) -> None:
        for case in cases:
            if self.load(case.id) != case:
                raise Conflict(f"Case {case.id} was changed in the meantime.")

    def note(self, event: CaseEvent) -> None:
        """Add an event that changes nothing else."""
        with self._lock:
            self.load(event.case)
            self._events.setdefault(event.case, []).append(event)

    def events(self, case: CaseId) -> list[CaseEvent]:
        """Return a case's history, oldest first."""
        return list(self._events.get(case, ()))

    def forget(self, ids: Sequence[MentionId], at: datetime) -> int:
        """Erase what cases hold of these mentions; return how many of them were in a case."""
        with self._lock:
            found = 0
            for case, joined in self._mentions.items():
                for mention in set(ids) & set(joined) - self._forgotten:
                    found += 1
                    self._forgotten.add(mention)
                    if self._named_by[case] == mention:
                        self._cases[case] = replace(self._cases[case], subject="")
                    self.note(CaseEvent(case=case, at=at, action="removed", actor=None, mention=mention))
            return found

    def watched(self, *, since: datetime, limit: int) -> list[Case]:
        """Return open cases and those answered after `since`, the latest changed first."""
        with self._lock:
            found = [case for case in self._cases.values() if self._is_watched(case, since)]
        return sorted(found, key=lambda case: (case.changed_at, case.id), reverse=True)[:limit]

    def _is_watched(self, case: Case, since: datetime) -> bool:
        answered = any(event.action == "answer" and event.at >= since for event in self.events(case.id))
        return answered or case.state not in ENDED

    def _open(self, opening: Opening, at: datetime) -> CaseId:
        case = CaseId(len(self._cases) + 1)
        mention, understood = opening.mention, opening.understood
        self._cases[case] = Case(
            id=case,
            department=opening.department,
            state=CASE.start,
            priority=opening.priority,
            subject=subject_of(mention),
            channel=mention.channel,
            thread=mention.thread,
            kind=understood.kind.value,
            lang=understood.lang.value,
            owner=None,
            opened_at=moment_of(mention, at),
            changed_at=moment_of(mention, at),
        )
        self._mentions[case] = [mention.id]
        self._threads[mention.id] = mention.thread
        self._revisions[mention.id] = mention.revision
        self._named_by[case] = mention.id
        self.note(
            CaseEvent(
                case=case,
                at=moment_of(mention, at),
                action="opened",
                actor=None,
                detail=opening.route,
                mention=mention.id,
                voice="market",
                department=opening.department,
                priority=opening.priority,
                kind=understood.kind.value,
            )
        )
        return case

    def _join(self, case: CaseId, mention: Mention, at: datetime, joining: Joining | Opening) -> None:
        case = self._cases[case].merged_into or case
        if mention.id in self._mentions[case]:
            self._edited(case, mention, at)
            return
        self._mentions[case].append(mention.id)
        self._threads[mention.id] = mention.thread
        self._revisions[mention.id] = mention.revision
        before = self._cases[case]
        move = move_by_joining(before.state, is_reaction=joining.is_reaction, is_answer=joining.is_answer)
        state = CASE.after(before.state, move) if move else before.state
        at = moment_of(mention, at)
        changed_at = max(before.changed_at, at)
        self._cases[case] = replace(
            before,
            state=state,
            changed_at=changed_at,
            mention_count=before.mention_count + 1,
            snoozed_until=None if joining.is_reaction else before.snoozed_until,
        )
        voice = "market" if joining.is_reaction else "own"
        self.note(CaseEvent(case=case, at=at, action=move or "joined", actor=None, mention=mention.id, voice=voice))

    def _edited(self, case: CaseId, mention: Mention, at: datetime) -> None:
        if mention.revision > self._revisions.get(mention.id, 0):
            self._revisions[mention.id] = mention.revision
            if self._named_by[case] == mention.id and mention.id not in self._forgotten:
                self._cases[case] = replace(self._cases[case], subject=subject_of(mention))
            self.note(CaseEvent(case=case, at=at, action="edited", actor=None, mention=mention.id))


def subject_of(mention: Mention) -> str:
    """Return what a case is called: the title, or the beginning of the text, on one line.

    A comment is called by its words: its title is that of the page below which it stands.
    """
    title = "" if mention.type is MentionType.COMMENT and mention.text else mention.title
    line = " ".join((title or mention.text).split())
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"

"""Cases in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from resonanz.core.case import CASE, Case, CaseEvent, CaseState, moment_of, move_by_joining, telling
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, MentionId
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
        self._marks: dict[str, int] = {}
        self._lock = threading.RLock()

    def mark(self, follower: str) -> int:
        """Return up to which `seq` of the archive a follower has come."""
        return self._marks.get(follower, 0)

    def cases_of(self, threads: Iterable[MentionId]) -> Mapping[MentionId, Case]:
        """Return the case of each thread that has one."""
        wanted = set(threads)
        with self._lock:
            return {case.thread: case for case in self._cases.values() if case.thread in wanted}

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
        return answered or case.state is not CaseState.CLOSED

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
        if mention.id in self._mentions[case]:
            self._edited(case, mention, at)
            return
        self._mentions[case].append(mention.id)
        self._revisions[mention.id] = mention.revision
        before = self._cases[case]
        move = move_by_joining(before.state, is_reaction=joining.is_reaction, is_answer=joining.is_answer)
        state = CASE.after(before.state, move) if move else before.state
        at = moment_of(mention, at)
        changed_at = max(before.changed_at, at)
        self._cases[case] = replace(before, state=state, changed_at=changed_at, mention_count=before.mention_count + 1)
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

"""What people are told of: a need, or a criticism; what telling has to know of either, and to note with it.

The one thing a reader would get wrong: there is one way of telling people. A need and a criticism differ in who said
it, in when it is decided, and in where history is written, and in nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from resonanz.core.criticism import CriticismEvent, CriticismState
from resonanz.core.heard import Heard
from resonanz.core.ids import CriticismId, MentionId, NeedId, UserId
from resonanz.core.need import DECIDED, NEED, NeedEvent, NeedState, person_of
from resonanz.core.policy import Action
from resonanz.core.ports import Archive, CriticismBook, NeedBook
from resonanz.core.telling import Matter, Said, Subject, of_criticism, of_need
from resonanz.core.understood import Kind, Voice

DECIDED_NEED: Final = frozenset({*DECIDED, NeedState.TOLD_BACK})
DECIDED_CRITICISM: Final = frozenset({CriticismState.CHANGED, CriticismState.REJECTED})
"""What was accepted is told when something changed: each person is told once."""
WORK: Final[Mapping[Matter, Action]] = {Matter.NEED: Action.WORK_NEED, Matter.CRITICISM: Action.WORK_CASE}
"""Who writes what people are told; whoever may decide about needs lets them be told, of either."""


class Matters(Protocol):
    """Know one kind of what people are told of."""

    def load(self, number: int) -> Subject:
        """Return what it is; raise NotFound."""
        ...

    def said(self, number: int) -> Sequence[Said]:
        """Return who asked for it or criticised it, newest said first; none of whom was erased."""
        ...

    def note(self, number: int, at: datetime, action: str, actor: UserId | None) -> None:
        """Write a line into its history."""
        ...

    def finish(self, number: int, at: datetime, *, since: datetime) -> None:
        """Note that everybody who could be told in a round begun at `since` was; again, it changes nothing."""
        ...


class NeedMatters:
    """Know needs."""

    def __init__(self, needs: NeedBook) -> None:
        self._needs = needs

    def load(self, number: int) -> Subject:
        """Return a need."""
        need = self._needs.load(NeedId(number))
        decided = need.state in DECIDED_NEED
        return Subject(about=of_need(need.id), title=need.title, department=need.department, is_decided=decided)

    def said(self, number: int) -> Sequence[Said]:
        """Return its evidence."""
        found = self._needs.evidence(NeedId(number))
        return [Said(mention=one.mention, person=one.person, channel=one.channel, lang=one.lang) for one in found]

    def note(self, number: int, at: datetime, action: str, actor: UserId | None) -> None:
        """Write a line into its history."""
        self._needs.note(NeedEvent(need=NeedId(number), at=at, action=action, actor=actor))

    def finish(self, number: int, at: datetime, *, since: datetime) -> None:  # noqa: ARG002  its state says it
        """Note that it was told back."""
        need = self._needs.load(NeedId(number))
        if need.state in DECIDED:
            after = replace(need, state=NEED.after(need.state, "tell"), changed_at=at)
            self._needs.change(need, after, NeedEvent(need=need.id, at=at, action="tell", actor=None))


class CriticismMatters:
    """Know criticism."""

    def __init__(self, book: CriticismBook, archive: Archive) -> None:
        self._book = book
        self._archive = archive

    def load(self, number: int) -> Subject:
        """Return a criticism."""
        found = self._book.load(CriticismId(number))
        decided = found.state in DECIDED_CRITICISM
        # Without a title it is called by a stranger's words, which are put into nobody's mouth.
        return Subject(
            about=of_criticism(found.id), title=found.title or "…", department=found.department, is_decided=decided
        )

    def said(self, number: int) -> Sequence[Said]:
        """Return what was criticised in each of its cases, as far as it was not erased."""
        by_case: dict[int, list[MentionId]] = {}
        for case, mention in self._book.mentions(CriticismId(number)):
            by_case.setdefault(case, []).append(mention)
        there = self._archive.find([mention for ids in by_case.values() for mention in ids])
        heards = [one for ids in by_case.values() for one in _critical([there[id_] for id_ in ids if id_ in there])]
        heards.sort(key=lambda heard: heard.mention.published_at, reverse=True)
        return [
            Said(
                mention=heard.mention.id,
                person=person_of(heard.mention) or f"?{heard.mention.id}",
                channel=heard.mention.channel,
                lang=heard.understood.lang.value,
            )
            for heard in heards
        ]

    def note(self, number: int, at: datetime, action: str, actor: UserId | None) -> None:
        """Write a line into its history."""
        self._book.note(CriticismEvent(criticism=CriticismId(number), at=at, action=action, actor=actor))

    def finish(self, number: int, at: datetime, *, since: datetime) -> None:
        """Note that they were told."""
        events = self._book.events(CriticismId(number))
        if not any(one.action == "tell" and one.at >= since for one in events):
            self.note(number, at, "tell", None)


def _critical(heard: Sequence[Heard]) -> Iterator[Heard]:
    """Yield what strangers criticised in a case; where nothing was understood as criticism, what opened it."""
    market = [one for one in heard if one.understood.voice is Voice.MARKET and not one.mention.author.is_own]
    critical = [one for one in market if one.understood.kind.value == Kind.CRITICISM.value]
    yield from critical or market[:1]

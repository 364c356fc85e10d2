"""The answers library, the ledger of criticism, and what came of answers, as the use cases ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from resonanz.core.criticism import Criticism, CriticismEvent
from resonanz.core.ids import AnswerId, CaseId, CriticismId, MentionId, UserId
from resonanz.core.reaction import Reaction, Sent
from resonanz.core.ready_answers import AnswerUse, OwnPlaceholder, Proposed, ReadyAnswer


class Library(Protocol):
    """Keep the answers library; versions are only added."""

    def add(self, answer: ReadyAnswer, by: UserId | None) -> ReadyAnswer:
        """Store a new answer with its first version; return it with its id."""
        ...

    def load(self, answer: AnswerId) -> ReadyAnswer:
        """Return one answer; raise NotFound."""
        ...

    def offered(self) -> list[ReadyAnswer]:
        """Return the answers that are not retired."""
        ...

    def change(self, before: ReadyAnswer, after: ReadyAnswer, by: UserId | None) -> None:
        """Store a changed answer; raise Conflict if it is no longer as `before`.

        With a higher version, the words of that version stay for good.
        """
        ...

    def version(self, answer: AnswerId, number: int) -> ReadyAnswer:
        """Return an answer with the title and the words of one of its versions; raise NotFound."""
        ...

    def use(self, use: AnswerUse) -> bool:
        """Remember that an answer was used, once a reply; tell whether that was new."""
        ...

    def learn(self, answer: AnswerId, mentions: Sequence[MentionId]) -> None:
        """Remember what was asked where this answers; the same again changes nothing."""
        ...

    def examples(self, answers: Iterable[AnswerId], *, each: int = 5) -> Mapping[AnswerId, list[MentionId]]:
        """Return the latest of what each was an answer to."""
        ...

    def own_places(self) -> list[OwnPlaceholder]:
        """Return the company's own placeholders by name."""
        ...

    def answered(self, *, limit: int) -> list[tuple[MentionId, str, CaseId]]:
        """Return what was answered from here with the answer's text and its case, the latest sent first."""
        ...


class Proposals(Protocol):
    """Keep what is asked often and has no answer in the library."""

    def settled(self, mentions: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return those of `mentions` about which somebody decided, by an answer or by saying that none is needed."""
        ...

    def propose(self, found: Sequence[Proposed], at: datetime) -> None:
        """Put these in the place of all proposals that nobody decided about yet."""
        ...

    def mentions(self, proposal: int) -> list[MentionId]:
        """Return everything that asks what a proposal is about."""
        ...


class CriticismBook(Protocol):
    """Keep criticism with its decisions; histories are only added to."""

    def add(self, criticism: Criticism, case: CaseId, event: CriticismEvent) -> Criticism:
        """Store a new one that a case belongs to; return it with its id. Raise Conflict if the case has one."""
        ...

    def load(self, criticism: CriticismId) -> Criticism:
        """Return one criticism; raise NotFound."""
        ...

    def of_case(self, case: CaseId) -> Criticism | None:
        """Return the criticism that a case belongs to."""
        ...

    def change(self, before: Criticism, after: Criticism, event: CriticismEvent) -> None:
        """Store a changed one with its event; raise Conflict if it is no longer as `before`."""
        ...

    def note(self, event: CriticismEvent) -> None:
        """Add a line to a history that changes nothing else; raise NotFound."""
        ...

    def cases(self, criticism: CriticismId) -> list[CaseId]:
        """Return the cases that belong to it, in the order they came."""
        ...

    def mentions(self, criticism: CriticismId) -> list[tuple[CaseId, MentionId]]:
        """Return what was said in each of its cases, in the order the cases came and the mentions joined."""
        ...

    def put_case(self, case: CaseId, event: CriticismEvent, *, belongs: bool) -> None:
        """Add or take out a case; raise Conflict if it belongs to another, NotFound if there is no such."""
        ...

    def events(self, criticism: CriticismId) -> list[CriticismEvent]:
        """Return its history, oldest first."""
        ...

    def due(self, now: datetime, *, zone: str) -> list[Criticism]:
        """Return the deferred ones whose day has come, in the company's time zone."""
        ...


class ReactionBook(Protocol):
    """Keep what came of answers; no words and no person stand in it."""

    def unsettled(self, now: datetime, *, limit: int) -> list[CaseId]:
        """Return cases with answers whose reaction may be another one now, the longest not looked at first."""
        ...

    def sent(self, case: CaseId) -> list[Sent]:
        """Return the answers of a case that stand in its channel, in the order of sending."""
        ...

    def keep(self, case: CaseId, found: Sequence[Reaction], now: datetime) -> None:
        """Store what came of a case's answers; one that is settled stays as it is."""
        ...


class Resemblance(Protocol):
    """Say how much texts resemble each other, whatever they are about."""

    def scores(self, text: str, others: Sequence[str]) -> list[float]:
        """Return how much each of `others` is like `text`: 0 for nothing in common, 1 for the same words."""
        ...

    def groups(self, texts: Sequence[str], *, smallest: int) -> list[list[int]]:
        """Return which of `texts` say the same, by their places, the largest group first; none is in two."""
        ...

    def words(self, texts: Sequence[str], among: Sequence[str]) -> tuple[str, ...]:
        """Return words that set `texts` apart from all of `among`, for a name that quotes nobody."""
        ...

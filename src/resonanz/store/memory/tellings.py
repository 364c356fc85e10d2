"""Rounds of telling back in memory, with the list of people of each need."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import MentionId, NeedId, ReplyId
from resonanz.core.reply import Reply, ReplyState
from resonanz.core.telling import ALIVE, SAYS, About, PersonState, Telling, TellingState, Told, Why, of_need

_AGAIN: Final = frozenset({PersonState.CANNOT, PersonState.LEFT})
_FURTHEST: Final = (
    PersonState.TOLD, PersonState.HANDED, PersonState.UNCERTAIN, PersonState.REFUSED,
    PersonState.WAITING, PersonState.LEFT, PersonState.CANNOT,
)  # fmt: skip
_BEHIND: Final = frozenset({PersonState.TOLD, PersonState.HANDED, PersonState.UNCERTAIN})


class MemoryTellingBook:
    """Keep rounds and people in dictionaries; `replies` tells of the answers there are."""

    def __init__(self, replies: Callable[[], Iterable[Reply]] = lambda: ()) -> None:
        self._replies = replies
        self._rounds: dict[int, Telling] = {}
        self._people: dict[int, Told] = {}
        self._unwanted: set[str] = set()
        self._lock = threading.RLock()

    def add(self, telling: Telling) -> Telling:
        """Store a new round; return it with its id. Raise Conflict while the need has one that is alive."""
        with self._lock:
            if any(one.about == telling.about and one.state in ALIVE for one in self._rounds.values()):
                raise Conflict("People are being told of this already.")
            stored = replace(telling, id=len(self._rounds) + 1)
            self._rounds[stored.id] = stored
            return stored

    def load(self, telling: int) -> Telling:
        """Return one round; raise NotFound."""
        try:
            return self._rounds[telling]
        except KeyError:
            raise NotFound(f"There is no telling {telling}.") from None

    def of(self, about: About) -> list[Telling]:
        """Return the rounds of a need or a criticism, oldest first."""
        return [one for one in self._rounds.values() if one.about == about]

    def running(self) -> list[Telling]:
        """Return the rounds that are running, oldest first."""
        return [one for one in self._rounds.values() if one.state is TellingState.RUNNING]

    def change(self, before: Telling, after: Telling) -> None:
        """Store a changed round; raise Conflict if it is no longer as `before`."""
        with self._lock:
            if self.load(before.id) != before:
                raise Conflict("This telling was changed in the meantime.")
            self._rounds[before.id] = after

    def enlist(self, people: Sequence[Told]) -> int:
        """Put people on their list; return how many are newly planned."""
        with self._lock:
            return sum(self._enlist(one) for one in people)

    def _enlist(self, one: Told) -> bool:
        before = self._line(one.about, one.person)
        if before is None:
            number = max(self._people, default=0) + 1
            self._people[number] = replace(one, id=number)
        elif before.state in _AGAIN:
            self._people[before.id] = replace(one, id=before.id)
        else:
            return False
        return True

    def _line(self, about: About, person: str) -> Told | None:
        return next((one for one in self._people.values() if (one.about, one.person) == (about, person)), None)

    def people(self, about: About) -> list[Told]:
        """Return everybody on a list, in the order they came."""
        return [one for one in self._people.values() if one.about == about]

    def waiting(self, telling: int, channel: str, *, limit: int = 1) -> list[Told]:
        """Return who waits for their turn in a channel, first come first."""
        return [one for one in self._waiting(telling) if one.channel == channel][:limit]

    def channels_waiting(self, telling: int) -> list[str]:
        """Return the channels in which anybody waits."""
        return sorted({one.channel for one in self._waiting(telling)})

    def _waiting(self, telling: int) -> list[Told]:
        found = (one for one in self._people.values() if one.telling == telling)
        return [one for one in found if one.state is PersonState.WAITING]

    def on_the_way(self, telling: int) -> bool:
        """Say whether anybody's answer of a round was handed out and has not arrived yet."""
        return any(one.state is PersonState.HANDED for one in self._people.values() if one.telling == telling)

    def last_handed(self, channel: str) -> datetime | None:
        """Return when an answer was last handed out in a channel, of whatever round."""
        found = [one.handed_at for one in self._people.values() if one.channel == channel and one.handed_at]
        return max(found, default=None)

    def change_person(self, before: Told, after: Told) -> None:
        """Store what became of a person; raise Conflict if it is no longer as `before`."""
        with self._lock:
            stored = self._people.get(before.id)
            if stored is None or (stored.state, stored.reply) != (before.state, before.reply):
                raise Conflict("This person was told or left out in the meantime.")
            self._people[before.id] = replace(after, person=stored.person, mention=stored.mention)

    def handed(self) -> list[tuple[Told, ReplyState, str]]:
        """Return who was handed out but whose line does not say yet what the reply says, with its state and trouble."""
        replies = {reply.id: reply for reply in self._replies()}
        found = [(one, replies[one.reply]) for one in self._people.values() if one.reply in replies]
        return [(one, reply.state, reply.trouble) for one, reply in found if SAYS[reply.state] is not one.state]

    def leave(self, telling: int, at: datetime) -> int:
        """Take everybody of a round who still waits out of it; return how many."""
        with self._lock:
            waiting = self._waiting(telling)
            for one in waiting:
                self._people[one.id] = replace(one, state=PersonState.LEFT, settled_at=at)
            return len(waiting)

    def unwanted(self, people: Iterable[str]) -> frozenset[str]:
        """Return which of these people asked not to be told; both named as `person_of` does."""
        return frozenset(people) & self._unwanted

    def refuse(self, person_line: int, at: datetime) -> None:
        """Note for good that a person on a list does not want to be told, of whatever; raise NotFound."""
        with self._lock:
            if person_line not in self._people:
                raise NotFound("There is nobody of that number on the list.")
            person = self._people[person_line].person
            self._unwanted.add(person)
            for one in list(self._people.values()):
                if one.person == person and one.state is PersonState.WAITING:
                    gone = replace(one, state=PersonState.CANNOT, why=Why.NOT_WANTED, settled_at=at)
                    self._people[one.id] = gone

    def tells(self, key: str) -> bool:
        """Say whether a reply's key is that of somebody on a list: one of many who are told the same."""
        return any(one.key == key for one in self._people.values())

    def named(self, person: str) -> str:
        """Return how a person is called on these lists: nothing is hashed here."""
        return person

    def told_already(self, told: Told, text: str) -> ReplyId | None:
        """Return the answer by which a person of a list was told this very text, of whatever."""
        theirs = {one.reply for one in self._people.values() if one.person == told.person and one.state in _BEHIND}
        return next((reply.id for reply in self._replies() if reply.id in theirs and reply.text == text), None)

    def reply_of(self, key: str) -> ReplyId | None:
        """Return the reply of that key, if it was stored before a process died."""
        return next((reply.id for reply in self._replies() if reply.key == key), None)

    def merge(self, source: NeedId, target: NeedId) -> None:
        """Bring the list of one need into another's."""
        into = of_need(target)
        for one in self.people(of_need(source)):
            other = self._line(into, one.person)
            if other is not None:
                further, less = sorted((one, other), key=lambda line: _FURTHEST.index(line.state))
                del self._people[less.id]
                self._people[further.id] = replace(further, about=into)
            else:
                self._people[one.id] = replace(one, about=into)
        for round_ in self.of(of_need(source)):
            self._rounds[round_.id] = replace(round_, about=into)

    def split(self, source: NeedId, target: NeedId, voices: Collection[str]) -> None:
        """Put whoever of these was told of one need on the other's list too."""
        for one in self.people(of_need(source)):
            if one.person in voices and one.state in _BEHIND:
                number = max(self._people) + 1
                self._people[number] = replace(one, id=number, about=of_need(target))

    def forget(self, ids: Collection[MentionId]) -> int:
        """Blank what was erased; return how many lines."""
        found = [one for one in self._people.values() if one.mention in ids]
        for one in found:
            waits = one.state is PersonState.WAITING
            gone = {"state": PersonState.CANNOT, "why": Why.ERASED} if waits else {}
            self._people[one.id] = replace(one, mention=None, **gone)  # type: ignore[arg-type]
        return len(found)

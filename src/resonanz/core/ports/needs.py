"""Needs with their evidence, rounds of telling back, and what finds similar mentions, as the use cases ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId, NeedId, ReplyId
from resonanz.core.need import Evidence, How, Need, NeedEvent, Signpost, Standing
from resonanz.core.reply import ReplyState
from resonanz.core.telling import About, Telling, Told


class NeedBook(Protocol):
    """Keep needs, their evidence and their history; no text of a mention."""

    def add(self, need: Need, event: NeedEvent) -> Need:
        """Store a new need with the beginning of its history; return it with its id."""
        ...

    def load(self, need: NeedId) -> Need:
        """Return one need; raise NotFound."""
        ...

    def alive(self) -> list[Need]:
        """Return every need that was not merged away, oldest first."""
        ...

    def change(self, before: Need, after: Need, event: NeedEvent) -> None:
        """Store a changed need with its event; raise Conflict if it is no longer as `before`.

        How many mentions were erased is not changed by this.
        """
        ...

    def note(self, event: NeedEvent) -> None:
        """Add a line to a history that changes nothing else; raise NotFound."""
        ...

    def events(self, need: NeedId) -> list[NeedEvent]:
        """Return a need's history, oldest first, with that of the needs that were merged into it."""
        ...

    def signposts(self, need: NeedId | None = None) -> list[Signpost]:
        """Return the signposts of one need or of all that were not merged away."""
        ...

    def put_signpost(self, signpost: Signpost) -> bool:
        """Store a signpost, or how far it was looked for; tell whether it is new. Raise NotFound."""
        ...

    def drop_signpost(self, need: NeedId, how: How, value: str) -> bool:
        """Take a signpost away, what it brought stays; tell whether it was there."""
        ...

    def evidence(self, need: NeedId, standing: Standing = Standing.IN, *, limit: int | None = None) -> list[Evidence]:
        """Return the evidence of a need, or its newest `limit` pieces, newest said first; a person is a keyed hash."""
        ...

    def known(self, need: NeedId, mentions: Collection[MentionId]) -> frozenset[MentionId]:
        """Return which of these mentions are in, out or proposed already."""
        ...

    def gather(self, evidence: Sequence[Evidence]) -> int:
        """Store what came by itself; what a person took out stays out. Return how many are newly in or proposed.

        What is in or out is never proposed again, what is proposed comes in where it now is evidence.
        """
        ...

    def put(self, evidence: Sequence[Evidence]) -> int:
        """Store what a person said of mentions, whatever was said before; return how many changed."""
        ...

    def merge(self, source: NeedId, target: NeedId) -> None:
        """Move evidence, signposts and people told; where both say something of one, the target's word stays.

        Of one person on both lists, the line that got further stays. Doing it again changes nothing.
        """
        ...

    def split(self, source: NeedId, target: NeedId, mentions: Collection[MentionId]) -> int:
        """Move evidence to another need, and note there who was told already; return how much moved."""
        ...

    def recount(self, now: datetime) -> None:
        """Bring the numbers that lists are ordered by up to date, for every need."""
        ...

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Drop evidence that is these mentions and count it, blank who was told; return how many there were."""
        ...


class TellingBook(Protocol):
    """Keep rounds of telling, and of each need and criticism the list of people with what became of each."""

    def add(self, telling: Telling) -> Telling:
        """Store a new round; return it with its id. Raise Conflict while the same has one that is alive."""
        ...

    def load(self, telling: int) -> Telling:
        """Return one round; raise NotFound."""
        ...

    def of(self, about: About) -> list[Telling]:
        """Return the rounds of a need or a criticism, oldest first."""
        ...

    def running(self) -> list[Telling]:
        """Return the rounds that are running, oldest first."""
        ...

    def change(self, before: Telling, after: Telling) -> None:
        """Store a changed round; raise Conflict if it is no longer as `before`."""
        ...

    def enlist(self, people: Sequence[Told]) -> int:
        """Put people on their list; return how many are newly planned.

        Who is on it already is planned again only where they could not be told, or were left when a round stopped.
        """
        ...

    def people(self, about: About) -> list[Told]:
        """Return everybody on a list, in the order they came."""
        ...

    def waiting(self, telling: int, channel: str, *, limit: int = 1) -> list[Told]:
        """Return who waits for their turn in a channel, first come first."""
        ...

    def channels_waiting(self, telling: int) -> list[str]:
        """Return the channels in which anybody waits."""
        ...

    def on_the_way(self, telling: int) -> bool:
        """Say whether anybody's answer of a round was handed out and has not arrived yet."""
        ...

    def last_handed(self, channel: str) -> datetime | None:
        """Return when an answer was last handed out in a channel, of whatever round."""
        ...

    def change_person(self, before: Told, after: Told) -> None:
        """Store what became of a person; raise Conflict if it is no longer as `before`."""
        ...

    def handed(self) -> list[tuple[Told, ReplyState, str]]:
        """Return who was handed out but whose line does not say yet what the reply says, with its state and trouble."""
        ...

    def leave(self, telling: int, at: datetime) -> int:
        """Take everybody of a round who still waits out of it; return how many."""
        ...

    def unwanted(self, people: Iterable[str]) -> frozenset[str]:
        """Return which of these people asked not to be told; both named as `person_of` does."""
        ...

    def refuse(self, person_line: int, at: datetime) -> None:
        """Note for good that a person on a list does not want to be told, of whatever; raise NotFound."""
        ...

    def tells(self, key: str) -> bool:
        """Say whether a reply's key is that of somebody on a list: one of many who are told the same."""
        ...

    def named(self, person: str) -> str:
        """Return how a person, named as `person_of` does, is called on these lists."""
        ...

    def told_already(self, told: Told, text: str) -> ReplyId | None:
        """Return the answer by which a person of a list was told this very text, of whatever."""
        ...

    def reply_of(self, key: str) -> ReplyId | None:
        """Return the reply of that key, if it was stored before a process died."""
        ...


class Likeness(Protocol):
    """Find mentions that say the same in other words."""

    def nearest(self, like: Sequence[Heard], among: Sequence[Heard], *, limit: int) -> Mapping[MentionId, float]:
        """Return those of `among` that are most like the others, with their likeness (0 to 1), the likest first."""
        ...

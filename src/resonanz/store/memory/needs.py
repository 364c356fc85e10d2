"""Needs in memory: evidence, signposts and history in dictionaries."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import MentionId, NeedId
from resonanz.core.need import Evidence, How, Need, NeedEvent, NeedState, Signpost, Standing, voice_of
from resonanz.store.memory.tellings import MemoryTellingBook


class MemoryNeedBook:
    """Keep needs; people stand as they are called, nothing is hashed here."""

    def __init__(self, tellings: MemoryTellingBook) -> None:
        self._tellings = tellings
        self._kept: dict[NeedId, Need] = {}
        self._events: list[NeedEvent] = []
        self._signposts: dict[tuple[NeedId, How, str], Signpost] = {}
        self._evidence: dict[tuple[NeedId, MentionId], Evidence] = {}
        self._lock = threading.RLock()

    def add(self, need: Need, event: NeedEvent) -> Need:
        """Store a new need with the beginning of its history; return it with its id."""
        with self._lock:
            stored = replace(need, id=NeedId(len(self._kept) + 1))
            self._kept[stored.id] = stored
            self._events.append(replace(event, need=stored.id))
            return stored

    def load(self, need: NeedId) -> Need:
        """Return one need; raise NotFound."""
        try:
            return self._kept[need]
        except KeyError:
            raise NotFound(f"There is no need {need}.") from None

    def alive(self) -> list[Need]:
        """Return every need that was not merged away, oldest first."""
        return [one for one in self._kept.values() if one.state is not NeedState.MERGED]

    def change(self, before: Need, after: Need, event: NeedEvent) -> None:
        """Store a changed need with its event; raise Conflict if it is no longer as `before`."""
        with self._lock:
            stored = self.load(before.id)
            if replace(stored, erased=0) != replace(before, erased=0):
                raise Conflict(f"Need {before.id} was changed in the meantime.")
            self._kept[before.id] = replace(after, erased=stored.erased)
            self._events.append(event)

    def note(self, event: NeedEvent) -> None:
        """Add a line to a history that changes nothing else; raise NotFound."""
        self.load(event.need)
        self._events.append(event)

    def events(self, need: NeedId) -> list[NeedEvent]:
        """Return a need's history, oldest first, with that of the needs that were merged into it."""
        family, fresh = {need}, {need}
        while fresh:
            fresh = {one.id for one in self._kept.values() if one.into in fresh} - family
            family |= fresh
        return sorted((one for one in self._events if one.need in family), key=lambda one: one.at)

    def signposts(self, need: NeedId | None = None) -> list[Signpost]:
        """Return the signposts of one need or of all that were not merged away."""
        alive = {one.id for one in self.alive()}
        return [one for one in self._signposts.values() if one.need in alive and need in {None, one.need}]

    def put_signpost(self, signpost: Signpost) -> bool:
        """Store a signpost, or how far it was looked for; tell whether it is new. Raise NotFound."""
        key = (self.load(signpost.need).id, signpost.how, signpost.value)
        new = key not in self._signposts
        self._signposts[key] = signpost
        return new

    def drop_signpost(self, need: NeedId, how: How, value: str) -> bool:
        """Take a signpost away, what it brought stays; tell whether it was there."""
        return self._signposts.pop((need, how, value), None) is not None

    def evidence(self, need: NeedId, standing: Standing = Standing.IN, *, limit: int | None = None) -> list[Evidence]:
        """Return the evidence of a need, or its newest pieces, newest said first."""
        found = [one for one in self._evidence.values() if (one.need, one.standing) == (need, standing)]
        return sorted(found, key=lambda one: one.said_at, reverse=True)[:limit]

    def known(self, need: NeedId, mentions: Collection[MentionId]) -> frozenset[MentionId]:
        """Return which of these mentions are in, out or proposed already."""
        return frozenset(one.mention for one in self._evidence.values() if one.need == need and one.mention in mentions)

    def gather(self, evidence: Sequence[Evidence]) -> int:
        """Store what came by itself; what a person took out stays out. Return how many are newly in or proposed."""
        taken_up = (Standing.PROPOSED, Standing.IN)
        return self._put(evidence, lambda before, now: before is None or (before, now) == taken_up)

    def put(self, evidence: Sequence[Evidence]) -> int:
        """Store what a person said of mentions, whatever was said before; return how many changed."""
        return self._put(evidence, lambda before, now: before is not now)

    def _put(self, evidence: Sequence[Evidence], applies: Callable[[Standing | None, Standing], bool]) -> int:
        changed = 0
        for one in evidence:
            key = (one.need, one.mention)
            before = self._evidence[key].standing if key in self._evidence else None
            if applies(before, one.standing):
                self._evidence[key] = replace(one, person=voice_of(one))
                changed += 1
        return changed

    def merge(self, source: NeedId, target: NeedId) -> None:
        """Move evidence, signposts and people told; where both say something of one, the target's word stays."""
        with self._lock:
            for one in [one for one in self._evidence.values() if one.need == source]:
                del self._evidence[source, one.mention]
                self._evidence.setdefault((target, one.mention), replace(one, need=target))
            for post in [post for post in self._signposts.values() if post.need == source]:
                del self._signposts[source, post.how, post.value]
                self._signposts.setdefault((target, post.how, post.value), replace(post, need=target))
            self._tellings.merge(source, target)
            before, into = self._kept[source], self._kept[target]
            self._kept[target] = replace(into, erased=into.erased + before.erased)
            self._kept[source] = replace(before, erased=0)

    def split(self, source: NeedId, target: NeedId, mentions: Collection[MentionId]) -> int:
        """Move evidence to another need, and note there who was told already; return how much moved."""
        moving = [one for one in self._evidence.values() if one.need == source and one.mention in mentions]
        for one in moving:
            del self._evidence[source, one.mention]
            self._evidence[target, one.mention] = replace(one, need=target)
        self._tellings.split(source, target, {one.person for one in moving})
        return len(moving)

    def recount(self, now: datetime) -> None:
        """Do nothing: there are no lists here that would be ordered by numbers."""

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Drop evidence that is these mentions and count it, blank who was told; return how many there were."""
        gone = [one for one in self._evidence.values() if one.mention in set(ids)]
        for one in gone:
            del self._evidence[one.need, one.mention]
            if one.standing is Standing.IN:
                need = self._kept[one.need]
                self._kept[one.need] = replace(need, erased=need.erased + 1)
        return len(gone) + self._tellings.forget(set(ids))

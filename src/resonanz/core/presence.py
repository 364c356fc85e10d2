"""Who looks at a case or writes in it right now: kept nowhere, over by itself.

Somebody looks as long as a page of theirs stays connected, and a short moment longer, so that loading it again is no
coming and going. Somebody writes as long as their typing was heard of lately.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.ids import CaseId, UserId

LINGERS: Final = timedelta(seconds=6)
"""How long somebody still counts as looking after their page was closed."""
WRITES: Final = timedelta(seconds=12)
"""How long somebody still counts as writing after the last key."""


@dataclass(frozen=True, slots=True)
class Present:
    """Hold one person who is there."""

    person: UserId
    name: str
    writes: bool


@dataclass(slots=True)
class _Place:
    name: str
    pages: int = 0
    looks_until: datetime | None = None
    writes_until: datetime | None = None


@dataclass(slots=True)
class Presence:
    """Know who is where; called from many threads."""

    _places: dict[CaseId, dict[UserId, _Place]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def come(self, case: CaseId, person: UserId, name: str) -> None:
        """Note that a page of the case was opened."""
        with self._lock:
            place = self._place(case, person, name)
            place.pages, place.looks_until = place.pages + 1, None

    def leave(self, case: CaseId, person: UserId, now: datetime) -> None:
        """Note that a page of the case was closed."""
        with self._lock:
            place = self._places.get(case, {}).get(person)
            if place is not None:
                place.pages = max(0, place.pages - 1)
                place.looks_until = now + LINGERS if place.pages == 0 else None

    def write(self, case: CaseId, person: UserId, name: str, now: datetime) -> None:
        """Note that somebody typed."""
        with self._lock:
            place = self._place(case, person, name)
            place.writes_until = now + WRITES
            if place.pages == 0:  # a program, or a page whose line was cut: the typing says they are there
                place.looks_until = now + WRITES

    def rest(self, case: CaseId, person: UserId) -> None:
        """Note that somebody handed in or dropped what they wrote."""
        with self._lock:
            place = self._places.get(case, {}).get(person)
            if place is not None:
                place.writes_until = None

    def at(self, case: CaseId, now: datetime) -> tuple[Present, ...]:
        """Return who is at a case, by name; whoever is gone is forgotten."""
        with self._lock:
            there = self._places.get(case, {})
            for person in [one for one, place in there.items() if _is_gone(place, now)]:
                del there[person]
            if not there:
                self._places.pop(case, None)
            found = (
                Present(person, place.name, place.writes_until is not None and place.writes_until > now)
                for person, place in there.items()
            )
            return tuple(sorted(found, key=lambda one: (one.name, one.person)))

    def _place(self, case: CaseId, person: UserId, name: str) -> _Place:
        return self._places.setdefault(case, {}).setdefault(person, _Place(name))


def _is_gone(place: _Place, now: datetime) -> bool:
    return place.pages == 0 and (place.looks_until is None or place.looks_until <= now)


def others(there: Iterable[Present], person: UserId | None) -> tuple[Present, ...]:
    """Return everybody but one."""
    return tuple(one for one in there if one.person != person)

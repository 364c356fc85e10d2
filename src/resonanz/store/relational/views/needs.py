"""What the pages of needs read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from resonanz.core.ids import NeedId
from resonanz.core.need import Need
from resonanz.core.telling import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """Hold one need with the names and numbers that a list shows."""

    need: Need
    department_name: str
    owner_name: str
    people: int
    mentions: int
    proposed: int
    recent: int
    """People of the last four weeks."""
    growth: int
    """Of those, how many more than in the four weeks before."""
    told: int
    cannot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEventRow:
    """Hold one line of a need's history."""

    at: datetime
    action: str
    actor_name: str
    """Empty: the system."""
    detail: str
    other: NeedId | None


@dataclass(frozen=True, slots=True)
class ToldRow:
    """Hold one person of a list, and the case in which they were answered."""

    told: Told
    case: int | None
    reply_state: str
    text: str
    """What they are told, as it stands now."""

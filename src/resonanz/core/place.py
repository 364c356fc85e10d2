"""Places where we are talked about: sites and hashtags that mentions lead to, and how many spoke of them.

People are counted without being kept: a few hashed bits for each place and week, from which a number can be told and
nobody be read (linear counting: Whang, Vander-Zanden and Taylor, 1990). A reader would get wrong that the number is an
estimate, a few per cent off, and stops growing at some 15,000 people a week.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import Final

BITS: Final = 2_048
"""Of one place in one week: 256 bytes."""


class PlaceKind(StrEnum):
    """What kind of place it is."""

    SITE = "site"
    HASHTAG = "hashtag"
    ALL = "all"
    """Everybody who was heard: what the others are shares of."""


class PlaceState(StrEnum):
    """What was decided about a place."""

    NEW = "new"
    TRYING = "trying"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Name a place."""

    kind: PlaceKind
    name: str
    """A host without `www.`, or a hashtag in folded case without `#`; empty for everybody."""


EVERYWHERE: Final = Place(PlaceKind.ALL, "")


@dataclass(slots=True)
class Crowd:
    """Count people and mentions of one place in one week; people by `BITS` bits, in the order of their hashes."""

    mentions: int = 0
    bits: int = 0

    def see(self, who: str, key: bytes) -> None:
        """Count a mention of somebody; `key` keeps others from trying names out."""
        place = int.from_bytes(blake2b(who.encode("utf-8", "replace"), key=key, digest_size=8).digest()) % BITS
        self.mentions += 1
        self.bits |= 1 << place

    @property
    def voices(self) -> float:
        """Return about how many people they were."""
        free = BITS - self.bits.bit_count()
        return -BITS * math.log(max(free, 1) / BITS) if self.bits else 0.0

    def with_other(self, other: Crowd) -> Crowd:
        """Return both together, whoever is in both counted once."""
        return Crowd(self.mentions + other.mentions, self.bits | other.bits)

    @property
    def packed(self) -> bytes:
        """Return the bits as they are stored."""
        return self.bits.to_bytes(BITS // 8)

    @classmethod
    def unpacked(cls, mentions: int, packed: bytes) -> Crowd:
        """Return what was stored."""
        return cls(mentions, int.from_bytes(packed))


@dataclass(frozen=True, slots=True)
class PlaceWeek:
    """Name a place in a week."""

    place: Place
    week: date
    """The Monday that it begins on (UTC)."""

"""Evidence of a need counted in people: by day, and by segment; pure.

The one thing a reader would get wrong: segments do not add up. Who asked on two days, in two languages or on two topics
counts once in each, and once in the whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from resonanz.core.need import Evidence, voice_of

SEGMENTS: Final[Mapping[str, Callable[[Evidence], Sequence[str]]]] = {
    "channel": lambda one: (one.channel,),
    "lang": lambda one: (one.lang,),
    "kind": lambda one: (one.kind,),
    "topic": lambda one: one.topics,
}
"""What evidence can be split by -> the values that one piece has."""


def by_segment(evidence: Iterable[Evidence], segment: str) -> list[tuple[str, int]]:
    """Return how many people there are of each value of a segment, the largest first."""
    people: defaultdict[str, set[str]] = defaultdict(set)
    for one in evidence:
        for value in SEGMENTS[segment](one):
            people[value].add(voice_of(one))
    return sorted(((value, len(who)) for value, who in people.items()), key=lambda pair: (-pair[1], pair[0]))


def by_time(evidence: Iterable[Evidence], starts: Sequence[datetime], end: datetime) -> list[int]:
    """Return how many people spoke in each of the times that begin at `starts` (ascending), the last up to `end`."""
    bounds = [*starts, end]
    people: list[set[str]] = [set() for _ in starts]
    for one in evidence:
        place = _place(bounds, one.said_at)
        if place is not None:
            people[place].add(voice_of(one))
    return [len(who) for who in people]


def of_segment(evidence: Iterable[Evidence], asked: Mapping[str, str]) -> list[Evidence]:
    """Return the evidence that has all the values asked for, by segment."""
    return [one for one in evidence if all(value in SEGMENTS[segment](one) for segment, value in asked.items())]


def _place(bounds: Sequence[datetime], at: datetime) -> int | None:
    place = bisect_right(bounds, at) - 1
    return place if 0 <= place < len(bounds) - 1 else None

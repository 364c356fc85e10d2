"""Reach and engagement: what no count tells, so that mentions are read one by one, and not too many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.core.errors import InputRejected
from resonanz.core.heard import Heard
from resonanz.core.metric import Figure
from resonanz.core.ports import Archive
from resonanz.core.search import Filter
from resonanz.measure.formulas import engagement, reach

SCANS: Final = frozenset({"reach", "engagement"})
MOST: Final = 100_000
"""Mentions that are read for one figure; it takes about a second."""


class _Reach:
    def __init__(self) -> None:
        self._followers: dict[tuple[str, str], int] = {}

    def see(self, heard: Heard) -> None:
        author = heard.mention.author
        key = author.id or author.handle
        if key and author.followers:
            place = heard.mention.channel, key
            self._followers[place] = max(self._followers.get(place, 0), author.followers)

    def figure(self) -> Figure:
        return reach(sum(self._followers.values()))


class _Engagement:
    def __init__(self) -> None:
        self._likes = self._reposts = self._replies = 0

    def see(self, heard: Heard) -> None:
        counted = heard.mention.engagement
        self._likes += counted.likes or 0
        self._reposts += counted.reposts or 0
        self._replies += counted.replies or 0

    def figure(self) -> Figure:
        return engagement(self._likes, self._reposts, self._replies)


def scanned(name: str, archive: Archive, filter: Filter, zone: ZoneInfo | None) -> Mapping[date | None, Figure]:
    """Return the figure of each day of `zone`, or of everything under None; raise InputRejected for too much."""
    if archive.volume(filter).low > MOST:
        raise InputRejected(
            f"More than {MOST:,} mentions would have to be read for this.",
            place="from",
            remedy="Choose a shorter time or a narrower filter.",
        )
    made = _Reach if name == "reach" else _Engagement
    found: dict[date | None, _Reach | _Engagement] = defaultdict(made)
    if zone is None:
        found[None] = made()
    for batch in archive.scan(filter):
        for heard in batch:
            found[None if zone is None else heard.mention.published_at.astimezone(zone).date()].see(heard)
    return {day: one.figure() for day, one in found.items()}

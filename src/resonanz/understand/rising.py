"""From series that stand high to surges that people are told of: one event that shows in five series is one surge.

Two series show the same event when most of what is said in the smaller of them is said in the other too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId, SurgeId
from resonanz.core.ports import Archive
from resonanz.core.surge import LEAD, Surge, is_voice, meant, series_of, telling, who
from resonanz.core.understood import Sentiment
from resonanz.understand.differences import Differences, differences
from resonanz.understand.watching import Height

QUIET: Final = timedelta(hours=6)
"""How long a series was back at its usual height before its surge counts as over."""
SAME: Final = 0.5
"""Share of the smaller series' mentions that the other has too, from which on both show one event."""
MEASURED: Final = 20_000
"""Mentions of a surge, newest first, that are looked at."""
DURING: Final = 2_000
"""Mentions of a surge, newest first, that are compared."""
BEFORE: Final = 4_000
COMPARED_WITH: Final = timedelta(days=14)
"""How much of the time before a surge it is compared with."""


def said_in(archive: Archive, series: str, since: datetime, until: datetime) -> Iterator[Heard]:
    """Yield what was said in a series in a time, newest first."""
    for batch in archive.scan(meant(series, since, until)):
        yield from (heard for heard in batch if series in series_of(heard))


def measured(archive: Archive, surge: Surge, until: datetime) -> Surge:
    """Return a surge with its people, mentions, sentiment and reach as they are in the archive now."""
    mentions = negative = 0
    reach: dict[str, int] = {}
    for heard in islice(said_in(archive, surge.series, surge.started_at - LEAD, surge.ended_at or until), MEASURED):
        mentions += 1
        negative += heard.understood.sentiment.value == Sentiment.NEGATIVE.value
        if is_voice(heard):
            reach[who(heard)] = heard.mention.author.followers or 0
    return replace(surge, voices=len(reach), mentions=mentions, negative=negative, reach=sum(reach.values()))


def compared(archive: Archive, surge: Surge, at: datetime) -> Differences:
    """Return what is different in a surge, up to its end or `at`, against the two weeks before it."""
    start = surge.started_at - LEAD
    during = islice(said_in(archive, surge.series, start, surge.ended_at or at), DURING)
    before = islice(said_in(archive, surge.series, start - COMPARED_WITH, start), BEFORE)
    return differences(list(during), list(before))


class Rising:
    """Keep the surges that last, as the series rise and fall."""

    def __init__(self, archive: Archive, lasting: Sequence[Surge]) -> None:
        self._archive = archive
        self._lasting = list(lasting)
        self._new = 0

    def update(self, at: datetime, heights: Mapping[str, Height]) -> list[Surge]:
        """Take how high series stand at a moment; return the surges that began, grew or ended.

        New ones have the ids -1, -2 and so on until `settle` is told how they were stored.
        """
        before = {surge.id: surge for surge in self._lasting}
        shown = {series for surge in self._lasting for series in surge.all_series}
        for series in sorted(heights.keys() - shown, key=telling):
            self._take_in(series, heights[series], at)
        after = [self._moved(surge, at, heights) for surge in self._lasting]
        self._lasting = [surge for surge in after if surge.ended_at is None]
        changed = [surge for surge in after if before.get(surge.id) != surge]
        return [measured(self._archive, surge, at) for surge in changed]

    def settle(self, stored: Mapping[SurgeId, Surge]) -> None:
        """Learn how surges were stored, by the ids they had."""
        self._lasting = [stored.get(surge.id, surge) for surge in self._lasting]

    def _take_in(self, series: str, height: Height, at: datetime) -> None:
        for place, surge in enumerate(self._lasting):
            if self._is_same(series, surge, at):
                names = sorted({series, *surge.all_series}, key=telling)
                self._lasting[place] = replace(surge, series=names[0], also=tuple(names[1:]))
                return
        self._new += 1
        self._lasting.append(
            Surge(
                id=SurgeId(-self._new),
                series=series,
                started_at=at,
                peak_at=at,
                severity=height.severity,
                expected=height.expected,
                observed=height.observed,
            )
        )

    def _is_same(self, series: str, surge: Surge, at: datetime) -> bool:
        since = surge.started_at - LEAD
        ours, theirs = (self._ids(one, since, at) for one in (series, surge.series))
        fewer = min(len(ours), len(theirs))
        return fewer > 0 and len(ours & theirs) >= SAME * fewer

    def _ids(self, series: str, since: datetime, until: datetime) -> set[MentionId]:
        return {heard.mention.id for heard in islice(said_in(self._archive, series, since, until), MEASURED)}

    @staticmethod
    def _moved(surge: Surge, at: datetime, heights: Mapping[str, Height]) -> Surge:
        standing = [heights[series] for series in surge.all_series if series in heights]
        if not standing:
            return replace(surge, ended_at=max(at - QUIET, surge.peak_at))
        height = max(standing, key=lambda one: one.severity)
        if height.severity <= surge.severity:
            return surge
        return replace(surge, peak_at=at, severity=height.severity, expected=height.expected, observed=height.observed)

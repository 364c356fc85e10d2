"""Whether somebody listened when something was said, and so in which reading it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.heard import Heard
from resonanz.core.source import Gap, Source
from resonanz.understand.watching import SLOT

LATE: Final = timedelta(hours=2)
"""What was said longer ago than this when it was heard is history."""
HANDED_IN: Final = "file"
"""Connector of what programs and people hand in: nobody listens there, so it cannot be late."""
HANDED_IN_LATE: Final = timedelta(minutes=15)


class Listening:
    """Know the sources and when they did not listen."""

    def __init__(self, sources: Iterable[Source], gaps: Iterable[Gap]) -> None:
        known = list(sources)
        names = {source.id: source.name for source in known}
        self._handed_in = {source.name for source in known if source.connector == HANDED_IN}
        self._live = {source.name for source in known if source.enabled} - self._handed_in
        self._gaps: defaultdict[str, list[Gap]] = defaultdict(list)
        for gap in gaps:
            self._gaps[names.get(gap.source, "")].append(gap)

    def slot_of(self, heard: Heard, closed: datetime) -> datetime | None:
        """Return the reading in which a mention counts, None where it is history.

        Readings up to `closed` are taken; what comes a little late counts in the next one.
        """
        said = heard.mention.published_at
        late = HANDED_IN_LATE if heard.mention.source in self._handed_in else LATE
        if heard.mention.seen_at - said > late or said < closed - LATE or self._in_gap(heard.mention.source, said):
            return None
        return max(said.replace(minute=said.minute - said.minute % 5, second=0, microsecond=0), closed)

    def is_deaf(self, at: datetime) -> bool:
        """Tell whether no source listened throughout the reading that began at `at`."""
        return bool(self._live) and all(self._in_gap(name, at) and self._in_gap(name, at + SLOT) for name in self._live)

    def _in_gap(self, source: str, at: datetime) -> bool:
        return any(gap.start <= at and (gap.end is None or at < gap.end) for gap in self._gaps.get(source, ()))

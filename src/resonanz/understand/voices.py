"""Who spoke anew in which series: an author is one voice a quarter of a day, however often they repeat themselves.

What is remembered can be asked of the archive again, so nothing of it is stored: an author's name stays where erasure
finds it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from resonanz.core.heard import Heard
from resonanz.core.surge import is_voice, series_of, who

QUARTER: Final = timedelta(hours=6)
HELD: Final = 6
"""Quarters of a day that are held at once."""

Recall = Callable[[datetime, datetime], Iterable[Heard]]
"""Return what was counted already and published in a time."""


class Voices:
    """Tell new voices from those that spoke already."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall
        self._spoken: OrderedDict[datetime, set[tuple[str, str]]] = OrderedDict()

    def new_in(self, heard: Heard) -> tuple[str, ...]:
        """Return the series in which a mention is a voice that has not spoken in this quarter of its day."""
        if not is_voice(heard):
            return ()
        spoken, author = self._quarter(heard.mention.published_at), who(heard)
        new = tuple(series for series in series_of(heard) if (series, author) not in spoken)
        spoken.update((series, author) for series in new)
        return new

    def _quarter(self, at: datetime) -> set[tuple[str, str]]:
        start = at.replace(hour=at.hour - at.hour % 6, minute=0, second=0, microsecond=0)
        spoken = self._spoken.get(start)
        if spoken is None:
            known = self._recall(start, start + QUARTER)
            spoken = {(series, who(heard)) for heard in known if is_voice(heard) for series in series_of(heard)}
            self._spoken[start] = spoken
            if len(self._spoken) > HELD:
                self._spoken.popitem(last=False)
        self._spoken.move_to_end(start)
        return spoken

"""Which new places deserve a try: by voices that are sure and growth that is sure, not by raw counts.

A place's voices are a share of all voices; the share now is set against the share before as a ratio of odds (log-odds
with Jeffreys' half added, as Monroe, Colaresi and Quinn, 2008, without their prior of words). Of both only the lower
bound counts, so that three voices out of nowhere do not outrank thirty.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from resonanz.core.place import EVERYWHERE, Place, PlaceKind
from resonanz.measure.intervals import wilson
from resonanz.measure.places import monday

RECENT: Final = 2
"""Weeks that are now, the one that runs included."""
BEFORE: Final = 6
"""Weeks that are before."""
FEWEST: Final = 2.5
"""Voices of now below which a place is not shown: what two people link to is nobody's business, and chance."""
_ONE_SIDED: Final = 1.645


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Hold a place with what speaks for trying it."""

    place: Place
    voices: float
    """In the last two weeks, each week's people summed."""
    before: float
    """In the six weeks before, for as long as two weeks."""
    growth: float
    """Odds now over odds before."""
    growth_low: float
    """What they surely (95 %) are at least."""
    score: float
    """ln(1 + sure voices) + ln(sure growth), the latter not below 0."""

    @property
    def is_growing(self) -> bool:
        """Tell whether it surely grows."""
        return self.growth_low > 1.0


def window(today: date) -> tuple[date, date]:
    """Return the Mondays from which on weeks are before, and are now."""
    now = monday(today) - timedelta(weeks=RECENT - 1)
    return now - timedelta(weeks=BEFORE), now


def ranked(
    weeks: Mapping[Place, Mapping[date, float]], today: date, *, known: AbstractSet[str] = frozenset()
) -> Sequence[Ranked]:
    """Return the places worth a look, the best first; `weeks` are voices by Monday, `known` names that are listened to.

    A site is known with all that lies under it: `example.org` knows `shop.example.org`.
    """
    first, now = window(today)
    total, total_before = _split(weeks.get(EVERYWHERE, {}), first, now)
    found = []
    for place, voices in weeks.items():
        if place.kind is PlaceKind.ALL or _is_known(place, known):
            continue
        recent, before = _split(voices, first, now)
        if recent >= FEWEST:
            found.append(_ranked(place, recent, before, max(total, recent), max(total_before, before)))
    return sorted(found, key=lambda one: (-one.score, one.place))


def _ranked(place: Place, recent: float, before: float, total: float, total_before: float) -> Ranked:
    odds = _log_odds(recent, total) - _log_odds(before, total_before)
    spread = math.sqrt(sum(1 / (part + 0.5) for part in (recent, total - recent, before, total_before - before)))
    low = odds - _ONE_SIDED * spread
    sure = wilson(recent, total)[0] * total
    return Ranked(
        place=place,
        voices=recent,
        before=before * RECENT / BEFORE,
        growth=math.exp(odds),
        growth_low=math.exp(low),
        score=math.log1p(sure) + max(low, 0.0),
    )


def _log_odds(part: float, whole: float) -> float:
    return math.log((part + 0.5) / (whole - part + 0.5))


def _split(voices: Mapping[date, float], first: date, now: date) -> tuple[float, float]:
    recent = sum(number for week, number in voices.items() if week >= now)
    return recent, sum(number for week, number in voices.items() if first <= week < now)


def _is_known(place: Place, known: AbstractSet[str]) -> bool:
    if place.kind is PlaceKind.HASHTAG:
        return place.name in known or f"#{place.name}" in known
    labels = place.name.split(".")
    return any(".".join(labels[start:]) in known for start in range(len(labels) - 1))

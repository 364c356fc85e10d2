"""A surge: far more voices than this hour of this week has led us to expect, in one or several of the series we watch.

The one thing a reader would get wrong: a series counts voices, not mentions. An author speaks once a quarter of a day,
copies are the voice of the first who said it, and our own voice, news and adverts are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, QueryId, SurgeId
from resonanz.core.search import Filter
from resonanz.core.understood import Voice

EVERYTHING: Final = "all:"
"""The series of everything that is heard."""
SILENCE: Final = "silence:"
"""The series of what is never said: what a watch has learned of a series that nobody spoke in yet."""
KINDS_OF_SERIES: Final = ("query", "topic", "department", "kind", "all")
"""What a series can be of, the most telling first."""
LONGEST_SERIES: Final = 120
"""Characters of a series' name; what is longer is not watched."""
LEAD: Final = timedelta(hours=2)
"""How long before it is noticed a surge may have begun."""


class Gravity(IntEnum):
    """Say how grave a surge, or an incident, is."""

    NOTABLE = 1
    SERIOUS = 2
    CRITICAL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """Hold one surge; `ended_at` is None while it lasts."""

    id: SurgeId
    series: str
    """The most telling of the series it shows in, as `series_of` names them."""
    also: tuple[str, ...] = ()
    """The other series that the same mentions made surge."""
    started_at: datetime
    peak_at: datetime
    ended_at: datetime | None = None
    severity: float
    """How many times the threshold its highest score was; at least 1."""
    expected: float
    """Voices an hour that were expected when it was highest."""
    observed: float
    """Voices an hour that were heard then."""
    voices: int = 0
    """Different people since it began."""
    mentions: int = 0
    negative: int = 0
    """How many of the mentions are negative, as far as is understood."""
    reach: int = 0
    """Sum of the followers of those people, as far as the channels tell."""

    @property
    def times(self) -> float:
        """Return how many times what was expected was heard at the peak; at least a tenth of a voice is expected."""
        return self.observed / max(self.expected, 0.1)

    @property
    def negative_share(self) -> float:
        """Return which share of the mentions is negative, 0..1."""
        return self.negative / self.mentions if self.mentions else 0.0

    @property
    def all_series(self) -> tuple[str, ...]:
        """Return every series it shows in, the most telling first."""
        return (self.series, *self.also)

    @property
    def gravity(self) -> Gravity:
        """Return how grave it is, by points for height, how negative it is, how many people and how far it reaches.

        From 2 points on it is serious, from 4 on critical.
        """
        points = (
            (self.times >= 4)
            + (self.times >= 10)
            + (self.negative_share >= 0.5)
            + (self.voices >= 50)
            + (self.voices >= 500)
            + (self.reach >= 100_000)
        )
        if points >= 4:
            return Gravity.CRITICAL
        return Gravity.SERIOUS if points >= 2 else Gravity.NOTABLE


def is_voice(heard: Heard) -> bool:
    """Tell whether a mention can be somebody's voice: a person of the market who says something first."""
    understood = heard.understood
    own = heard.mention.author.is_own or understood.voice is Voice.OWN
    return not own and understood.relevant.value != "no" and understood.duplicate_of is None


def series_of(heard: Heard) -> tuple[str, ...]:
    """Return the series that a mention belongs to: everything, its kind, queries, topics and department."""
    understood = heard.understood
    names = [EVERYTHING, f"kind:{understood.kind.value}"]
    names += [f"query:{query}" for query in understood.queries]
    names += [f"topic:{topic}" for topic in understood.topics]
    if understood.department is not None:
        names.append(f"department:{understood.department}")
    return tuple(name for name in names if len(name) <= LONGEST_SERIES)


def meant(series: str, since: datetime, until: datetime) -> Filter:
    """Return the filter that lets through all mentions of a series in a time, and maybe others."""
    kind, _, value = series.partition(":")
    if kind == "query":
        return Filter(since=since, until=until, queries=(QueryId(int(value)),), include_own=False)
    if kind == "department":
        return Filter(since=since, until=until, departments=(DepartmentId(int(value)),), include_own=False)
    if kind == "topic":
        return Filter(since=since, until=until, topics=(value,), include_own=False)
    if kind == "kind":
        return Filter(since=since, until=until, kinds=(value,), include_own=False)
    return Filter(since=since, until=until, include_own=False)


def telling(series: str) -> tuple[int, str]:
    """Return what sorts series, the most telling first."""
    return KINDS_OF_SERIES.index(series.partition(":")[0]), series


def who(heard: Heard) -> str:
    """Return what tells one author from another; a mention without author stands for itself."""
    mention = heard.mention
    name = mention.author.handle or mention.author.id
    return f"{mention.channel}:{name.casefold()}" if name else f"={mention.id}"

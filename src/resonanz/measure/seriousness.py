"""What is done so lala: a charter held against what happened, unembellished.

Pure: facts in, shortfalls out. What a reader would get wrong: an unkept promise is said only where the interval of what
was attained lies below it, so that three late answers of four do not accuse anybody; the figures stand there anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from resonanz.core.charter import Charter, Lack, SubjectKind
from resonanz.measure.intervals import rate_bounds, wilson

UNSEEN: Final = timedelta(days=7)
"""After how long without anybody's hand waiting cases are told."""
WEEK: Final = 7.0


class OwnerIs(StrEnum):
    """Where the owner is."""

    NOBODY = "nobody"
    HERE = "here"
    AWAY = "away"
    GONE = "gone"
    """May not sign in any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hold what happened with what a charter is for; times are those that were looked at."""

    charter: Charter
    owner: OwnerIs
    away_since: date | None = None
    started_on: date | None = None
    """Since when it exists: how long something that was never decided has been lacking."""
    arrivals: int = 0
    """Cases that were opened."""
    days: int = 28
    """In so many days."""
    met: int = 0
    """First answers within what the charter promises."""
    missed: int = 0
    handle_minutes: float | None = None
    """Measured; the charter's own comes first."""
    waiting: int = 0
    """Cases that wait for us now."""
    waiting_since: datetime | None = None
    looked_at: datetime | None = None
    """When somebody last did something with one of its cases."""
    failing_since: datetime | None = None
    """Of its sources, the one that has needed somebody for longest."""
    failing: int = 0
    deaf_since: datetime | None = None
    """Of its sources, the longest open gap."""

    @property
    def minutes(self) -> float | None:
        """Return how long one case takes."""
        return self.charter.handle_minutes or self.handle_minutes

    @property
    def hours_needed(self) -> tuple[float, float, float] | None:
        """Return the hours of work that come in in a week, with the bounds of their rate; None where unknown."""
        if self.minutes is None or not self.days:
            return None
        weeks = self.days / WEEK
        low, high = rate_bounds(self.arrivals, weeks)
        return tuple(rate * self.minutes / 60 for rate in (self.arrivals / weeks, low, high))  # type: ignore[return-value]  # three in, three out


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """Hold one thing that is done so lala."""

    lack: Lack
    since: date | None = None
    """None: nobody can tell."""
    figures: Mapping[str, float] = field(default_factory=dict)


def shortfalls(facts: Facts, now: datetime) -> Sequence[Shortfall]:
    """Return what is done so lala, the gravest first; days are those of the zone that `now` is in."""
    order = list(Lack)
    found = [*_decided(facts), *_people(facts), *_dates(facts, now.date()), *_work(facts, now), *_sources(facts, now)]
    return sorted(found, key=lambda one: order.index(one.lack))


def _decided(facts: Facts) -> Iterator[Shortfall]:
    charter, since = facts.charter, facts.started_on
    checks = {
        Lack.NO_GOAL: bool(charter.goal.strip()),
        Lack.NO_HOURS: charter.hours_a_week is not None,
        Lack.NO_BACKING: charter.backing is not None,
        Lack.NO_REVIEW: charter.review_on is not None,
    }
    if charter.subject.kind is SubjectKind.CHANNEL:
        checks[Lack.NO_PROMISE] = charter.promise is not None
    yield from (Shortfall(lack=lack, since=since) for lack, is_there in checks.items() if not is_there)


def _people(facts: Facts) -> Iterator[Shortfall]:
    if facts.owner is OwnerIs.NOBODY:
        yield Shortfall(lack=Lack.NO_OWNER, since=facts.started_on)
    elif facts.owner is OwnerIs.GONE:
        yield Shortfall(lack=Lack.OWNER_GONE)
    elif facts.owner is OwnerIs.AWAY:
        yield Shortfall(lack=Lack.OWNER_AWAY, since=facts.away_since)


def _dates(facts: Facts, today: date) -> Iterator[Shortfall]:
    for lack, day in ((Lack.REVIEW_OVERDUE, facts.charter.review_on), (Lack.OVER, facts.charter.ends_on)):
        if day is not None and day < today:
            yield Shortfall(lack=lack, since=day, figures={"days": (today - day).days})


def _work(facts: Facts, now: datetime) -> Iterator[Shortfall]:
    promise, decided = facts.charter.promise, facts.met + facts.missed
    if promise is not None and decided and wilson(facts.met, decided)[1] < promise.share:
        figures = {"met": facts.met, "of": decided, "share": facts.met / decided, "promised": promise.share}
        yield Shortfall(lack=Lack.PROMISE_BROKEN, figures=figures)
    needed, hours = facts.hours_needed, facts.charter.hours_a_week
    if needed is not None and hours is not None and needed[1] > hours:
        figures = {"needed": needed[0], "low": needed[1], "high": needed[2], "hours": hours}
        yield Shortfall(lack=Lack.ABOVE_CAPACITY, figures=figures)
    touched = max((one for one in (facts.looked_at, facts.waiting_since) if one is not None), default=None)
    if facts.waiting and touched is not None and now - touched > UNSEEN:
        yield Shortfall(
            lack=Lack.NOBODY_LOOKED,
            since=touched.astimezone(now.tzinfo).date(),
            figures={"days": (now - touched).days, "waiting": facts.waiting},
        )


def _sources(facts: Facts, now: datetime) -> Iterator[Shortfall]:
    if facts.failing_since is not None:
        since = facts.failing_since.astimezone(now.tzinfo).date()
        yield Shortfall(lack=Lack.SOURCE_FAILS, since=since, figures={"sources": facts.failing})
    if facts.deaf_since is not None:
        yield Shortfall(lack=Lack.NOT_LISTENING, since=facts.deaf_since.astimezone(now.tzinfo).date())

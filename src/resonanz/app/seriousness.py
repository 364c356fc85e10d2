"""What has a charter, held against what happened: the channels, the running initiatives, the trials of new places.

What a reader would get wrong: a running initiative that nobody wrote a charter for has one nevertheless, because its
owner, its hypothesis, its hours and its sponsor are its charter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from resonanz.app.house import House
from resonanz.core.charter import AnswerPromise, Charter, Subject, SubjectKind
from resonanz.core.deadline import moment_of
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.initiative import Initiative, InitiativeState
from resonanz.learn.capacity import Promise, Staffing, staffing, staffing_range
from resonanz.measure.seriousness import Facts, OwnerIs, Shortfall, shortfalls

LOOKED_AT: Final = timedelta(days=28)
COMPANY: Final = DepartmentId(0)
"""No department: the company's own working time."""
TARGETS: Final = (30, 60, 120, 240, 480, 960)
"""Minutes of working time that a promise may name."""
SHARES: Final = (0.8, 0.9, 0.95)
Whereabouts = Mapping[UserId, tuple[OwnerIs, date | None, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Hold how one thing stands."""

    name: str
    """Of an initiative or a place; a channel is named where it is shown."""
    facts: Facts
    shortfalls: Sequence[Shortfall]
    owner_name: str
    backing_name: str

    @property
    def charter(self) -> Charter:
        """Return its charter."""
        return self.facts.charter


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Say how many people a promise needs; `low` and `high` are for the bounds of the inflow."""

    promise: AnswerPromise
    needed: Staffing
    low: Staffing
    high: Staffing


def standings(home: House) -> list[Standing]:
    """Return how everything stands that has or should have a charter, what lacks most first."""
    from resonanz.store.relational.selectors import places, seriousness

    now = home.clock.now().astimezone(ZoneInfo(home.settings.time_zone))
    written = seriousness.charters()
    where = seriousness.owners(now.date())
    found = [*_channels(home, written, where, now), *_initiatives(home, written, where, now)]
    for place in places.trying():
        subject = Subject(SubjectKind.PLACE, str(place.id))
        charter = written.get(str(subject), Charter(subject=subject))
        began = _day(place.decided_at, now)
        found.append(_standing(place.name, Facts(charter=charter, owner=OwnerIs.NOBODY, started_on=began), where, now))
    return sorted(found, key=lambda one: -len(one.shortfalls))


def standing(home: House, subject: Subject) -> Standing | None:
    """Return how one thing stands; None where there is nothing of that name."""
    return next((one for one in standings(home) if one.charter.subject == subject), None)


def _channels(home: House, written: Mapping[str, Charter], where: Whereabouts, now: datetime) -> list[Standing]:
    from resonanz.store.relational.selectors import seriousness

    since = now - LOOKED_AT
    work, minutes = seriousness.channel_work(since), seriousness.handling_minutes(since)
    troubles: dict[str, list[seriousness.SourceTrouble]] = {}
    for one in seriousness.source_troubles():
        channel = home.connectors[one.connector].channel if one.connector in home.connectors else one.connector
        troubles.setdefault(channel, []).append(one)
    found = []
    for channel in sorted({*troubles, *(one.partition(":")[2] for one in written if one.startswith("channel:"))}):
        subject = Subject(SubjectKind.CHANNEL, channel)
        charter = written.get(str(subject), Charter(subject=subject))
        done = work.get(channel, seriousness.ChannelWork())
        met, missed = _answers(channel, charter, since)
        wrong = troubles.get(channel, [])
        failing = [one.failing_since for one in wrong if one.failing_since]
        facts = Facts(
            charter=charter,
            owner=OwnerIs.NOBODY,
            started_on=_day(min((one.began_at for one in wrong if one.began_at), default=None), now),
            arrivals=done.arrivals,
            days=LOOKED_AT.days,
            met=met,
            missed=missed,
            handle_minutes=minutes.get(channel),
            waiting=done.waiting,
            waiting_since=done.waiting_since,
            looked_at=done.looked_at,
            failing_since=min(failing, default=None),
            failing=len(failing),
            deaf_since=min((one.deaf_since for one in wrong if one.deaf_since), default=None),
        )
        found.append(_standing(channel, facts, where, now))
    return found


def _answers(channel: str, charter: Charter, since: datetime) -> tuple[int, int]:
    from resonanz.store.relational.selectors import seriousness

    if charter.promise is None:
        return 0, 0
    return seriousness.first_answers(channel, since, charter.promise.minutes * 60)


def _initiatives(home: House, written: Mapping[str, Charter], where: Whereabouts, now: datetime) -> list[Standing]:
    found = []
    for one in home.initiatives.standing((InitiativeState.RUNNING,)):
        subject = Subject(SubjectKind.INITIATIVE, str(one.id))
        charter = written.get(str(subject)) or _plan_as_charter(one, subject)
        began = _day(one.started_at, now)
        found.append(_standing(one.title, Facts(charter=charter, owner=OwnerIs.NOBODY, started_on=began), where, now))
    return found


def _plan_as_charter(one: Initiative, subject: Subject) -> Charter:
    plan = one.plan
    backing = one.sponsor if one.backed_at is not None and one.sponsor != one.owner else None
    hours = plan.hours / plan.days * 7 if plan.hours is not None and plan.days else None
    return Charter(
        subject=subject,
        owner=one.owner,
        goal=plan.hypothesis,
        hours_a_week=hours,
        backing=backing,
        review_on=plan.ends_on,
    )


def _standing(name: str, facts: Facts, where: Whereabouts, now: datetime) -> Standing:
    owner, backing = facts.charter.owner, facts.charter.backing
    is_at, since, owner_name = where.get(owner, (OwnerIs.GONE, None, "")) if owner else (OwnerIs.NOBODY, None, "")
    known = replace(facts, owner=is_at, away_since=since)
    backer = where.get(backing) if backing else None
    return Standing(
        name=name,
        facts=known,
        shortfalls=shortfalls(known, now),
        owner_name=owner_name,
        backing_name=backer[2] if backer else "",
    )


def _day(moment: datetime | None, now: datetime) -> date | None:
    """Return the day of a moment where the clocks go as those of `now` do."""
    return None if moment is None else moment.astimezone(now.tzinfo).date()


def costs(home: House, facts: Facts) -> Sequence[Cost]:
    """Return what promises would cost for the inflow of a channel, the cheapest first; empty where it is unknown."""
    if facts.minutes is None or not facts.arrivals:
        return ()
    hours = working_hours(home, facts.days)
    if not hours:
        return ()
    own = facts.charter.promise
    wanted = {AnswerPromise(minutes, share) for minutes in TARGETS for share in SHARES} | ({own} if own else set())
    found = []
    for promise in wanted:
        asked = Promise(handle_minutes=facts.minutes, target_minutes=promise.minutes, attain=promise.share)
        low, high = staffing_range(facts.arrivals, hours, asked)
        needed = staffing(facts.arrivals / hours, asked)
        found.append(Cost(promise=promise, needed=needed, low=low, high=high))
    return sorted(found, key=lambda one: (-one.promise.minutes, one.promise.share))


def working_hours(home: House, days: int) -> float:
    """Return the company's hours of working time in the last days."""
    now = home.clock.now()
    calendar = home.deadlines.calendar(COMPANY)
    return calendar.between(moment_of(now - timedelta(days=days)), moment_of(now)) / 3600

"""What the example company tried: a great idea that flopped, a so-so one that flew, and one that runs.

Nothing of what is over is told to anybody, and no line of the audit trail is theirs, so that all of it can be taken
away again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final

from resonanz import __version__
from resonanz.app.demo.stage import Stage
from resonanz.app.house import House
from resonanz.core.forecast import Forecast, Guess
from resonanz.core.ids import InitiativeId, UserId
from resonanz.core.initiative import (
    Direction,
    Initiative,
    InitiativeEvent,
    InitiativeState,
    Kill,
    Plan,
    Sort,
    fingerprint,
)
from resonanz.learn.initiatives import Wanted
from resonanz.learn.keeping import InitiativeKeeper
from resonanz.learn.planning import metric
from resonanz.store.memory import MemoryNotices

BEFORE: Final = 63
LASTS: Final = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    title: Mapping[str, str]
    hypothesis: Mapping[str, str]
    taught: Mapping[str, str]
    sort: Sort
    room: str
    ended: int | None
    """Days ago; None: it began five days ago and runs."""
    hope: float
    effect: float
    guesses: Sequence[tuple[float, float, float]]


TRIES: Final = (
    _Tried(
        title={"de": "Gratis-Klingel für alle, die uns verlinken", "en": "A free bell for everyone who links to us"},
        hypothesis={
            "de": "Wer etwas geschenkt bekommt, erzählt davon: ein Fünftel mehr Erwähnungen am Tag.",
            "en": "Who is given something tells others: a fifth more mentions a day.",
        },
        taught={
            "de": "Geschenke bringen Klicks, aber keine Gespräche: verlinkt wurde, erzählt nicht.",
            "en": "Gifts bring clicks, not talk: people linked to us and told nothing.",
        },
        sort=Sort.CAMPAIGN,
        room="communications",
        ended=40,
        hope=0.2,
        effect=0.0,
        guesses=((0.85, 0.1, 0.5), (0.75, 0.05, 0.4), (0.8, 0.15, 0.6), (0.7, 0.0, 0.3)),
    ),
    _Tried(
        title={"de": "Abends binnen zwei Stunden antworten", "en": "Answer within two hours in the evening"},
        hypothesis={
            "de": "Wer am selben Abend Antwort hat, empfiehlt uns eher: ein Zehntel mehr Lob am Tag.",
            "en": "Who is answered the same evening recommends us sooner: a tenth more praise a day.",
        },
        taught={
            "de": "Der Abend zählt mehr als die Zahl der Antworten: eine Stunde Dienst am Abend reicht dafür.",
            "en": "The evening counts more than the number of answers: one hour of service in the evening is enough.",
        },
        sort=Sort.ANSWERING,
        room="customer_service",
        ended=12,
        hope=0.1,
        effect=0.38,
        guesses=((0.35, -0.05, 0.2), (0.4, 0.0, 0.25), (0.3, -0.1, 0.15), (0.25, -0.05, 0.45)),
    ),
    _Tried(
        title={"de": "Ein Video in jeder Antwort zur Kette", "en": "A video in every answer about the chain"},
        hypothesis={
            "de": "Wer sieht, wie es geht, fragt nicht noch einmal.",
            "en": "Who sees how it is done does not ask again.",
        },
        taught={},
        sort=Sort.PRODUCT,
        room="customer_service",
        ended=None,
        hope=0.15,
        effect=0.0,
        guesses=((0.55, -0.4, 0.0), (0.45, -0.3, 0.1), (0.6, -0.35, -0.05), (0.5, -0.5, 0.1)),
    ),
)


BELT: Final = {
    "title": {"de": "Riemenantrieb zum Ausleihen", "en": "A belt drive to borrow"},
    "hypothesis": {
        "de": "Wer den Riemen vier Wochen fährt, lobt ihn: ein Siebtel mehr Menschen, die uns loben.",
        "en": "Who rides a belt for four weeks praises it: a seventh more people who praise us.",
    },
    "different": {
        "de": "Es gibt nichts geschenkt: Wer leiht, schreibt am Ende, wie es war.",
        "en": "Nothing is given away: who borrows writes in the end how it was.",
    },
}


def try_something(stage: Stage) -> list[InitiativeId]:
    """Write the example's initiatives down as if they had been tried; return a flop, a hit, one that runs."""
    return [_tried(stage, one) for one in TRIES]


def ask_to_sign(stage: Stage) -> InitiativeId:
    """Plan something that has sealed forecasts and waits for its sponsor: the administrator, where there is one."""
    from resonanz.store.relational.selectors.people import people

    sponsor = next((one.id for one in people() if one.active and one.is_administrator), stage.staff[4])
    planned = stage.at(stage.now - timedelta(hours=20), aloud=True)
    noted = planned.initiative_desk.note(
        stage.actor(2),
        Wanted(
            title=BELT["title"][stage.lang],
            sort=Sort.PRODUCT,
            department=stage.rooms["product"],
            sponsor=sponsor,
            plan=_belt(stage),
        ),
    )
    for place, (probability, low, high) in ((0, (0.6, 0.0, 0.35)), (1, (0.45, -0.05, 0.3)), (3, (0.7, 0.05, 0.5))):
        planned.forecast_desk.seal(stage.actor(place), noted.id, Guess(probability, low, high))
    return noted.id


def _belt(stage: Stage) -> Plan:
    start = stage.today + timedelta(days=10)
    return Plan(
        hypothesis=BELT["hypothesis"][stage.lang],
        metric=metric("voices", about="velofjord AND kind:praise"),
        direction=Direction.UP,
        hope=0.15,
        starts_on=start,
        ends_on=start + timedelta(days=27),
        hours=60,
        money=Decimal(4000),
        kill=Kill(metric=metric("volume", about="velofjord AND kind:criticism"), beyond=Direction.UP, bound=40.0),
        different=BELT["different"][stage.lang],
    )


def _tried(stage: Stage, tried: _Tried) -> InitiativeId:
    home, today = stage.home, stage.today
    begun = 5 if tried.ended is None else tried.ended + LASTS
    plan = _plan(home, tried, today - timedelta(days=begun))
    owner, room = stage.staff[0], stage.rooms[tried.room]
    noted = _noon(today - timedelta(days=begun + 4))
    idea = Initiative(
        id=InitiativeId(0),
        title=tried.title[home.settings.language],
        sort=tried.sort,
        department=room,
        owner=owner,
        state=InitiativeState.IDEA,
        plan=plan,
        sponsor=stage.staff[4],
        backed_at=noted,
        created_by=owner,
        created_at=noted,
        changed_at=noted,
    )
    made = home.initiatives.add(idea, _event(idea.id, "noted", noted, owner))
    series = _series(tried, plan.starts_on) if plan.by_file and plan.starts_on else None
    if series is not None:
        home.initiatives.change(made, made, _event(made.id, "series", noted, owner), series=series)
    for person, (probability, low, high) in zip(stage.staff, tried.guesses, strict=False):
        guess = Guess(probability, low, high)
        salt = sha256(f"{tried.title['en']}{person}".encode()).hexdigest()[:32]
        home.forecasts.seal(
            Forecast(
                initiative=made.id,
                person=person,
                departments=(room,),
                guess=guess,
                salt=salt,
                at=noted,
                about=fingerprint(made, series),
            )
        )
        home.initiatives.note(_event(made.id, "forecast", noted, person))
    running = replace(made, state=InitiativeState.RUNNING, started_at=noted + timedelta(days=3))
    home.initiatives.change(made, running, _event(made.id, "start", noted + timedelta(days=3), owner))
    if tried.ended is not None:
        _judge(home, running, tried, _noon(today - timedelta(days=tried.ended - 1)))
    return made.id


def _plan(home: House, tried: _Tried, start: date) -> Plan:
    runs = tried.ended is None
    return Plan(
        hypothesis=tried.hypothesis[home.settings.language],
        metric=metric("volume", about="velofjord AND kind:question") if runs else None,
        by_file=not runs,
        direction=Direction.DOWN if runs else Direction.UP,
        hope=tried.hope,
        starts_on=start,
        ends_on=start + timedelta(days=LASTS - 1),
        hours=30,
        money=Decimal(1500),
        kill=Kill(metric=metric("volume", about="velofjord AND kind:criticism"), beyond=Direction.UP, bound=40.0),
    )


def _judge(home: House, running: Initiative, tried: _Tried, at: datetime) -> None:
    keeper = InitiativeKeeper(
        book=home.initiatives,
        reader=home.series_reader,
        measures=home.measures,
        notices=MemoryNotices(),
        clock=home.clock,
        zone=home.settings.time_zone,
        version=__version__,
        head=home.archive.head,
    )
    measuring = replace(running, state=InitiativeState.MEASURING)
    home.initiatives.change(running, measuring, _event(running.id, "measure", at, None))
    keeper.judge(running.id)
    judged = home.initiatives.load(running.id)
    taught = tried.taught[home.settings.language]
    told = replace(judged, ended_at=at, taught=taught, taught_by=running.owner, taught_at=at + timedelta(days=1))
    home.initiatives.change(judged, told, _event(running.id, "teach", at + timedelta(days=1), running.owner))


def _series(tried: _Tried, start: date) -> str:
    """Return a file like one from an export: a rhythm of the week, noise, and the effect since the start."""
    rows = ["timestamp,value,others"]
    for number in range(-BEFORE, LASTS):
        day = start + timedelta(days=number)
        common = 0.12 * math.sin(number / 9) + (0.1, 0.12, 0.08, 0.05, 0.0, -0.3, -0.35)[day.weekday()]
        change = math.log1p(tried.effect) if number >= 0 else 0.0
        values = [
            round(level * math.exp(common + more + _noise(f"{tried.title['en']}{name}{number}")))
            for name, level, more in (("own", 60, change), ("others", 90, 0.0))
        ]
        rows.append(",".join([day.isoformat(), *map(str, values)]))
    return "\n".join(rows)


def _noise(seed: str) -> float:
    """Return a number around 0, always the same for a seed: a sum of twelve even ones is nearly normal."""
    parts = sha256(seed.encode()).digest()[:12]
    return 0.12 * (sum(parts) / 255 - 6)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def _event(initiative: InitiativeId, action: str, at: datetime, actor: UserId | None) -> InitiativeEvent:
    return InitiativeEvent(initiative=initiative, at=at, action=action, actor=actor)

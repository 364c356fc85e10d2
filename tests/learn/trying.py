"""A room in which something is tried: books in memory, metrics that a test writes down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from resonanz.core.clock import FixedClock
from resonanz.core.errors import NotFound
from resonanz.core.forecast import Guess
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.initiative import Direction, Initiative, Kill, Plan
from resonanz.core.metric import DailySeries, Definition, Metric, ReadFrom, Unit
from resonanz.core.policy import Actor, Role
from resonanz.core.search import Filter
from resonanz.learn.forecasting import ForecastDesk
from resonanz.learn.initiatives import InitiativeDesk, Wanted
from resonanz.learn.keeping import InitiativeKeeper
from resonanz.learn.reading import SeriesReader
from resonanz.store.memory import MemoryAudit, MemoryForecastBook, MemoryInitiativeBook, MemoryNotices
from tests.learn.worlds import World, lived
from tests.making import NOON

SERVICE, LEGAL = DepartmentId(1), DepartmentId(2)
TODAY = NOON.date()
DAYS = 28
BEFORE = 92
VOLUME = Metric(name="volume")
CALM = Metric(name="volume", filter=Filter(query="calm"))
DEFINITION = Definition(
    name="volume", title="Volume", formula="mentions", numerator="mentions", denominator="", unit=Unit.MENTIONS,
    source=ReadFrom.ARCHIVE, window="published", gaps="none",
)  # fmt: skip


def person(number: int, role: Role = Role.MEMBER, room: DepartmentId = SERVICE) -> Actor:
    """Return somebody with a role."""
    return Actor(UserId(number), f"person {number}", roles={room: role})


OWNER, MEMBER, SPONSOR = person(1), person(2), person(3, Role.LEAD, LEGAL)
CHIEF = Actor(UserId(9), "chief", is_administrator=True)


@dataclass
class WrittenMeasures:
    """Be metrics by their query, each a value a day."""

    values: Callable[[str, date], float | None]
    deaf: frozenset[date] = frozenset()

    def definitions(self) -> Sequence[Definition]:
        return [DEFINITION]

    def daily(self, metric: Metric, first: date, last: date, *, time_zone: str = "UTC") -> DailySeries:
        if metric.name != "volume":
            raise NotFound("There is no such metric.")
        days = tuple(first + timedelta(days=number) for number in range((last - first).days + 1))
        values = tuple(self.values(metric.filter.query, day) for day in days)
        return DailySeries(unit=Unit.MENTIONS, days=days, values=values, deaf=self.deaf & frozenset(days))


@dataclass
class Room:
    """Hold everything that is tried with."""

    effect: float = 0.5
    seed: int = 3
    names: Sequence[str] = ()
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    book: MemoryInitiativeBook = field(default_factory=MemoryInitiativeBook)
    audit: MemoryAudit = field(default_factory=MemoryAudit)
    notices: MemoryNotices = field(default_factory=MemoryNotices)

    def __post_init__(self) -> None:
        daily = lived(World(level=80, controls=2), BEFORE + DAYS, self.seed, effect=self.effect, since=BEFORE)
        start = TODAY + timedelta(days=1)
        days = [start + timedelta(days=number - BEFORE) for number in range(BEFORE + DAYS)]
        known = {"": daily.values, "calm": daily.controls["c0"], "quiet": daily.controls["c1"]}
        series = {name: dict(zip(days, map(float, values), strict=True)) for name, values in known.items()}
        self.measures = WrittenMeasures(lambda query, day: series.get(query, {}).get(day, 0.0))
        self.forecasts = MemoryForecastBook(self.book)
        self.desk = InitiativeDesk(
            book=self.book, forecasts=self.forecasts, notices=self.notices, audit=self.audit, clock=self.clock,
            measures=self.measures, zone="UTC", colleagues=lambda: self.names,
        )  # fmt: skip
        self.forecasting = ForecastDesk(
            book=self.book, forecasts=self.forecasts, desk=self.desk, audit=self.audit, clock=self.clock,
            salt=lambda: "pepper",
        )  # fmt: skip
        self.reader = SeriesReader(self.measures, self.book, zone="UTC")
        self.keeper = InitiativeKeeper(
            book=self.book, reader=self.reader, measures=self.measures, notices=self.notices, clock=self.clock,
            zone="UTC", version="7", head=lambda: 42,
        )  # fmt: skip

    def plan(self, **values: object) -> Plan:
        start = self.clock.now().date() + timedelta(days=1)
        defaults: dict[str, object] = {
            "hypothesis": "If we answer within an hour, more people come.", "metric": VOLUME,
            "controls": {"calm": CALM, "quiet": Metric(name="volume", filter=Filter(query="quiet"))}, "hope": 0.1,
            "starts_on": start, "ends_on": start + timedelta(days=DAYS - 1), "hours": 40, "money": Decimal(2000),
            "kill": Kill(metric=VOLUME, beyond=Direction.UP, bound=1e6),
        }  # fmt: skip
        return Plan(**{**defaults, **values})  # type: ignore[arg-type]

    def wanted(self, title: str = "Answer within an hour", **values: object) -> Wanted:
        defaults: dict[str, object] = {"owner": OWNER.id, "sponsor": SPONSOR.id, "plan": self.plan()}
        return Wanted(title=title, department=SERVICE, **{**defaults, **values})  # type: ignore[arg-type]

    def noted(self, **values: object) -> Initiative:
        return self.desk.note(OWNER, self.wanted(**values))  # type: ignore[arg-type]

    def ready(self, chances: Sequence[float] = (0.6, 0.5, 0.2), **values: object) -> Initiative:
        """Return one with the sponsor's signature and a forecast of each chance."""
        idea = self.noted(**values)
        self.desk.back(SPONSOR, idea.id, idea.changed_at)
        for number, chance in enumerate(chances, 11):
            self.forecasting.seal(person(number), idea.id, Guess(chance, -0.05, 0.6))
        return self.book.load(idea.id)

    def running(self, **values: object) -> Initiative:
        return self.desk.start(OWNER, self.ready(**values).id)  # type: ignore[arg-type]

    def judged(self, **values: object) -> Initiative:
        """Return one that ran to its end and was judged."""
        begun = self.running(**values)
        self.wait(days=DAYS + 2)
        self.keeper.tick(self.keeper.judge)
        return self.book.load(begun.id)

    def wait(self, *, days: int) -> datetime:
        self.clock.sleep(timedelta(days=days).total_seconds())
        return self.clock.now()

    def actions(self, initiative: Initiative) -> list[str]:
        return [event.action for event in self.book.history(initiative.id)]

"""What the API says and takes about initiatives, their verdicts and forecasts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ninja import Field, Schema

from resonanz.core.errors import InputRejected
from resonanz.core.forecast import Seen
from resonanz.core.ids import DepartmentId, InitiativeId, UserId
from resonanz.core.initiative import Direction, Judgement, Kill, Plan, Sort
from resonanz.core.metric import Metric
from resonanz.learn.initiatives import Wanted
from resonanz.learn.planning import metric
from resonanz.store.relational.views.initiatives import InitiativeRow


class MetricIO(Schema):
    """A metric and what it is read over."""

    name: str
    about: str = ""
    """A query in words."""
    part: str = ""
    """For `share`: which of the mentions are counted, as a query."""
    channel: str = ""
    department: int | None = None

    def read(self) -> Metric:
        """Return the metric."""
        return metric(self.name, about=self.about, part=self.part, channel=self.channel, department=self.department)

    @staticmethod
    def of(one: Metric) -> MetricIO:
        """Return a metric as the API says it."""
        return MetricIO(
            name=one.name,
            about=one.filter.query,
            part=one.part.query if one.part else "",
            channel=one.filter.channels[0] if one.filter.channels else "",
            department=int(one.filter.departments[0]) if one.filter.departments else None,
        )


class KillIO(Schema):
    """When it is stopped early: the mean of a metric over so many days beyond a bound."""

    metric: MetricIO
    beyond: str
    """up: above the bound, down: below it."""
    bound: float
    days: int = 3


class PlanIO(Schema):
    """What is tried and how it is judged."""

    hypothesis: str = ""
    metric: MetricIO | None = None
    by_file: bool = False
    controls: dict[str, MetricIO] = Field(default_factory=dict)
    direction: str = "up"
    hope: float | None = None
    """As a share: 0.1 is a tenth."""
    starts_on: date | None = None
    ends_on: date | None = None
    hours: int | None = None
    money: Decimal | None = None
    currency: str = "EUR"
    kill: KillIO | None = None
    different: str = ""

    def read(self) -> Plan:
        """Return the plan."""
        plain = ("hypothesis", "by_file", "hope", "starts_on", "ends_on", "hours", "money", "currency", "different")
        return Plan(
            **{name: getattr(self, name) for name in plain},
            metric=self.metric.read() if self.metric else None,
            controls={name: one.read() for name, one in self.controls.items()},
            direction=_direction(self.direction, "direction"),
            kill=_kill(self.kill),
        )

    @staticmethod
    def of(plan: Plan) -> PlanIO:
        """Return a plan as the API says it."""
        plain = ("hypothesis", "by_file", "hope", "starts_on", "ends_on", "hours", "money", "currency", "different")
        kill = plan.kill
        return PlanIO(
            **{name: getattr(plan, name) for name in plain},
            metric=MetricIO.of(plan.metric) if plan.metric else None,
            controls={name: MetricIO.of(one) for name, one in plan.controls.items()},
            direction=plan.direction.value,
            kill=KillIO(metric=MetricIO.of(kill.metric), beyond=kill.beyond.value, bound=kill.bound, days=kill.days)
            if kill
            else None,
        )


class InitiativeIn(Schema):
    """An initiative as far as it is thought out."""

    title: str
    department: int
    sort: str = "other"
    owner: int | None = None
    sponsor: int | None = None
    plan: PlanIO = Field(default_factory=PlanIO)

    def read(self) -> Wanted:
        """Return what is wanted; raise InputRejected naming what is not known."""
        if self.sort not in {one.value for one in Sort}:
            choices = ", ".join(one.value for one in Sort)
            raise InputRejected(f"{self.sort!r} is not known.", place="sort", remedy=f"Choose one of: {choices}.")
        return Wanted(
            title=self.title,
            department=DepartmentId(self.department),
            sort=Sort(self.sort),
            owner=None if self.owner is None else UserId(self.owner),
            sponsor=None if self.sponsor is None else UserId(self.sponsor),
            plan=self.plan.read(),
        )


class InitiativeOut(Schema):
    """An initiative; `missing` names what it lacks for a start, and is empty in lists."""

    id: int
    title: str
    sort: str
    state: str
    outcome: str | None
    department: int | None
    owner: int | None
    sponsor: int | None
    backed_at: datetime | None
    plan: PlanIO
    forecasts: int
    created_at: datetime
    changed_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    reason: str
    taught: str
    missing: list[str] = Field(default_factory=list)
    about: str = ""
    """Stands for the plan that is forecast: handed back with a forecast, so that no other plan is; empty in lists."""

    @staticmethod
    def of(row: InitiativeRow, missing: tuple[str, ...] = (), about: str = "") -> InitiativeOut:
        """Return an initiative as the API says it."""
        one = row.initiative
        plain = (
            "id", "title", "department", "owner", "sponsor", "backed_at", "created_at", "changed_at", "started_at",
            "ended_at", "reason", "taught",
        )  # fmt: skip
        return InitiativeOut(
            **{name: getattr(one, name) for name in plain},
            sort=one.sort.value,
            state=one.state.value,
            outcome=one.outcome.value if one.outcome else None,
            plan=PlanIO.of(one.plan),
            forecasts=row.forecasts,
            missing=list(missing),
            about=about,
        )


class InitiativeEventOut(Schema):
    """One line of a history."""

    at: datetime
    action: str
    actor_name: str
    detail: str


class OutlookOut(Schema):
    """What a try would be able to show, said before it starts; shares."""

    history_days: int
    days: int
    smallest_rise: float | None
    smallest_fall: float | None
    chance: float | None
    """Probability that the stated size would be seen."""
    days_needed: int | None


class SeriesOut(Schema):
    """The series that a verdict was computed from."""

    days: list[date]
    values: list[float]
    controls: dict[str, list[float]]


class VerdictOut(Schema):
    """A verdict with everything that it rests on."""

    at: datetime
    outcome: str
    why: str
    change: float | None
    finding: dict[str, object]
    series: SeriesOut
    plan: PlanIO
    definitions: dict[str, str]
    version: str
    archive_seq: int

    @staticmethod
    def of(judgement: Judgement) -> VerdictOut:
        """Return a verdict as the API says it."""
        series = judgement.series
        return VerdictOut(
            at=judgement.at,
            outcome=judgement.outcome.value,
            why=judgement.why,
            change=judgement.change,
            finding=dict(judgement.finding),
            series=SeriesOut(
                days=list(series.days),
                values=list(series.values),
                controls={name: list(values) for name, values in series.controls.items()},
            ),
            plan=PlanIO.of(judgement.plan),
            definitions=dict(judgement.definitions),
            version=judgement.version,
            archive_seq=judgement.archive_seq,
        )


class SeenIn(Schema):
    """What was read: `changed_at` of the initiative."""

    changed_at: datetime


class ReasonIn(Schema):
    """Why."""

    reason: str


class LearningIn(Schema):
    """What it taught; `named_on_purpose` keeps a colleague's name in it."""

    text: str
    named_on_purpose: bool = False


class SeriesIn(Schema):
    """Lines of CSV: `timestamp,value` and a column for each control."""

    csv: str


class ShownIO(Schema):
    """What lay before somebody who forecast: when, which earlier tries, and what change was said to be visible."""

    at: datetime
    earlier: list[int] = Field(default_factory=list)
    smallest: float | None = None
    """As a share."""

    def read(self) -> Seen:
        """Return it."""
        return Seen(at=self.at, earlier=tuple(InitiativeId(one) for one in self.earlier), smallest=self.smallest)


class GuessIn(Schema):
    """A forecast: shares, 0.6 for 60 %; `low` and `high` hold the change with 80 %."""

    initiative: int
    probability: float
    low: float
    high: float
    about: str = ""
    """`about` of the initiative as it was read: refused where the plan was changed since."""
    shown: ShownIO | None = None


class GuessOut(Schema):
    """What was forecast."""

    probability: float
    low: float
    high: float


class OwnForecastOut(Schema):
    """One's own forecast, with what proves that nobody changed it."""

    initiative: int
    forecast: GuessOut
    at: datetime
    salt: str
    commitment: str
    shown: ShownIO | None


class ForecastsOut(Schema):
    """The forecasts of an initiative: how many, one's own, and when it is over all of them without names."""

    initiative: int
    number: int
    mine: OwnForecastOut | None
    opened: list[GuessOut] | None
    """null while they are sealed, and where fewer than three people forecast."""


class ShareOut(Schema):
    """A share with its 95 % interval."""

    hits: int
    of: int
    value: float
    low: float
    high: float


class CalibrationOut(Schema):
    """How well a group forecasts; `department` null: the whole company."""

    department: int | None
    forecasts: int
    tries: int
    brier: float
    reference: float
    skill: float | None
    coverage: ShareOut | None


def _direction(text: str, place: str) -> Direction:
    try:
        return Direction(text)
    except ValueError as trouble:
        raise InputRejected(f"{text!r} is not known.", place=place, remedy="Choose one of: up, down.") from trouble


def _kill(given: KillIO | None) -> Kill | None:
    if given is None:
        return None
    beyond = _direction(given.beyond, "kill")
    return Kill(metric=given.metric.read(), beyond=beyond, bound=given.bound, days=given.days)

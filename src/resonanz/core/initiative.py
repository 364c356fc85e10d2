"""An initiative: anything that is tried on purpose, with what was expected of it and what came of it.

Everything can be noted as an idea. It starts only with its fields complete (`missing`), because a verdict that was not
prepared is an opinion. What a reader would get wrong: `plan` is what the sponsor signs and what people forecast, so a
changed plan takes signature and forecasts back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Final

from resonanz.core.ids import DepartmentId, InitiativeId, UserId
from resonanz.core.lifecycle import Lifecycle
from resonanz.core.metric import Metric

FEWEST_FORECASTS: Final = 3
"""People who forecast before a start; with fewer, a median would tell what one of them said."""


class InitiativeState(StrEnum):
    """Where an initiative stands."""

    IDEA = "idea"
    READY = "ready"
    """Nothing is missing; it can be started."""
    RUNNING = "running"
    MEASURING = "measuring"
    """Over; the verdict is being computed."""
    JUDGED = "judged"
    STOPPED = "stopped"
    """Ended or dropped without a verdict."""


INITIATIVE = Lifecycle(
    name="initiative",
    start=InitiativeState.IDEA,
    moves={
        "complete": (frozenset({InitiativeState.IDEA}), InitiativeState.READY),
        "change": (frozenset({InitiativeState.IDEA, InitiativeState.READY}), InitiativeState.IDEA),
        "start": (frozenset({InitiativeState.READY}), InitiativeState.RUNNING),
        "measure": (frozenset({InitiativeState.RUNNING}), InitiativeState.MEASURING),
        "judge": (frozenset({InitiativeState.MEASURING}), InitiativeState.JUDGED),
        "stop": (
            frozenset({InitiativeState.IDEA, InitiativeState.READY, InitiativeState.RUNNING}),
            InitiativeState.STOPPED,
        ),
    },
)
BEFORE_START: Final = frozenset({InitiativeState.IDEA, InitiativeState.READY})
OVER: Final = frozenset({InitiativeState.JUDGED, InitiativeState.STOPPED})


class Sort(StrEnum):
    """What kind of thing is tried."""

    CAMPAIGN = "campaign"
    ANSWERING = "answering"
    PRODUCT = "product"
    CHANNEL = "channel"
    OTHER = "other"


class Outcome(StrEnum):
    """What came of it; a third type of its own, because a number that cannot tell is no small flop."""

    HIT = "hit"
    FLOP = "flop"
    CANNOT_TELL = "cannot_tell"


class Direction(StrEnum):
    """Which way the metric is to go."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """Say when it is to be stopped: the mean of a metric over the last `days` whole days beyond a bound."""

    metric: Metric
    beyond: Direction
    """UP: above the bound, DOWN: below it."""
    bound: float
    days: int = 3

    def is_reached(self, mean: float) -> bool:
        """Tell whether a mean lies beyond the bound."""
        return mean > self.bound if self.beyond is Direction.UP else mean < self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Hold what is tried and how it is judged."""

    hypothesis: str = ""
    metric: Metric | None = None
    by_file: bool = False
    """The metric is a series in a file that was handed in, its controls are the file's further columns."""
    controls: Mapping[str, Metric] = field(default_factory=dict)
    """What the try does not touch, by name: other topics, competitors, regions, channels."""
    direction: Direction = Direction.UP
    hope: float | None = None
    """How much it is to change at least, as a share: 0.1 is a tenth more, or with DOWN a tenth less."""
    starts_on: date | None = None
    """First day on which it can show."""
    ends_on: date | None = None
    """Last day that counts."""
    hours: int | None = None
    """People's hours."""
    money: Decimal | None = None
    currency: str = "EUR"
    """ISO 4217."""
    kill: Kill | None = None
    different: str = ""
    """What is different from the earlier tries that are most alike."""

    @property
    def days(self) -> int | None:
        """Return how many days it runs."""
        if self.starts_on is None or self.ends_on is None:
            return None
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """Hold one initiative."""

    id: InitiativeId
    title: str
    sort: Sort
    department: DepartmentId | None
    """Whose members work on it; None: its own was removed."""
    owner: UserId | None
    state: InitiativeState
    plan: Plan
    sponsor: UserId | None
    backed_at: datetime | None
    """When the sponsor signed that they back it and that it may fail."""
    created_by: UserId
    created_at: datetime
    changed_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    """When it was judged or stopped."""
    outcome: Outcome | None = None
    reason: str = ""
    """Why it was stopped."""
    taught: str = ""
    taught_by: UserId | None = None
    taught_at: datetime | None = None
    warned_on: date | None = None
    """The last day for which it was told that the kill criterion is reached."""

    @property
    def is_before_start(self) -> bool:
        """Tell whether it can still be changed."""
        return self.state in BEFORE_START

    @property
    def is_over(self) -> bool:
        """Tell whether it has been judged or stopped."""
        return self.state in OVER

    @property
    def opens_forecasts(self) -> bool:
        """Tell whether its forecasts may be read: it began and is over; an idea that was dropped showed nothing."""
        return self.is_over and self.started_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeEvent:
    """Hold one line of an initiative's history."""

    initiative: InitiativeId
    at: datetime
    action: str
    """noted, sponsor, back, forecast, series, warn, teach or a move of the life-cycle."""
    actor: UserId | None
    """None: the system."""
    detail: str = ""


class Missing(StrEnum):
    """What keeps an initiative an idea."""

    HYPOTHESIS = "hypothesis"
    METRIC = "metric"
    HOPE = "hope"
    START = "start"
    END = "end"
    RESOURCES = "resources"
    KILL = "kill"
    OWNER = "owner"
    SPONSOR = "sponsor"
    DIFFERENT = "different"
    BACKING = "backing"
    FORECASTS = "forecasts"


def missing(initiative: Initiative, *, forecasts: int, has_alike: bool) -> tuple[Missing, ...]:
    """Return what is missing for a start, in the order in which it is asked for; empty: it may be started.

    `has_alike` tells whether earlier tries are so similar that it has to be said what is different this time.
    """
    plan = initiative.plan
    checks = {
        Missing.HYPOTHESIS: bool(plan.hypothesis.strip()),
        Missing.METRIC: plan.by_file or plan.metric is not None,
        Missing.HOPE: plan.hope is not None and plan.hope > 0,
        Missing.START: plan.starts_on is not None,
        Missing.END: plan.days is not None and plan.days > 0,
        Missing.RESOURCES: bool(plan.hours) and plan.money is not None,
        Missing.KILL: plan.kill is not None,
        Missing.OWNER: initiative.owner is not None,
        Missing.SPONSOR: initiative.sponsor is not None and initiative.sponsor != initiative.owner,
        Missing.DIFFERENT: not has_alike or bool(plan.different.strip()),
        Missing.BACKING: initiative.backed_at is not None,
        Missing.FORECASTS: forecasts >= FEWEST_FORECASTS,
    }
    return tuple(lack for lack, there in checks.items() if not there)


def fingerprint(initiative: Initiative, series: str | None) -> str:
    """Return what stands for the plan that people forecast: another one for another title, plan or file."""
    plan = replace(initiative.plan, different="", controls=sorted(initiative.plan.controls.items()))  # type: ignore[arg-type]
    return sha256(repr((initiative.title, plan, series)).encode()).hexdigest()[:16]


def metrics_of(plan: Plan) -> Iterator[Metric]:
    """Yield every metric that a plan names."""
    if plan.metric is not None:
        yield plan.metric
    yield from plan.controls.values()
    if plan.kill is not None:
        yield plan.kill.metric


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold the series that a verdict was computed from: `days` ascending, each row as long as they are."""

    days: tuple[date, ...]
    values: tuple[float, ...]
    controls: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Hold a verdict with the state of everything that it rests on, so that it can be computed again."""

    initiative: InitiativeId
    at: datetime
    outcome: Outcome
    why: str
    """Code of the reason: see `learn.judging.Why`."""
    change: float | None
    """Best estimate of what changed, as a share; None where none may be told."""
    finding: Mapping[str, object]
    """Everything that was found, as plain values: see `learn.judging.finding_of`."""
    series: Snapshot
    plan: Plan
    definitions: Mapping[str, str]
    """Formula of each metric as it was defined then."""
    version: str
    """Of the programme."""
    archive_seq: int
    """Up to where the archive had come; 0 for a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Hold what came of an initiative that was judged, without what its verdict rests on."""

    initiative: InitiativeId
    title: str
    outcome: Outcome
    change: float | None
    """As in its judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """Hold what is compared with new ideas: an initiative that is over."""

    id: InitiativeId
    title: str
    text: str
    """Hypothesis and what it taught."""
    outcome: Outcome | None
    """None: stopped."""
    taught: str = ""

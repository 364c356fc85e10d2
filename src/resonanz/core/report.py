"""What a report is: figures, charts and waiting decisions, kept with their definitions and the state of the data.

A report is plain values, so that whoever opens it in a year reads what was true then; rendering it again gives the
same. What a reader would get wrong: it holds no words and no names of strangers, only numbers and the names that the
company itself gave, so an erasure need not look for anything here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

ReportId = NewType("ReportId", int)
ScheduleId = NewType("ScheduleId", int)


class Section(StrEnum):
    """What a figure answers, in the order of a report."""

    SAID = "said"
    ANSWERED = "answered"
    CHANGED = "changed"
    LEARNED = "learned"


class MailState(StrEnum):
    """What became of mailing a report to somebody."""

    WAITING = "waiting"
    SENDING = "sending"
    """Handed over right now; where a process died meanwhile, nobody knows what became of it."""
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


class Every(StrEnum):
    """How often a report is made by itself."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Hold one value of a metric; None where there was nothing to compute it from."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    """Bounds of the 95 % interval; None where the value was counted."""
    numerator: float = 0.0
    denominator: float | None = None
    undecided: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold one figure of a report: now, in the period before, and what it is by definition."""

    name: str
    """Of the figure in its template; words for it are found by this."""
    section: Section
    unit: str
    """As in `core.metric.Unit`."""
    now: Value
    before: Value
    title: str
    formula: str
    numerator: str
    denominator: str
    gaps: str
    higher_is_better: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Hold one series of a chart, one value a day."""

    key: str
    """Its colour, and its name where `name` is empty."""
    values: tuple[float, ...]
    name: str = ""
    """As the company calls it: a query, a department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Hold the numbers of one chart."""

    name: str
    days: tuple[date, ...]
    series: tuple[Bars, ...]
    gaps: tuple[tuple[int, int], ...] = ()
    """Days on which listening had a gap, as pairs of places, both included."""

    @property
    def total(self) -> float:
        """Return the sum of everything it shows."""
        return sum(sum(one.values) for one in self.series)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Say what waits for somebody to decide."""

    kind: str
    """approvals, unowned, troubled_sources, incidents, needs, ...; words for it are found by this."""
    number: int
    since: datetime | None = None
    """Since when the oldest waits."""
    page: str = ""
    """Path of the page on which it is decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Hold what a report says, in no language."""

    template: str
    company: str
    since: datetime
    """Aware, in UTC; a local midnight of `zone`."""
    until: datetime
    """Exclusive."""
    zone: str
    made_at: datetime
    seq: int
    """Up to which place of the log the archive was counted."""
    version: str
    """Of the Resonanz that counted."""
    lines: tuple[Line, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Hold a report as it is archived."""

    id: ReportId | None = None
    lang: str
    content: Content
    schedule: ScheduleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """Hold a report that was asked for and is not counted yet."""

    id: ReportId | None = None
    template: str
    lang: str
    since: datetime
    until: datetime
    """Exclusive."""
    asked_at: datetime
    schedule: ScheduleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailed:
    """Say what became of mailing a report to one address."""

    recipient: str
    state: MailState
    at: datetime
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Say when a report is made by itself, and who is sent it."""

    id: ScheduleId | None = None
    name: str
    template: str
    lang: str
    every: Every
    hour: int
    """Local hour on Mondays or on the first day of a month."""
    recipients: tuple[str, ...] = field(default=())
    enabled: bool = True
    next_at: datetime
    trouble: str = ""
    """What went wrong with the last one; empty when nothing did."""

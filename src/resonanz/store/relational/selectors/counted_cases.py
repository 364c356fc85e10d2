"""The cases behind a figure: what a measure of cases counted, one line for each, so that the lines are the number.

What a reader would get wrong: waits and promises are deadlines, of which a case may have several; it then stands here
as often as it was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from resonanz.core.errors import InputRejected
from resonanz.core.ids import CaseId
from resonanz.core.metric import Span
from resonanz.core.search import Filter
from resonanz.measure.reading import TIMES
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.case_figures import answered, cases_in, promises_in, reacted, waits_in
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows

PARTS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    **{name: {"cases": ("ended",), "running": ("running",)} for name in TIMES},
    "attainment": {
        "cases": ("met", "breached"),
        "met": ("met",),
        "breached": ("breached",),
        "running": ("running",),
    },
    "answer_rate": {
        "cases": ("answered", "closed_without"),
        "answered": ("answered",),
        "closed_without": ("closed_without",),
        "running": ("running",),
    },
    "reaction_rate": {"cases": ("answered", "reacted"), "reacted": ("reacted",)},
}
"""Name of a metric -> what of it can be listed, `cases` being its denominator -> what came of those that are meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRow:
    """Hold one thing that was counted."""

    case: CaseId
    subject: str
    """Empty when what was said has been erased."""
    channel: str
    at: datetime
    """When it began: what decides whether it lies in the time."""
    kind: str
    """Of the deadline; empty where a case is counted."""
    came: str
    """As in `PARTS`."""
    used: int | None
    """Seconds of working time; None where nothing is waited for."""


@reachable()
def counted(
    name: str, part: str, span: Span, only: Filter, *, after: str | None = None, limit: int = 50
) -> tuple[int, Rows[CountedRow]]:
    """Return how many a figure counted and a page of them, what began last first; two queries."""
    if part not in PARTS.get(name, {}):
        raise InputRejected(
            "This measure counts no such cases.", place="part", remedy="Follow a link from the measure's page."
        )
    waited = name in TIMES or name == "attainment"
    asked: QuerySet[Any] = _deadlines(name, span, only) if waited else _cases(name, span, only)
    found = asked.filter(came__in=PARTS[name][part])
    number, limit = found.count(), bounded(limit)
    if after is not None:
        at, last = read_cursor("counted", after, datetime, int)
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=last))
    rows = list(found.order_by("-at", "-pk")[: limit + 1])
    shown: Callable[[Any], CountedRow] = _of_deadline if waited else _of_case
    return number, page(rows, limit, shown, lambda row: cursor("counted", row.at, row.pk))


def _deadlines(name: str, span: Span, only: Filter) -> QuerySet[Any]:
    if name in TIMES:
        came = Case(When(ended_at__isnull=False, then=Value("ended")), default=Value("running"))
        found = waits_in(TIMES[name], span, only)
    else:
        came = Case(
            When(state__in=PARTS[name]["cases"], then=F("state")), default=Value("running"), output_field=CharField()
        )
        found = promises_in(span, only)
    return found.annotate(at=F("begun_at"), came=came).select_related("case")


def _cases(name: str, span: Span, only: Filter) -> QuerySet[Any]:
    if name == "answer_rate":
        came = Case(
            When(answered(), then=Value("answered")),
            When(alive=1, then=Value("running")),
            default=Value("closed_without"),
        )
        found = cases_in(span, only)
    else:
        came = Case(When(Exists(reacted(OuterRef("pk"))), then=Value("reacted")), default=Value("answered"))
        found = cases_in(span, only).filter(answered())
    return found.annotate(at=F("opened_at"), came=came)


def _of_deadline(row: Any) -> CountedRow:  # noqa: ANN401  a deadline, annotated
    return CountedRow(
        case=CaseId(row.case_id),
        subject=row.case.subject,
        channel=row.case.channel,
        at=row.begun_at,
        kind=row.kind,
        came=row.came,
        used=row.used,
    )


def _of_case(row: Any) -> CountedRow:  # noqa: ANN401  a case, annotated
    return CountedRow(
        case=CaseId(row.pk),
        subject=row.subject,
        channel=row.channel,
        at=row.opened_at,
        kind="",
        came=row.came,
        used=None,
    )

"""Lists of initiatives, one with everything about it, and what was learned from initiatives and incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from resonanz.core.errors import NotFound
from resonanz.core.ids import InitiativeId
from resonanz.core.initiative import InitiativeState
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.initiatives import initiative_of
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows
from resonanz.store.relational.views.initiatives import (
    InitiativeDetail,
    InitiativeEventRow,
    InitiativeRow,
    LearningRow,
)

VIEWS: Final = {
    "running": (InitiativeState.READY, InitiativeState.RUNNING, InitiativeState.MEASURING),
    "ideas": (InitiativeState.IDEA,),
    "register": (InitiativeState.JUDGED, InitiativeState.STOPPED),
    "all": tuple(InitiativeState),
}
"""What a list shows."""
FIRST_YEAR: Final = 2
LAST_YEAR: Final = 9998
"""What a database can look for: the year 1 has no beginning everywhere, what comes after 9998 no end."""
HISTORY: Final = 200
"""Lines of one history that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Say which initiatives are looked for; an empty condition always holds."""

    view: str = "all"
    text: str = ""
    """Each of its words stands in title, hypothesis or learning."""
    sort: str = ""
    outcome: str = ""
    """hit, flop, cannot_tell or stopped."""
    department: int | None = None
    metric: str = ""
    year: int | None = None
    """In which it ended, else in which it was noted."""


@reachable()
def initiatives(looked: Looked, *, after: str | None = None, limit: int = 50) -> Rows[InitiativeRow]:
    """Return a page of initiatives, what ended last first, else what was noted last; one query."""
    limit = bounded(limit)
    found = _found(looked)
    if looked.view == "register":
        found = found.order_by("-ended_at", "-pk")
        if after is not None:
            ended, last = read_cursor("register", after, datetime, int)
            found = found.filter(Q(ended_at__lt=ended) | Q(ended_at=ended, pk__lt=last))
        return page(list(found[: limit + 1]), limit, _row, lambda row: cursor("register", row.ended_at, row.pk))
    found = found.order_by("-pk")
    if after is not None:
        found = found.filter(pk__lt=read_cursor("initiatives", after, int)[0])
    return page(list(found[: limit + 1]), limit, _row, lambda row: cursor("initiatives", row.pk))


@reachable()
def initiative_detail(number: InitiativeId) -> InitiativeDetail:
    """Return everything about an initiative; raise NotFound."""
    row = _rows().select_related("created_by", "taught_by").filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no initiative {number}.")
    events = row.events.select_related("actor").order_by("-pk")[:HISTORY]
    return InitiativeDetail(
        row=_row(row),
        created_by=_name(row.created_by),
        taught_by=_name(row.taught_by),
        history=tuple(
            InitiativeEventRow(at=one.at, action=one.action, actor_name=_name(one.actor), detail=one.detail)
            for one in events
        ),
    )


@reachable()
def learnings(*, text: str = "", after: str | None = None, limit: int = 50) -> Rows[LearningRow]:
    """Return a page of what was learned, the latest first; two queries."""
    limit = bounded(limit)
    taught = models.Initiative.objects.exclude(taught="").exclude(taught_at=None)
    findings = models.Finding.objects.select_related("incident")
    for word in text.split():
        taught = taught.filter(folded__contains=word.casefold())
        findings = findings.filter(Q(text__icontains=word) | Q(incident__title__icontains=word))
    if after is not None:
        at, source, last = read_cursor("learnings", after, datetime, str, int)
        from_incident = source == "incident"  # at the same moment, initiatives come first
        taught = taught.filter(_before("taught_at", at, last, earlier=from_incident))
        findings = findings.filter(_before("at", at, last, earlier=False) if from_incident else Q(at__lte=at))
    both = chain(
        map(_taught, taught.order_by("-taught_at", "-pk")[: limit + 1]),
        map(_finding, findings.order_by("-at", "-pk")[: limit + 1]),
    )
    ordered = sorted(both, key=lambda pair: (pair[0].at, pair[0].source == "initiative", pair[1]), reverse=True)
    shown = page(ordered[: limit + 1], limit, lambda pair: pair, lambda pair: _learning_cursor(*pair))
    return Rows(tuple(row for row, _ in shown.items), shown.next)


@reachable()
def years() -> Sequence[int]:
    """Return the company's years in which initiatives ended, the latest first."""
    ended = models.Initiative.objects.exclude(ended_at=None)
    return [day.year for day in ended.datetimes("ended_at", "year", "DESC", tzinfo=timezone.get_default_timezone())]


@reachable()
def used_metrics() -> Sequence[str]:
    """Return the names of metrics that initiatives are judged by."""
    named = models.Initiative.objects.exclude(metric="").order_by("metric")
    return list(named.values_list("metric", flat=True).distinct())


def _found(looked: Looked) -> QuerySet[models.Initiative]:
    found = _rows().filter(state__in=[state.value for state in VIEWS.get(looked.view, VIEWS["all"])])
    for word in looked.text.split():
        found = found.filter(folded__contains=word.casefold())
    if looked.sort:
        found = found.filter(sort=looked.sort)
    if looked.outcome == InitiativeState.STOPPED.value:
        found = found.filter(state=looked.outcome)
    elif looked.outcome:
        found = found.filter(outcome=looked.outcome)
    if looked.department is not None:
        found = found.filter(department=looked.department)
    if looked.metric:
        found = found.filter(metric=looked.metric)
    if looked.year is not None and not FIRST_YEAR <= looked.year <= LAST_YEAR:
        found = found.none()
    elif looked.year is not None:
        found = found.filter(_within("ended_at", looked.year) | Q(ended_at=None) & _within("created_at", looked.year))
    return found


def _within(column: str, year: int) -> Q:
    """Ask for the moments of a year as the company's clocks show it, whatever zone somebody reads in."""
    begins, ends = (datetime(one, 1, 1, tzinfo=timezone.get_default_timezone()) for one in (year, year + 1))
    return Q(**{f"{column}__gte": begins, f"{column}__lt": ends})


def _rows() -> QuerySet[models.Initiative]:
    named = models.Initiative.objects.select_related("department", "owner", "sponsor")
    return named.annotate(forecast_count=Count("forecasts"))


def _row(row: models.Initiative) -> InitiativeRow:
    return InitiativeRow(
        initiative=initiative_of(row),
        department_name=row.department.name if row.department else "",
        owner_name=_name(row.owner),
        sponsor_name=_name(row.sponsor),
        forecasts=row.forecast_count,  # type: ignore[attr-defined]  # annotated
    )


def _name(user: models.User | None) -> str:
    return user.get_full_name() if user else ""


def _before(column: str, at: object, last: object, *, earlier: bool) -> Q:
    """Return what comes after a row of that time in the list; `earlier`: only what is truly earlier."""
    return Q(**{f"{column}__lt": at}) if earlier else Q(**{f"{column}__lt": at}) | Q(**{column: at, "pk__lt": last})


def _taught(row: models.Initiative) -> tuple[LearningRow, int]:
    at = row.taught_at or row.changed_at
    told = LearningRow(at=at, text=row.taught, source="initiative", number=row.pk, title=row.title, outcome=row.outcome)
    return told, row.pk


def _finding(row: models.Finding) -> tuple[LearningRow, int]:
    told = LearningRow(
        at=row.at, text=row.text, source="incident", number=row.incident_id, title=row.incident.title, outcome=""
    )
    return told, row.pk


def _learning_cursor(row: LearningRow, number: int) -> str:
    return cursor("learnings", row.at, row.source, number)

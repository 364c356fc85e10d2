"""Lists of needs, their history with names, and the facts that the figures are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from resonanz.core.coverage import NeedFacts
from resonanz.core.errors import NotFound
from resonanz.core.ids import DepartmentId, NeedId
from resonanz.core.need import DECIDED, OPEN, NeedState
from resonanz.core.telling import PersonState
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.needs import family, need_of
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows
from resonanz.store.relational.views.needs import NeedEventRow, NeedRow


class Order(StrEnum):
    """What comes first."""

    PEOPLE = "people"
    GROWTH = "growth"
    NEWEST = "newest"


_COLUMNS: Final = {Order.PEOPLE: "people", Order.GROWTH: "growth", Order.NEWEST: "id"}
STATES: Final[Mapping[str, frozenset[NeedState]]] = {
    "open": OPEN,
    "to_tell": DECIDED,
    "told_back": frozenset({NeedState.TOLD_BACK}),
    **{state.value: frozenset({state}) for state in (*sorted(OPEN), *sorted(DECIDED))},
}
"""What a list can be narrowed to -> the states that it holds."""


@reachable()
def needs(
    *,
    states: frozenset[NeedState] | None = None,
    department: DepartmentId | None = None,
    order: Order = Order.PEOPLE,
    after: str | None = None,
    limit: int = 50,
) -> Rows[NeedRow]:
    """Return a page of needs that were not merged away; two queries whatever their number."""
    limit, column = bounded(limit), _COLUMNS[order]
    found = _needs().exclude(state=NeedState.MERGED.value).order_by(f"-{column}", "-pk")
    if states is not None:
        found = found.filter(state__in=[state.value for state in states])
    if department is not None:
        found = found.filter(department=department)
    if after is not None:
        value, last = read_cursor(f"needs-{order.value}", after, int, int)
        found = found.filter(Q(**{f"{column}__lt": value}) | Q(**{column: value, "pk__lt": last}))
    return page(
        list(found[: limit + 1]),
        limit,
        _need_row,
        lambda row: cursor(f"needs-{order.value}", getattr(row, column), row.pk),
    )


@reachable()
def need_row(number: NeedId) -> NeedRow:
    """Return one need; raise NotFound."""
    row = _needs().filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no need {number}.")
    return _need_row(row)


@reachable()
def history(number: NeedId) -> Sequence[NeedEventRow]:
    """Return a need's history with that of those that were merged into it, newest first."""
    found = models.NeedEvent.objects.filter(need__in=family(number)).select_related("actor").order_by("-at", "-pk")
    return [
        NeedEventRow(
            at=row.at,
            action=row.action,
            actor_name=row.actor.get_full_name() if row.actor else "",
            detail=row.detail,
            other=None if row.other is None else NeedId(row.other),
        )
        for row in found
    ]


@reachable()
def choices(limit: int = 100) -> Sequence[tuple[NeedId, str]]:
    """Return needs that are open to choose from, those that changed last first."""
    found = models.Need.objects.filter(state__in=[state.value for state in OPEN]).order_by("-changed_at")
    return [(NeedId(number), title) for number, title in found.values_list("pk", "title")[:limit]]


@reachable()
def facts(department: DepartmentId | None = None) -> Sequence[NeedFacts]:
    """Return what the figures need to know of every need that was not merged away."""
    found = _needs().exclude(state=NeedState.MERGED.value)
    if department is not None:
        found = found.filter(department=department)
    return [
        NeedFacts(
            state=NeedState(row.state),
            owned=row.department_id is not None,
            done=row.outcome == NeedState.DONE.value,
            people=row.people,
            told=row.told_number,  # type: ignore[attr-defined]  # annotated by _needs
            cannot=row.cannot_number,  # type: ignore[attr-defined]
        )
        for row in found
    ]


def _needs() -> QuerySet[models.Need]:
    return models.Need.objects.select_related("department", "owner").annotate(
        told_number=_on_list(PersonState.TOLD), cannot_number=_on_list(PersonState.CANNOT)
    )


def _on_list(state: PersonState) -> Coalesce:
    rows = models.Told.objects.filter(need=OuterRef("pk"), state=state.value).order_by().values("need")
    return Coalesce(Subquery(rows.annotate(many=Count("pk")).values("many")), 0)


def _need_row(row: models.Need) -> NeedRow:
    return NeedRow(
        need=need_of(row),
        department_name=row.department.name if row.department else "",
        owner_name=row.owner.get_full_name() if row.owner else "",
        people=row.people,
        mentions=row.mentions,
        proposed=row.proposed,
        recent=row.recent,
        growth=row.growth,
        told=row.told_number,  # type: ignore[attr-defined]
        cannot=row.cannot_number,  # type: ignore[attr-defined]
    )

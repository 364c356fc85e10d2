"""Surges: the list, one with what is different in it, and the alarm budget."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from resonanz.api.schemas import LARGEST_PAGE, Page
from resonanz.api.tokens import actor
from resonanz.app.wiring import house
from resonanz.core.ids import SurgeId
from resonanz.store.relational.editing.surges import set_budget
from resonanz.store.relational.selectors import surges as selector
from resonanz.store.relational.views.surges import SurgeRow
from resonanz.understand.rising import compared

router = Router()


class SurgeOut(Schema):
    """A surge; `ended_at` is null while it lasts, numbers are voices an hour at its highest."""

    id: int
    series: str
    also: list[str]
    gravity: int
    started_at: datetime
    peak_at: datetime
    ended_at: datetime | None
    severity: float
    expected: float
    observed: float
    voices: int
    mentions: int
    negative: int
    reach: int
    incident: int | None

    @staticmethod
    def of(row: SurgeRow) -> SurgeOut:
        """Return a surge as the API says it."""
        told = {name: getattr(row.surge, name) for name in SurgeOut.model_fields if name != "incident"}
        return SurgeOut(
            **told | {"also": list(row.surge.also), "gravity": row.surge.gravity.value}, incident=row.incident
        )


class DifferenceOut(Schema):
    """Something more frequent than before: voices now and before, log-odds in standard errors."""

    name: str
    during: int
    before: int
    score: float


class InfluenceOut(Schema):
    """Somebody who spoke in the surge."""

    name: str
    channel: str
    mentions: int
    followers: int | None


class DifferencesOut(Schema):
    """What is different in a surge, against the two weeks before."""

    words: list[DifferenceOut]
    channels: list[DifferenceOut]
    links: list[DifferenceOut]
    authors: list[InfluenceOut]
    voices_during: int
    voices_before: int


class BudgetOut(Schema):
    """How many false alarms a week are borne, over all series together."""

    per_week: float


@router.get("", response=Page[SurgeOut], summary="Surges, the latest first")
def surges(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> Page[SurgeOut]:
    """Return a page of surges."""
    actor(request)
    rows = selector.surges(after=cursor or None, limit=max(1, min(limit, LARGEST_PAGE)))
    return Page[SurgeOut](items=[SurgeOut.of(row) for row in rows.items], next=rows.next)


@router.get("/budget", response=BudgetOut, summary="The alarm budget")
def budget(request: HttpRequest) -> BudgetOut:
    """Return how many false alarms are borne."""
    actor(request)
    return BudgetOut(per_week=house().surges.budget())


@router.put("/budget", response=BudgetOut, summary="Set the alarm budget")
def set_it(request: HttpRequest, wanted: BudgetOut) -> BudgetOut:
    """Set how many false alarms are borne."""
    set_budget(actor(request), wanted.per_week, house().clock.now())
    return BudgetOut(per_week=house().surges.budget())


@router.get("/{int:surge}", response=SurgeOut, summary="A surge")
def one(request: HttpRequest, surge: int) -> SurgeOut:
    """Return one surge."""
    actor(request)
    return SurgeOut.of(selector.surge(SurgeId(surge)))


@router.get("/{int:surge}/differences", response=DifferencesOut, summary="What is different in a surge")
def what(request: HttpRequest, surge: int) -> DifferencesOut:
    """Compare a surge with the two weeks before it."""
    actor(request)
    found = compared(house().archive, selector.surge(SurgeId(surge)).surge, house().clock.now())
    return DifferencesOut.model_validate(found, from_attributes=True)

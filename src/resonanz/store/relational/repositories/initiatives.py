"""Initiatives with their history, the series that were handed in, and verdicts.

Plans and verdicts are JSON of the nouns in core: a field that is added there with a default can be read from old rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from django.db import IntegrityError, transaction

from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import DepartmentId, InitiativeId, UserId
from resonanz.core.initiative import (
    OVER,
    Came,
    Initiative,
    InitiativeEvent,
    InitiativeState,
    Judgement,
    Outcome,
    Plan,
    Sort,
    Try,
)
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.rows import user_of
from resonanz.store.relational.text import shortened, storable

FILE: Final = "file"
"""Stands where the name of a metric does, for a series that was handed in."""


class StoredInitiativeBook:
    """Keep initiatives; every change is a compare-and-swap."""

    @reachable()
    def add(self, initiative: Initiative, event: InitiativeEvent) -> Initiative:
        """Store a new initiative with the first line of its history; return it with its id."""
        with transaction.atomic():
            _refuse_strangers(initiative.owner, initiative.sponsor)
            row = models.Initiative.objects.create(created_by_id=initiative.created_by, **_columns(initiative))
            _note(event, row.pk)
        return initiative_of(row)

    @reachable()
    def load(self, initiative: InitiativeId) -> Initiative:
        """Return one initiative; raise NotFound."""
        return initiative_of(_row(initiative))

    @reachable()
    def change(
        self,
        before: Initiative,
        after: Initiative,
        event: InitiativeEvent,
        *,
        anew: bool = False,
        series: str | None = None,
    ) -> None:
        """Store a changed initiative with its event; raise Conflict if it is no longer as `before`."""
        with transaction.atomic():
            _swap(before, after, event)
            if anew:
                models.Forecast.objects.filter(initiative=before.id).delete()
            if series is not None:
                models.InitiativeSeries.objects.update_or_create(
                    initiative_id=before.id, defaults={"text": storable(series)}
                )

    @reachable()
    def note(self, event: InitiativeEvent) -> None:
        """Add a line to a history that changes nothing else; raise NotFound."""
        _note(event, _row(event.initiative).pk)

    @reachable()
    def history(self, initiative: InitiativeId) -> list[InitiativeEvent]:
        """Return an initiative's history, oldest first."""
        return [
            InitiativeEvent(
                initiative=initiative, at=row.at, action=row.action, actor=user_of(row.actor_id), detail=row.detail
            )
            for row in models.InitiativeEvent.objects.filter(initiative=initiative).order_by("pk")
        ]

    @reachable()
    def standing(self, states: Sequence[InitiativeState]) -> list[Initiative]:
        """Return the initiatives in these states, oldest first."""
        wanted = [state.value for state in states]
        return [initiative_of(row) for row in models.Initiative.objects.filter(state__in=wanted).order_by("pk")]

    @reachable()
    def tries(self, *, limit: int) -> list[Try]:
        """Return those that are over, the latest first."""
        found = models.Initiative.objects.filter(state__in=[state.value for state in OVER])
        return [_try(initiative_of(row)) for row in found.order_by("-ended_at", "-pk")[:limit]]

    @reachable()
    def series(self, initiative: InitiativeId) -> str | None:
        """Return the lines that were handed in, None when there are none."""
        return series_of(initiative)

    @reachable()
    def judge(self, before: Initiative, after: Initiative, event: InitiativeEvent, judgement: Judgement) -> None:
        """Store a verdict with the changed initiative; raise Conflict as `change` does, or where there is one."""
        text = msgspec.json.encode(judgement).decode()
        try:
            with transaction.atomic():
                _swap(before, after, event)
                models.Judgement.objects.create(
                    initiative_id=before.id, at=judgement.at, change=judgement.change, state=text
                )
        except IntegrityError:
            raise Conflict(f"Initiative {before.id} was changed in the meantime.") from None

    @reachable()
    def judgement(self, initiative: InitiativeId) -> Judgement | None:
        """Return the verdict, None where there is none."""
        text = models.Judgement.objects.filter(pk=initiative).values_list("state", flat=True).first()
        return None if text is None else judgement_of(text)

    @reachable()
    def judged(self) -> list[Came]:
        """Return what came of every initiative that was judged, oldest first."""
        rows = models.Judgement.objects.order_by("at", "pk").values_list(
            "initiative_id", "initiative__title", "initiative__outcome", "change"
        )
        return [
            Came(initiative=InitiativeId(number), title=title, outcome=Outcome(outcome), change=change)
            for number, title, outcome, change in rows
        ]


def series_of(initiative: InitiativeId) -> str | None:
    """Return the lines that were handed in, None when there are none."""
    return models.InitiativeSeries.objects.filter(pk=initiative).values_list("text", flat=True).first()


def initiative_of(row: models.Initiative) -> Initiative:
    """Return an initiative."""
    return Initiative(
        id=InitiativeId(row.pk),
        title=row.title,
        sort=Sort(row.sort),
        department=None if row.department_id is None else DepartmentId(row.department_id),
        owner=user_of(row.owner_id),
        state=InitiativeState(row.state),
        plan=msgspec.json.decode(row.plan, type=Plan),
        sponsor=user_of(row.sponsor_id),
        backed_at=row.backed_at,
        created_by=UserId(row.created_by_id),
        created_at=row.created_at,
        changed_at=row.changed_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        reason=row.reason,
        taught=row.taught,
        taught_by=user_of(row.taught_by_id),
        taught_at=row.taught_at,
        warned_on=row.warned_on,
    )


def judgement_of(text: str) -> Judgement:
    """Return a verdict from its JSON."""
    return msgspec.json.decode(text, type=Judgement)


def _try(initiative: Initiative) -> Try:
    return Try(
        id=initiative.id,
        title=initiative.title,
        text=f"{initiative.plan.hypothesis}\n{initiative.taught}",
        outcome=initiative.outcome,
        taught=initiative.taught,
    )


def _row(initiative: InitiativeId, *, lock: bool = False) -> models.Initiative:
    rows = models.Initiative.objects.select_for_update() if lock else models.Initiative.objects
    row = rows.filter(pk=initiative).first()
    if row is None:
        raise NotFound(f"There is no initiative {initiative}.")
    return row


def _swap(before: Initiative, after: Initiative, event: InitiativeEvent) -> None:
    row = _row(before.id, lock=True)
    if (after.owner, after.sponsor) != (before.owner, before.sponsor):
        _refuse_strangers(after.owner, after.sponsor)
    if initiative_of(row) != before:
        raise Conflict(f"Initiative {before.id} was changed in the meantime.")
    models.Initiative.objects.filter(pk=row.pk).update(**_columns(after))
    _note(event, row.pk)


def _refuse_strangers(*people: UserId | None) -> None:
    for person in people:
        if person is not None and not models.User.objects.filter(pk=person, is_active=True).exists():
            raise NotFound(f"There is no person {person}.")


def _columns(initiative: Initiative) -> dict[str, object]:
    plan = initiative.plan
    return {
        "title": shortened(initiative.title, 200),
        "sort": initiative.sort.value,
        "department_id": initiative.department,
        "owner_id": initiative.owner,
        "state": initiative.state.value,
        "plan": storable(msgspec.json.encode(plan).decode()),
        "metric": FILE if plan.by_file else plan.metric.name if plan.metric else "",
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "sponsor_id": initiative.sponsor,
        "backed_at": initiative.backed_at,
        "created_at": initiative.created_at,
        "changed_at": initiative.changed_at,
        "started_at": initiative.started_at,
        "ended_at": initiative.ended_at,
        "outcome": initiative.outcome.value if initiative.outcome else "",
        "reason": storable(initiative.reason),
        "taught": storable(initiative.taught),
        "taught_by_id": initiative.taught_by,
        "taught_at": initiative.taught_at,
        "warned_on": initiative.warned_on,
        "folded": storable(f"{initiative.title}\n{plan.hypothesis}\n{initiative.taught}".casefold()),
    }


def _note(event: InitiativeEvent, initiative: int) -> None:
    models.InitiativeEvent.objects.create(
        initiative_id=initiative, at=event.at, action=event.action, actor_id=event.actor, detail=storable(event.detail)
    )

"""Criticism with its decisions and its cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q

from resonanz.core.criticism import Criticism, CriticismEvent, CriticismState
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import CaseId, CriticismId, DepartmentId, MentionId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.ready_answers import refuse_strangers
from resonanz.store.relational.rows import user_of
from resonanz.store.relational.text import shortened, storable

ELSEWHERE = "This case belongs to another criticism."


class StoredCriticismBook:
    """Keep criticism; every change is a compare-and-swap."""

    @reachable()
    def add(self, criticism: Criticism, case: CaseId, event: CriticismEvent) -> Criticism:
        """Store a new one that a case belongs to; return it with its id. Raise Conflict if the case has one."""
        _refuse_unknown(case)
        refuse_strangers(None, criticism.owner)
        try:
            with transaction.atomic():
                row = models.Criticism.objects.create(**_columns(criticism))
                models.CriticismCase.objects.create(criticism=row, case_id=case)
                _note(event, row.pk)
        except IntegrityError:
            raise Conflict(ELSEWHERE) from None
        return criticism_of(row)

    @reachable()
    def load(self, criticism: CriticismId) -> Criticism:
        """Return one criticism; raise NotFound."""
        return criticism_of(_row(criticism))

    @reachable()
    def of_case(self, case: CaseId) -> Criticism | None:
        """Return the criticism that a case belongs to."""
        row = models.Criticism.objects.filter(cases__case=case).first()
        return None if row is None else criticism_of(row)

    @reachable()
    def change(self, before: Criticism, after: Criticism, event: CriticismEvent) -> None:
        """Store a changed one with its event; raise Conflict if it is no longer as `before`."""
        refuse_strangers(None, after.owner if after.owner != before.owner else None)
        with transaction.atomic():
            row = _row(before.id, lock=True)
            if criticism_of(row) != before:
                raise Conflict(f"Criticism {before.id} was changed in the meantime.")
            models.Criticism.objects.filter(pk=row.pk).update(**_columns(after))
            _note(event, row.pk)

    @reachable()
    def note(self, event: CriticismEvent) -> None:
        """Add a line to a history that changes nothing else; raise NotFound."""
        _note(event, _row(event.criticism).pk)

    @reachable()
    def cases(self, criticism: CriticismId) -> list[CaseId]:
        """Return the cases that belong to it, in the order they came."""
        found = models.CriticismCase.objects.filter(criticism=criticism).order_by("pk")
        return [CaseId(number) for number in found.values_list("case_id", flat=True)]

    @reachable()
    def mentions(self, criticism: CriticismId) -> list[tuple[CaseId, MentionId]]:
        """Return what was said in each of its cases, in the order the cases came and the mentions joined.

        What a case brought into another one when they were merged stands there now, and is told as said there.
        """
        cases = models.CriticismCase.objects.filter(criticism=criticism).values("case_id")
        found = models.CaseMention.objects.filter(Q(case__in=cases) | Q(origin__in=cases))
        rows = found.order_by("case__criticism__pk", "pk").values_list("case_id", "mention")
        return [(CaseId(case), MentionId(mention)) for case, mention in rows]

    @reachable()
    def put_case(self, case: CaseId, event: CriticismEvent, *, belongs: bool) -> None:
        """Add or take out a case; raise Conflict if it belongs to another, NotFound if there is no such."""
        _refuse_unknown(case)
        with transaction.atomic():
            row = _row(event.criticism, lock=True)
            there = models.CriticismCase.objects.filter(case=case).first()
            if there is not None and there.criticism_id != row.pk:
                raise Conflict(ELSEWHERE)
            if (there is not None) is belongs:
                return
            if belongs:
                models.CriticismCase.objects.create(criticism=row, case_id=case)
            else:
                models.CriticismCase.objects.filter(case=case).delete()
            _note(event, row.pk)

    @reachable()
    def events(self, criticism: CriticismId) -> list[CriticismEvent]:
        """Return its history, oldest first."""
        return [
            CriticismEvent(
                criticism=criticism, at=row.at, action=row.action, actor=user_of(row.actor_id), detail=row.detail
            )
            for row in models.CriticismEvent.objects.filter(criticism=criticism).order_by("pk")
        ]

    @reachable()
    def due(self, now: datetime, *, zone: str) -> list[Criticism]:
        """Return the deferred ones whose day has come, in the company's time zone."""
        today = now.astimezone(ZoneInfo(zone)).date()
        found = models.Criticism.objects.filter(state=CriticismState.DEFERRED.value, until__lte=today)
        return [criticism_of(row) for row in found.order_by("until", "pk")]


def criticism_of(row: models.Criticism) -> Criticism:
    """Return a criticism."""
    return Criticism(
        id=CriticismId(row.pk),
        title=row.title,
        department=None if row.department_id is None else DepartmentId(row.department_id),
        state=CriticismState(row.state),
        owner=user_of(row.owner_id),
        reason=row.reason,
        until=row.until,
        change=row.change,
        decided_by=user_of(row.decided_by_id),
        decided_at=row.decided_at,
        changed_at=row.changed_at,
    )


def _columns(criticism: Criticism) -> dict[str, Any]:
    return {
        "title": shortened(criticism.title, 200),
        "department_id": criticism.department,
        "state": criticism.state.value,
        "owner_id": criticism.owner,
        "reason": storable(criticism.reason),
        "until": criticism.until,
        "change": storable(criticism.change),
        "decided_by_id": criticism.decided_by,
        "decided_at": criticism.decided_at,
        "changed_at": criticism.changed_at,
    }


def _note(event: CriticismEvent, criticism: int) -> None:
    models.CriticismEvent.objects.create(
        criticism_id=criticism, at=event.at, action=event.action, actor_id=event.actor, detail=storable(event.detail)
    )


def _refuse_unknown(case: CaseId) -> None:
    if not models.Case.objects.filter(pk=case).exists():
        raise NotFound(f"There is no case {case}.")


def _row(criticism: CriticismId, *, lock: bool = False) -> models.Criticism:
    rows = models.Criticism.objects.select_for_update() if lock else models.Criticism.objects
    found = rows.filter(pk=criticism).first()
    if found is None:
        raise NotFound(f"There is no criticism {criticism}.")
    return found

"""Things done to many cases at once, and what each case was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Max, Q

from resonanz.core.case import Case, CaseEvent
from resonanz.core.errors import NotFound
from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.sweep import Doing, Sweep, SweepId, Swept, Wish, swept
from resonanz.core.understood import Kind, Priority
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.casebook import StoredCasebook
from resonanz.store.relational.text import from_json, shortened, to_json

KEPT: Final = timedelta(days=7)
"""How long it is remembered what a sweep did; the cases' own histories keep it for good."""


class StoredSweeps:
    """Keep sweeps."""

    @reachable()
    def begin(self, sweep: Sweep) -> Sweep:
        """Keep a new sweep; return it with its id. What is older than a week is forgotten."""
        models.Sweep.objects.filter(actor=sweep.actor, at__lt=sweep.at - KEPT).delete()
        row = models.Sweep.objects.create(
            actor_id=sweep.actor, at=sweep.at, wish=to_json(_written(sweep.wish)), asked=sweep.asked
        )
        return self.load(SweepId(row.pk))

    @reachable()
    def load(self, sweep: SweepId) -> Sweep:
        """Return a sweep with what it has done so far; raise NotFound."""
        row = models.Sweep.objects.filter(pk=sweep).first()
        if row is None:
            raise NotFound(f"There is no sweep {sweep}.")
        return _sweep_of(row)

    @reachable()
    def newest(self, actor: UserId) -> Sweep | None:
        """Return somebody's last sweep."""
        row = models.Sweep.objects.filter(actor=actor).order_by("-pk").first()
        return None if row is None else _sweep_of(row)

    @reachable()
    def change(self, sweep: SweepId, before: Case, after: Case, event: CaseEvent) -> None:
        """Store a changed case with its event, and what the sweep did to it, all or nothing."""
        done = swept(before, after)
        with transaction.atomic():
            StoredCasebook().change(before, after, event)
            models.SweepCase.objects.update_or_create(
                sweep_id=sweep,
                case_id=before.id,
                defaults={
                    "at": done.at,
                    "before": to_json(done.before),
                    "after": to_json(done.after),
                    "refused": "",
                },
            )

    @reachable()
    def refuse(self, sweep: SweepId, case: CaseId, why: str) -> None:
        """Remember that it could not be done to a case, and why; a case that is not there leaves nothing."""
        if models.Case.objects.filter(pk=case).exists():
            said = {"refused": shortened(why, 300)}
            models.SweepCase.objects.get_or_create(sweep_id=sweep, case_id=case, defaults=said)

    @reachable()
    def reached(self, sweep: SweepId) -> CaseId:
        """Return the highest case that something is remembered of; 0 for none."""
        found = models.SweepCase.objects.filter(sweep=sweep).aggregate(highest=Max("case_id"))
        return CaseId(found["highest"] or 0)

    @reachable()
    def refusals(self, sweep: SweepId, *, limit: int = 20) -> Sequence[tuple[CaseId, str]]:
        """Return the first cases to which it could not be done, and why."""
        found = models.SweepCase.objects.filter(sweep=sweep).exclude(refused="").order_by("case_id")
        return [(CaseId(row.case_id), row.refused) for row in found[:limit]]

    @reachable()
    def end(self, sweep: SweepId, at: datetime) -> None:
        """Note that nothing is left to do."""
        models.Sweep.objects.filter(pk=sweep, ended_at=None).update(ended_at=at, **_counts(sweep))

    @reachable()
    def swept(self, sweep: SweepId, *, after: CaseId, limit: int) -> Sequence[Swept]:
        """Return what was done to cases above a number and is not taken back, in the order of their numbers."""
        found = models.SweepCase.objects.filter(sweep=sweep, case__gt=after, undone=False).exclude(before="")
        return [
            Swept(case=CaseId(row.case_id), at=row.at, before=from_json(row.before), after=from_json(row.after))
            for row in found.order_by("case_id")[:limit]
            if row.at is not None
        ]

    @reachable()
    def take_back(self, sweep: SweepId, now: Case, restored: Case, event: CaseEvent) -> None:
        """Store a case as it was, with its event, and that this was taken back, all or nothing."""
        with transaction.atomic():
            StoredCasebook().change(now, restored, event)
            models.SweepCase.objects.filter(sweep=sweep, case=now.id).update(undone=True)

    @reachable()
    def end_undoing(self, sweep: SweepId, at: datetime) -> None:
        """Note that it was taken back, as far as it could be."""
        restored = models.SweepCase.objects.filter(sweep=sweep, undone=True).count()
        models.Sweep.objects.filter(pk=sweep).update(undone_at=at, restored=restored)


def _counts(sweep: int) -> dict[str, int]:
    return models.SweepCase.objects.filter(sweep=sweep).aggregate(
        done=Count("pk", filter=~Q(before="")), refused=Count("pk", filter=~Q(refused=""))
    )


def _sweep_of(row: models.Sweep) -> Sweep:
    counts = {"done": row.done, "refused": row.refused} if row.ended_at else _counts(row.pk)
    return Sweep(
        id=SweepId(row.pk),
        actor=UserId(row.actor_id),
        at=row.at,
        wish=_read(from_json(row.wish)),
        asked=row.asked,
        ended_at=row.ended_at,
        undone_at=row.undone_at,
        restored=row.restored,
        **counts,
    )


def _written(wish: Wish) -> dict[str, object]:
    return {
        "doing": wish.doing.value,
        "owner": wish.owner,
        "department": wish.department,
        "priority": wish.priority and wish.priority.value,
        "kind": wish.kind and wish.kind.value,
        "until": wish.until and wish.until.isoformat(),
        "reason": wish.reason,
    }


def _read(written: Mapping[str, Any]) -> Wish:
    owner, department, until = written["owner"], written["department"], written["until"]
    return Wish(
        doing=Doing(written["doing"]),
        owner=UserId(owner) if isinstance(owner, int) else None,
        department=DepartmentId(department) if isinstance(department, int) else None,
        priority=Priority(written["priority"]) if written["priority"] else None,
        kind=Kind(written["kind"]) if written["kind"] else None,
        until=datetime.fromisoformat(until) if until else None,
        reason=str(written["reason"]),
    )

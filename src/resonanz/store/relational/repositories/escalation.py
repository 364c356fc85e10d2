"""What is owed in cases, the ladders of departments, and the steps that were taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Max, Q

from resonanz.core.assigning import Absence, away
from resonanz.core.deadline import DeadlineState
from resonanz.core.escalation import USUAL, Crew, Due, Ladder, Owed, Reached, Step, Whom
from resonanz.core.ids import AbsenceId, DepartmentId, UserId
from resonanz.core.policy import Role
from resonanz.core.ports.escalation import Standing
from resonanz.core.understood import Voice
from resonanz.store.relational import models
from resonanz.store.relational.models.work import NEVER_DUE
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.rows import case_of
from resonanz.store.relational.text import from_json

_TICKING = (DeadlineState.RUNNING.value, DeadlineState.BREACHED.value)


class StoredEscalationBook:
    """Keep ladders and what was taken of them."""

    def __init__(self, zone: str) -> None:
        """Make it; days of absence are told in `zone`."""
        self._zone = ZoneInfo(zone)

    @reachable()
    def due(self, now: datetime, *, limit: int) -> list[Standing]:
        """Return cases whose escalation is to be looked at; five queries. A stale one waits for its deadlines."""
        rows = models.Case.objects.select_related("owner").filter(escalate_at__lte=now, stale=0)
        found = list(rows.order_by("escalate_at", "pk")[:limit])
        owed, waiting = _owed([row.pk for row in found]), _waiting([row.pk for row in found])
        taken = defaultdict(set)
        for case, mark in models.EscalationStep.objects.filter(case__in=found).values_list("case_id", "mark"):
            taken[case].add(mark)
        return [
            Standing(
                case=case_of(row),
                owned=row.owner is not None and row.owner.is_active,
                waits=row.pk in waiting,
                owed=tuple(owed[row.pk]),
                taken=frozenset(taken[row.pk]),
            )
            for row in found
        ]

    @reachable()
    def write(
        self, seen: Standing, taken: Sequence[tuple[Due, Reached]], *, at: datetime, next_at: datetime | None
    ) -> bool:
        """Remember steps and when to look next."""
        number = seen.case.id
        with transaction.atomic():
            row = models.Case.objects.select_for_update().filter(pk=number, stale=0).first()
            if row is None or case_of(row) != seen.case or tuple(_owed([number])[number]) != seen.owed:
                return False
            if models.EscalationStep.objects.filter(case=number).exclude(mark__in=seen.taken).exists():
                return False  # another process took a step since
            models.EscalationStep.objects.bulk_create(
                models.EscalationStep(case_id=number, mark=due.mark, at=at) for due, _reached in taken
            )
            models.CaseEvent.objects.bulk_create(
                models.CaseEvent(case_id=number, at=at, action=f"escalate_{reached.whom.value}")
                for _due, reached in taken
            )
            models.Case.objects.filter(pk=number).update(
                escalate_at=NEVER_DUE if next_at is None else next_at, stale=F("stale") + len(taken)
            )
        return True

    @reachable()
    def ladder(self, department: DepartmentId) -> Ladder:
        """Return a department's ladder."""
        row = models.DepartmentLadder.objects.filter(pk=department).first()
        if row is None:
            above = models.Department.objects.filter(slug="management").exclude(pk=department)
            number = above.values_list("pk", flat=True).first()
            return Ladder(steps=USUAL, next_level=None if number is None else DepartmentId(number))
        return ladder_of(row)

    @reachable()
    def crew(self, department: DepartmentId, now: datetime) -> Crew:
        """Return who works in a department."""
        held = models.Membership.objects.filter(department=department, user__is_active=True).order_by("pk")
        roles = [(UserId(user), role) for user, role in held.values_list("user_id", "role")]
        return Crew(
            leads=tuple(user for user, role in roles if role >= Role.LEAD),
            members=tuple(user for user, role in roles if role >= Role.MEMBER),
            away=away(_absences(now - timedelta(days=1)), now.astimezone(self._zone).date()),
            active=frozenset(
                UserId(one) for one in models.User.objects.filter(is_active=True).values_list("pk", flat=True)
            ),
        )

    @reachable()
    def administrators(self) -> tuple[UserId, ...]:
        """Return the administrators who may sign in."""
        found = models.User.objects.filter(is_administrator=True, is_active=True).order_by("pk")
        return tuple(UserId(one) for one in found.values_list("pk", flat=True))


def ladder_of(row: models.DepartmentLadder) -> Ladder:
    """Return a row as a ladder."""
    return Ladder(
        steps=tuple(
            Step(Whom(one["whom"]), one["minutes"], working=one["working"]) for one in from_json(row.steps)["steps"]
        ),
        next_level=None if row.next_level_id is None else DepartmentId(row.next_level_id),
        changed_at=row.changed_at,
    )


def _owed(cases: Sequence[int]) -> defaultdict[int, list[Owed]]:
    found: defaultdict[int, list[Owed]] = defaultdict(list)
    rows = models.CaseDeadline.objects.filter(case__in=cases, state__in=_TICKING, ended_at__isnull=True)
    for row in rows.order_by("place"):
        owed = Owed(kind=row.kind, round=row.round, department=DepartmentId(row.department), due_at=row.due_at)
        found[row.case_id].append(owed)
    return found


def _waiting(cases: Sequence[int]) -> set[int]:
    """Return which of these cases wait for their author: that was said last."""
    spoke = Q(action="joined", voice=Voice.MARKET.value) | Q(action__in=("resume", "react"))
    said = models.CaseEvent.objects.filter(spoke | Q(action="wait"), case__in=cases).order_by()
    last = said.values("case").annotate(waited=Max("pk", filter=Q(action="wait")), over=Max("pk", filter=spoke))
    return {row["case"] for row in last if row["waited"] and row["waited"] > (row["over"] or 0)}


def _absences(since: datetime) -> Iterable[Absence]:
    for row in models.Absence.objects.filter(last__gte=since.date()):
        yield Absence(
            id=AbsenceId(row.pk),
            person=UserId(row.person_id),
            first=row.first,
            last=row.last,
            substitute=None if row.substitute_id is None else UserId(row.substitute_id),
        )


__all__ = ["StoredEscalationBook", "ladder_of"]

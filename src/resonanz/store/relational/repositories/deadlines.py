"""Versions of the rules of deadlines, and what was worked out for each case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from resonanz.core.deadline import Deadline, DeadlineState
from resonanz.core.ids import CaseId, UserId
from resonanz.core.ports.deadlines import RulesVersion, Stale
from resonanz.store.relational import models
from resonanz.store.relational.models.work import NEVER_DUE
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.text import from_json, to_json


class StoredDeadlineBook:
    """Keep rules and what they lead to."""

    @reachable()
    def versions(self) -> list[RulesVersion]:
        """Return every version, the oldest first."""
        return [
            RulesVersion(number=row.pk, valid_from=row.valid_from, document=from_json(row.document))
            for row in models.DeadlineRules.objects.order_by("pk")
        ]

    @reachable()
    def newest(self) -> int:
        """Return the number of the newest version, 0 where there is none."""
        return models.DeadlineRules.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    @reachable()
    def add(self, document: Mapping[str, object], *, at: datetime, by: UserId | None, adopt: bool) -> int:
        """Store a version; the first one is valid from the beginning of time."""
        with transaction.atomic():
            first = not models.DeadlineRules.objects.exists()
            # Cases that were to adopt an older version adopt this one instead.
            waiting = models.DeadlineRules.objects.filter(adopting__isnull=False)
            adopt = bool(waiting.update(adopting=None)) or adopt
            row = models.DeadlineRules.objects.create(
                document=to_json(document),
                valid_from=None if first else at,
                at=at,
                by_id=by,
                adopting=0 if adopt and not first else None,
            )
            if first:
                models.Case.objects.filter(alive=1).update(stale=F("stale") + 1)
        return row.pk

    @reachable()
    def adopt(self, *, at: datetime, limit: int) -> int:
        """Write `adopt_rules` into the logs of the next open cases."""
        with transaction.atomic():
            row = models.DeadlineRules.objects.select_for_update().filter(adopting__isnull=False).first()
            if row is None:
                return 0
            older = models.Case.objects.filter(alive=1, pk__gt=row.adopting, opened_at__lt=row.valid_from or at)
            cases = list(older.order_by("pk").values_list("pk", flat=True)[:limit])
            models.CaseEvent.objects.bulk_create(
                models.CaseEvent(case_id=case, at=at, action="adopt_rules", detail=str(row.pk)) for case in cases
            )
            models.Case.objects.filter(pk__in=cases).update(stale=F("stale") + 1)
            row.adopting = cases[-1] if len(cases) == limit else None
            row.save(update_fields=["adopting"])
        return len(cases)

    @reachable()
    def stale(self, *, limit: int) -> list[Stale]:
        """Return cases whose log went on since their deadlines were worked out."""
        found = models.Case.objects.filter(stale__gt=0).order_by("pk").values_list("pk", "stale")[:limit]
        return [Stale(CaseId(case), mark) for case, mark in found]

    @reachable()
    def passed(self, now: datetime, *, limit: int) -> list[Stale]:
        """Return cases with a deadline that was running when last looked at and is over now."""
        over = models.CaseDeadline.objects.filter(state="running", due_at__lt=now).order_by("due_at")
        found = over.values_list("case_id", "case__stale")[:limit]
        return list(dict.fromkeys(Stale(CaseId(case), mark) for case, mark in found))

    @reachable()
    def write(self, one: Stale, deadlines: Sequence[Deadline]) -> bool:
        """Store what was worked out, unless the log went on meanwhile."""
        with transaction.atomic():
            held = models.Case.objects.filter(pk=one.case, stale=one.mark)
            # Whatever was owed is owed differently now: the ladder is looked at anew.
            if not held.update(stale=0, escalate_at=F("opened_at"), **_columns(deadlines)):
                return False
            models.CaseDeadline.objects.filter(case=one.case).delete()
            models.CaseDeadline.objects.bulk_create(_row(one.case, place, each) for place, each in enumerate(deadlines))
        return True


def _columns(deadlines: Sequence[Deadline]) -> dict[str, object]:
    """Return what an inbox sorts by: the deadline owed soonest, else one that stands still."""
    owed = [one for one in deadlines if one.is_open]
    ticking = [one for one in owed if one.state is not DeadlineState.PAUSED]
    if ticking:
        next_ = min(ticking, key=lambda one: one.due_at)
        return {"due_at": next_.due_at, "due_kind": next_.kind.value, "due_state": next_.state.value}
    kind = owed[0].kind.value if owed else ""
    return {"due_at": NEVER_DUE, "due_kind": kind, "due_state": DeadlineState.PAUSED.value if owed else ""}


def _row(case: CaseId, place: int, one: Deadline) -> models.CaseDeadline:
    return models.CaseDeadline(
        case_id=case,
        place=place,
        kind=one.kind.value,
        round=one.round,
        department=int(one.department or 0),
        state=one.state.value,
        begun_at=one.begun_at,
        due_at=one.due_at,
        ended_at=one.ended_at,
        seconds=one.seconds,
        used=one.used,
        late=one.late,
    )

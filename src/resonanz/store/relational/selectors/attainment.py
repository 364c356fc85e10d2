"""How many deadlines were met, by department: what reports are made of.

What is still running is neither met nor missed. A share is therefore of those that are decided, and says how many
are not beside it; a department that decided nothing has no share, not one of nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from resonanz.core.deadline import DeadlineKind
from resonanz.core.ids import DepartmentId
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """Count the deadlines of one kind in one department that began in a span of time."""

    department: DepartmentId
    kind: DeadlineKind
    met: int
    breached: int
    """Late, or over and still owed."""
    undecided: int
    """Running, or standing still."""

    @property
    def share(self) -> float | None:
        """Return met / (met + breached), None where nothing is decided."""
        decided = self.met + self.breached
        return self.met / decided if decided else None


@reachable()
def attainment(
    start: datetime, end: datetime, *, departments: Sequence[DepartmentId] = (), kinds: Sequence[DeadlineKind] = ()
) -> list[Attainment]:
    """Return the counts of deadlines begun from `start` up to before `end`, by department and kind; one query.

    Departments without any are not in the result. What was worked out last is counted: at most a second old.
    """
    wanted = [one.value for one in kinds or DeadlineKind]
    found = models.CaseDeadline.objects.filter(kind__in=wanted, begun_at__gte=start, begun_at__lt=end)
    if departments:
        found = found.filter(department__in=departments)
    groups = found.order_by().values("department", "kind").annotate(
        met=Count("pk", filter=Q(state="met")),
        breached=Count("pk", filter=Q(state="breached")),
        undecided=Count("pk", filter=Q(state__in=["running", "paused"])),
    )  # fmt: skip
    counted = (
        Attainment(
            department=DepartmentId(group["department"]),
            kind=DeadlineKind(group["kind"]),
            met=group["met"],
            breached=group["breached"],
            undecided=group["undecided"],
        )
        for group in groups
    )
    return sorted(counted, key=lambda one: (one.department, list(DeadlineKind).index(one.kind)))

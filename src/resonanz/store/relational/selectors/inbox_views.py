"""Views of the inbox that people keep, and whom cases can be given to."""

from __future__ import annotations

from django.db.models import Q

from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.policy import Actor, Role
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.views import InboxViewRow, OwnerRow

SHOWN = 30
"""Kept views that one person is shown at most; each is counted."""


@reachable()
def inbox_views(actor: Actor) -> tuple[InboxViewRow, ...]:
    """Return one's own views and those that one's departments share, by name; one query."""
    mine = Q(user=actor.id)
    if actor.roles:
        mine |= Q(department__in=list(actor.roles))
    found = models.InboxView.objects.filter(mine).select_related("department").order_by("name", "pk")
    return tuple(
        InboxViewRow(
            id=row.pk,
            name=row.name,
            slug=row.slug,
            question=row.question,
            department=None if row.department_id is None else DepartmentId(row.department_id),
            department_name=row.department.name if row.department else "",
            mine=row.user_id == actor.id,
        )
        for row in found[:SHOWN]
    )


@reachable()
def owners() -> tuple[OwnerRow, ...]:
    """Return who works in any department and may sign in, by name; one query."""
    working = models.Membership.objects.filter(role__gte=Role.MEMBER).values("user")
    found = models.User.objects.filter(is_active=True, pk__in=working)
    rows = [OwnerRow(id=UserId(row.pk), name=row.get_full_name()) for row in found]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.id)))

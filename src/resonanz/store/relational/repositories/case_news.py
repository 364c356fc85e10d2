"""What happened in cases, read from their log for whoever tells people."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from resonanz.core.ids import CaseId, DepartmentId
from resonanz.core.ports.notices import CaseLine
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.rows import user_of

FOLLOWER: Final = "notices: cases"
BEGAN: Final = "notices: cases from"
"""Where the log stood when people were told for the first time."""
READ_AGAIN: Final = 100
"""Lines before the mark that are seen again, because an older transaction may have been committed later."""


class StoredCaseNews:
    """Read the cases' log."""

    @reachable()
    def after_mark(self, *, limit: int) -> list[CaseLine]:
        """Return the lines after the mark and a few before it; what was there before anybody asked is not told."""
        marks = dict(models.FollowerMark.objects.filter(pk__in=(FOLLOWER, BEGAN)).values_list("pk", "seq"))
        if BEGAN not in marks:
            newest = models.CaseEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            models.FollowerMark.objects.get_or_create(follower=BEGAN, defaults={"seq": newest})
            return []
        start = max(marks.get(FOLLOWER, 0) - READ_AGAIN, marks[BEGAN])
        rows = models.CaseEvent.objects.filter(pk__gt=start).select_related("case").order_by("pk")
        return [
            CaseLine(
                number=row.pk,
                case=CaseId(row.case_id),
                at=row.at,
                action=row.action,
                actor=user_of(row.actor_id),
                owner=user_of(row.case.owner_id),
                department=DepartmentId(row.case.department_id),
            )
            for row in rows[: limit + READ_AGAIN]
        ]

    @reachable()
    def move(self, number: int) -> None:
        """Move the mark, never back."""
        with transaction.atomic():
            row, _made = models.FollowerMark.objects.select_for_update().get_or_create(
                follower=FOLLOWER, defaults={"seq": number}
            )
            if row.seq < number:
                row.seq = number
                row.save(update_fields=["seq"])

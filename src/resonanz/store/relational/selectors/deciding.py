"""What waits for somebody to decide, each in one query: how much, since when, and on which page it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from resonanz.core.incident import IncidentState
from resonanz.core.initiative import InitiativeState
from resonanz.core.need import NeedState
from resonanz.core.reply import ReplyState
from resonanz.core.report import Decision
from resonanz.core.source import Health
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.selectors.sources import sources


@reachable()
def waiting(now: datetime) -> Sequence[Decision]:
    """Return what waits, in the order in which a report names it; what nothing waits of has the number 0."""
    cases = models.Case.objects.filter(alive=1)
    troubled = [row for row in sources(now) if row.health.state is Health.NEEDS_OPERATOR]
    return [
        _of(
            "approvals",
            models.Reply.objects.filter(state=ReplyState.SUBMITTED.value),
            "created_at",
            "/inbox?view=approval",
        ),
        _of("overdue", cases.filter(due_at__lt=now), "due_at", "/inbox?view=overdue"),
        _of("unowned", cases.filter(owner=None), "opened_at", "/inbox?view=unowned"),
        _of("incidents", models.Incident.objects.filter(state=IncidentState.OPEN.value), "declared_at", "/incidents"),
        _of("needs", models.Need.objects.filter(state=NeedState.HEARD.value), "created_at", "/needs"),
        _of(
            "initiatives",
            models.Initiative.objects.filter(state=InitiativeState.IDEA.value, sponsor=None),
            "created_at",
            "/initiatives",
        ),
        Decision(kind="troubled_sources", number=len(troubled), page="/sources"),
    ]


def _of(kind: str, rows: QuerySet[Any], since: str, page: str) -> Decision:
    found = rows.aggregate(number=Count("pk"), since=Min(since))
    return Decision(kind=kind, number=found["number"], since=found["since"], page=page)

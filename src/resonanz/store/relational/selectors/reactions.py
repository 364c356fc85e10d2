"""What came of answers, counted: overall, by department, by channel, by answer of the library; for pages and reports.

There is no count by person and there will be none: who answers whom decides most of such a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from resonanz.core.ids import AnswerId, DepartmentId
from resonanz.core.reaction import Figures
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.views.answering import FiguresRow


class Split(StrEnum):
    """What reactions can be counted by."""

    DEPARTMENT = "department"
    CHANNEL = "channel"
    ANSWER = "answer"
    """Of the library; a reply counts once for each that it was written with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Say which answers are meant: those sent in a span of time."""

    since: datetime
    until: datetime
    """Exclusive."""
    department: DepartmentId | None = None
    channel: str = ""
    answer: AnswerId | None = None


@reachable()
def reaction_figures(asked: Answered) -> Figures:
    """Return the figures over all answers meant; one query."""
    return _figures(_meant(asked).aggregate(**_COUNTS))


@reachable()
def reactions_by(split: Split, asked: Answered, *, limit: int = 100) -> list[FiguresRow]:
    """Return the figures of each group, the one with the most settled answers first; two queries."""
    key = {Split.DEPARTMENT: "department", Split.CHANNEL: "channel", Split.ANSWER: "reply__library_uses__answer"}[split]
    groups = _meant(asked).order_by().values(key).annotate(**_COUNTS)
    rows = [(group[key], _figures(group)) for group in groups if group[key] is not None]
    rows.sort(key=lambda row: (-row[1].settled, -row[1].pending, str(row[0])))
    names = _names(split)
    return [FiguresRow(key=str(one), name=names.get(one, ""), figures=found) for one, found in rows[:limit]]


@reachable()
def untold(asked: Answered) -> int:
    """Count the answers of which nothing can be told: who was answered is not known, or was erased."""
    found = models.AnswerReaction.objects.filter(told=False, sent_at__gte=asked.since, sent_at__lt=asked.until)
    return found.count()


_SETTLED = Q(settled=True)
_COUNTS: Mapping[str, Any] = {
    "settled_number": Count("pk", filter=_SETTLED),
    "pending_number": Count("pk", filter=Q(settled=False)),
    "asked_number": Count("pk", filter=_SETTLED & Q(asked=True)),
    "stopped_number": Count("pk", filter=_SETTLED & Q(asked=True, asked_again=False)),
    "back_number": Count("pk", filter=_SETTLED & Q(came_back=True)),
    "directly_number": Count("pk", filter=_SETTLED & Q(directly=True)),
    "better_number": Count("pk", filter=_SETTLED & Q(came_back=True, change=1)),
    "worse_number": Count("pk", filter=_SETTLED & Q(came_back=True, change=-1)),
}


def _meant(asked: Answered) -> QuerySet[models.AnswerReaction]:
    found = models.AnswerReaction.objects.filter(told=True, sent_at__gte=asked.since, sent_at__lt=asked.until)
    if asked.department is not None:
        found = found.filter(department=asked.department)
    if asked.channel:
        found = found.filter(channel=asked.channel)
    if asked.answer is not None:
        found = found.filter(reply__library_uses__answer=asked.answer)
    return found


def _figures(counted: Mapping[str, int]) -> Figures:
    return Figures(
        settled=counted["settled_number"],
        pending=counted["pending_number"],
        asked=counted["asked_number"],
        stopped=counted["stopped_number"],
        came_back=counted["back_number"],
        directly=counted["directly_number"],
        better=counted["better_number"],
        worse=counted["worse_number"],
    )


def _names(split: Split) -> Mapping[Any, str]:
    if split is Split.DEPARTMENT:
        return dict(models.Department.objects.values_list("pk", "name"))
    if split is Split.ANSWER:
        return dict(models.KnownAnswer.objects.values_list("pk", "title"))
    return {}

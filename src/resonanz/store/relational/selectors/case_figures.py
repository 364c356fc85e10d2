"""What the measures of cases are computed from: when something began, and what came of it.

What a reader would get wrong: a filter's words, authors and topics are not looked at, because cases hold no texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from resonanz.core.deadline import DeadlineKind
from resonanz.core.errors import InputRejected
from resonanz.core.metric import Span
from resonanz.core.ports import Dated
from resonanz.core.reply import ReplyState
from resonanz.core.search import Filter
from resonanz.core.understood import Voice
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable

USED: Final = frozenset(
    {
        "departments",
        "channels",
        "kinds",
        "langs",
        "since",
        "until",
        "include_own",
        "include_duplicates",
        "only_relevant",
    }
)
"""Fields of a filter that mean something here, or always hold."""
_PROMISED: Final = (DeadlineKind.FIRST_ANSWER, DeadlineKind.NEXT_ANSWER, DeadlineKind.RESOLUTION)


class StoredCaseFigures:
    """Read them from the tables; one query a method."""

    @reachable()
    def waits(self, kind: DeadlineKind, span: Span, only: Filter) -> Sequence[Dated]:
        """Return the deadlines of one kind that began in a time, with the seconds of working time that they took."""
        rows = waits_in(kind, span, only)
        return [
            (begun, used if ended is not None else None)
            for begun, ended, used in rows.values_list("begun_at", "ended_at", "used").iterator()
        ]

    @reachable()
    def promises(self, span: Span, only: Filter) -> Sequence[Dated]:
        """Return the deadlines that began in a time, with whether they were met."""
        came = {"met": 1, "breached": 0}
        rows = promises_in(span, only)
        return [(begun, came.get(state)) for begun, state in rows.values_list("begun_at", "state").iterator()]

    @reachable()
    def answers(self, span: Span, only: Filter) -> Sequence[Dated]:
        """Return the cases that were opened in a time, with whether they were answered; None while open."""
        rows = cases_in(span, only).annotate(was_answered=answered())
        told = rows.values_list("opened_at", "was_answered", "alive").iterator()
        return [(opened, 1 if answered else None if alive else 0) for opened, answered, alive in told]

    @reachable()
    def reactions(self, span: Span, only: Filter) -> Sequence[Dated]:
        """Return the answered cases that were opened in a time, with whether somebody spoke after an answer."""
        rows = cases_in(span, only).filter(answered()).annotate(was_reacted=Exists(reacted(OuterRef("pk"))))
        return [(opened, int(reacted)) for opened, reacted in rows.values_list("opened_at", "was_reacted").iterator()]


def answered() -> Q:
    """Ask whether an answer of ours stands: sent from here, or written in the channel itself."""
    sent = models.Reply.objects.filter(case=OuterRef("pk"), state=ReplyState.SENT.value)
    spoken = models.CaseEvent.objects.filter(case=OuterRef("pk"), voice=Voice.OWN.value)
    return Q(Exists(sent)) | Q(Exists(spoken))


def reacted(case: OuterRef) -> QuerySet[models.CaseMention]:
    """Return what was said in a case after an answer of ours."""
    return models.CaseMention.objects.filter(case=case, is_reaction=True)


def waits_in(kind: DeadlineKind, span: Span, only: Filter) -> QuerySet[models.CaseDeadline]:
    """Return the deadlines of one kind that began in a time."""
    return _deadlines(span, only).filter(kind=kind.value)


def promises_in(span: Span, only: Filter) -> QuerySet[models.CaseDeadline]:
    """Return the deadlines that began in a time and are promises."""
    return _deadlines(span, only).filter(kind__in=[one.value for one in _PROMISED])


def _deadlines(span: Span, only: Filter) -> QuerySet[models.CaseDeadline]:
    found = models.CaseDeadline.objects.filter(begun_at__gte=span.since, begun_at__lt=span.until)
    return _narrowed(found, only, department="department", case="case__").order_by()


def cases_in(span: Span, only: Filter) -> QuerySet[models.Case]:
    """Return the cases that were opened in a time."""
    found = models.Case.objects.filter(opened_at__gte=span.since, opened_at__lt=span.until)
    return _narrowed(found, only, department="department_id", case="").order_by()


def _narrowed(found: QuerySet, only: Filter, *, department: str, case: str) -> QuerySet:  # type: ignore[type-arg]
    refuse_unused(only)
    for field, values in (
        (department, only.departments),
        (f"{case}channel", only.channels),
        (f"{case}kind", only.kinds),
        (f"{case}lang", only.langs),
    ):
        if values:
            found = found.filter(**{f"{field}__in": values})
    return found


def refuse_unused(only: Filter) -> None:
    """Raise InputRejected for a condition that cases cannot be asked for: silence would count all of them."""
    empty = Filter()
    for name in set(Filter.__dataclass_fields__) - USED:
        if getattr(only, name) != getattr(empty, name):
            raise InputRejected(
                "Measures of cases know department, channel, kind and language only.",
                place=name,
                remedy="Take this condition away.",
            )

"""The answers library as lists: answers, versions, questions that wait for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from resonanz.core.errors import NotFound
from resonanz.core.ids import AnswerId, DepartmentId, MentionId
from resonanz.core.ready_answers import Standing
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.ready_answers import answer_of
from resonanz.store.relational.selectors.paging import bounded, cursor, page, read_cursor
from resonanz.store.relational.views import Rows
from resonanz.store.relational.views.answering import AnswerRow, AnswerVersionRow, ProposalRow

EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFilter:
    """Say which answers are meant; every condition that is set must hold."""

    department: DepartmentId | None = None
    text: str = ""
    """Part of the title, the questions or the texts, upper and lower case alike."""
    standing: Standing | None = None
    retired: bool | None = False
    """None: those that are offered and those that are retired."""


@reachable()
def answers(filter: LibraryFilter, today: date, *, after: str | None = None, limit: int = 50) -> Rows[AnswerRow]:
    """Return a page of answers by title; one query. Raise InputRejected for a foreign cursor."""
    limit = bounded(limit)
    found = models.KnownAnswer.objects.filter(_conditions(filter, today)).select_related("department", "owner")
    if after is not None:
        title, last = read_cursor("answers", after, str, int)
        found = found.filter(Q(title__gt=title) | Q(title=title, pk__gt=last))
    rows = found.annotate(use_number=Count("uses")).order_by("title", "pk")[: limit + 1]
    return page(
        list(rows), limit, lambda row: _answer_row(row, today), lambda row: cursor("answers", row.title, row.pk)
    )


@reachable()
def answer_row(answer: AnswerId, today: date) -> AnswerRow | None:
    """Return one answer with the names around it."""
    rows = models.KnownAnswer.objects.filter(pk=answer).select_related("department", "owner")
    row = rows.annotate(use_number=Count("uses")).first()
    return None if row is None else _answer_row(row, today)


@reachable()
def standings(today: date) -> Mapping[Standing, int]:
    """Count the answers that are not retired by whether somebody stands behind them."""
    found = models.KnownAnswer.objects.filter(retired=False).aggregate(
        confirmed=Count("pk", filter=Q(confirmed_at__isnull=False, confirm_by__gte=today)),
        overdue=Count("pk", filter=Q(confirmed_at__isnull=False, confirm_by__lt=today)),
        unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
    )
    return {each: found[each.value] for each in Standing}


@reachable()
def versions(answer: AnswerId, *, after: str | None = None, limit: int = 20) -> Rows[AnswerVersionRow]:
    """Return a page of an answer's versions, newest first."""
    limit = bounded(limit)
    found = models.AnswerVersion.objects.filter(answer=answer).select_related("by").order_by("-version")
    if after is not None:
        (last,) = read_cursor("answer versions", after, int)
        found = found.filter(version__lt=last)
    return page(list(found[: limit + 1]), limit, _version_row, lambda row: cursor("answer versions", row.version))


@reachable()
def proposals(*, limit: int = 50) -> list[ProposalRow]:
    """Return the questions that wait for an answer of the library, asked by the most people first; two queries."""
    found = (
        models.AnswerProposal.objects.filter(state="open")
        .select_related("department")
        .prefetch_related("asked")
        .order_by("-people", "pk")[:limit]
    )
    return [proposal_row(row) for row in found]


@reachable()
def proposal(number: int) -> ProposalRow:
    """Return one question that waits for an answer; raise NotFound."""
    row = models.AnswerProposal.objects.select_related("department").prefetch_related("asked").filter(pk=number).first()
    if row is None:
        raise NotFound(f"There is no proposal {number}.")
    return proposal_row(row)


@reachable()
def open_proposals() -> int:
    """Count the questions that wait for an answer of the library."""
    return models.AnswerProposal.objects.filter(state="open").count()


def proposal_row(row: models.AnswerProposal) -> ProposalRow:
    """Return one question that waits for an answer; what belongs to it should have been fetched with it."""
    asked = sorted(row.asked.all(), key=lambda one: -one.pk)
    return ProposalRow(
        id=row.pk,
        words=row.words,
        lang=row.lang,
        department=None if row.department_id is None else DepartmentId(row.department_id),
        department_name=row.department.name if row.department else "",
        people=row.people,
        mentions=tuple(MentionId(one.mention) for one in asked[:EXAMPLES]),
    )


def _conditions(filter: LibraryFilter, today: date) -> Q:
    conditions = Q() if filter.retired is None else Q(retired=filter.retired)
    if filter.department is not None:
        conditions &= Q(department=filter.department)
    if part := filter.text.strip().casefold().replace("\0", ""):
        conditions &= Q(folded__contains=part)
    if filter.standing is Standing.UNCONFIRMED:
        conditions &= Q(confirmed_at=None)
    elif filter.standing is not None:
        bound = "confirm_by__gte" if filter.standing is Standing.CONFIRMED else "confirm_by__lt"
        conditions &= Q(**{"confirmed_at__isnull": False, bound: today})
    return conditions


def _answer_row(row: models.KnownAnswer, today: date) -> AnswerRow:
    answer = answer_of(row)
    return AnswerRow(
        answer=answer,
        standing=answer.standing(today),
        department_name=row.department.name if row.department else "",
        owner_name=row.owner.get_full_name() if row.owner else "",
        uses=row.use_number,  # type: ignore[attr-defined]  # annotated where it is asked for
    )


def _version_row(row: models.AnswerVersion) -> AnswerVersionRow:
    return AnswerVersionRow(
        version=row.version,
        title=row.title,
        asked=row.asked,
        german=row.german,
        english=row.english,
        at=row.at,
        by=row.by.get_full_name() if row.by else "",
    )

"""Drafts as they are typed, questions to departments, and whose work new cases become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count, F, QuerySet

from resonanz.core.assigning import Absence, Way
from resonanz.core.case import Case, CaseEvent, CaseState
from resonanz.core.draft import TypedDraft, TypedElsewhere
from resonanz.core.errors import Conflict, NotFound
from resonanz.core.ids import AbsenceId, CaseId, DepartmentId, InquiryId, ReplyId, UserId
from resonanz.core.inquiry import Inquiry, InquiryState
from resonanz.core.policy import Role
from resonanz.core.ports import Turns
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable
from resonanz.store.relational.repositories.casebook import note
from resonanz.store.relational.rows import case_of, user_of
from resonanz.store.relational.text import storable


class StoredDrafts:
    """Keep what is typed."""

    @reachable()
    def of(self, case: CaseId, person: UserId, reply: ReplyId | None = None) -> TypedDraft | None:
        """Return what somebody typed in a case as a new answer, or into one."""
        row = _typed(case, person, reply).first()
        return None if row is None else draft_of(row)

    @reachable()
    def of_case(self, case: CaseId) -> list[TypedDraft]:
        """Return what is being typed in a case, the oldest change first."""
        return [draft_of(row) for row in models.TypedDraft.objects.filter(case=case).order_by("changed_at", "pk")]

    @reachable()
    def keep(self, draft: TypedDraft, *, seen: int) -> TypedDraft:
        """Store what was typed on top of number `seen`, as a compare-and-swap in one statement."""
        if not models.Case.objects.filter(pk=draft.case).exists():
            raise NotFound(f"There is no case {draft.case}.")
        mine = _typed(draft.case, draft.person, draft.reply)
        columns = {"text": storable(draft.text), "changed_at": draft.changed_at}
        if not mine.filter(number=seen).update(number=F("number") + 1, **columns):
            self._begin(draft, columns)
        return replace(draft, number=seen + 1)

    def _begin(self, draft: TypedDraft, columns: Mapping[str, object]) -> None:
        """Store the first of a draft; raise TypedElsewhere where there is one already.

        One that was handed in meanwhile is begun anew by whoever types on in another window: nothing typed is lost.
        """
        try:
            with transaction.atomic():
                models.TypedDraft.objects.create(
                    case_id=draft.case,
                    person_id=draft.person,
                    reply=draft.reply or 0,
                    number=draft.number + 1,
                    **columns,
                )
        except IntegrityError:
            kept = self.of(draft.case, draft.person, draft.reply)
            if kept is None:
                raise Conflict("You wrote on in another window. Choose which of the two texts stays.") from None
            raise TypedElsewhere(kept) from None

    @reachable()
    def drop(self, case: CaseId, person: UserId, reply: ReplyId | None = None) -> bool:
        """Forget what somebody typed; tell whether there was anything."""
        return bool(_typed(case, person, reply).delete()[0])


class StoredInquiries:
    """Keep questions to departments."""

    @reachable()
    def add(self, inquiry: Inquiry, event: CaseEvent) -> Inquiry:
        """Store a new question with its line in the history."""
        if not models.Case.objects.filter(pk=inquiry.case).exists():
            raise NotFound(f"There is no case {inquiry.case}.")
        if not models.Department.objects.filter(pk=inquiry.department).exists():
            raise NotFound(f"There is no department {inquiry.department}.")
        with transaction.atomic():
            row = models.Inquiry.objects.create(
                case_id=inquiry.case,
                department_id=inquiry.department,
                asked_by_id=inquiry.asked_by,
                asked_at=inquiry.asked_at,
                text=storable(inquiry.text),
                state=inquiry.state.value,
            )
            note(replace(event, key=str(row.pk)))
        return inquiry_of(row)

    @reachable()
    def load(self, inquiry: InquiryId) -> Inquiry:
        """Return one question; raise NotFound."""
        row = models.Inquiry.objects.filter(pk=inquiry).first()
        if row is None:
            raise NotFound(f"There is no question {inquiry}.")
        return inquiry_of(row)

    @reachable()
    def of_case(self, case: CaseId) -> list[Inquiry]:
        """Return a case's questions, the oldest first."""
        return [inquiry_of(row) for row in models.Inquiry.objects.filter(case=case).order_by("pk")]

    @reachable()
    def change(self, before: Inquiry, after: Inquiry, event: CaseEvent) -> None:
        """Store a changed question with its event."""
        with transaction.atomic():
            same = models.Inquiry.objects.filter(pk=before.id, state=before.state.value, case=before.case)
            changed = same.update(
                state=after.state.value,
                answer=storable(after.answer),
                settled_by_id=after.settled_by,
                settled_at=after.settled_at,
            )
            if not changed:
                raise Conflict(f"Question {before.id} was changed in the meantime.")
            note(event)


class StoredDispatchBook:
    """Know what is asked when a new case is given to somebody."""

    @reachable()
    def turns(self) -> list[Turns]:
        """Return the departments whose cases are not taken by hand."""
        rows = models.Dispatching.objects.exclude(way=Way.HAND.value).order_by("pk")
        return [Turns(department=DepartmentId(row.pk), way=Way(row.way), last=user_of(row.last)) for row in rows]

    @reachable()
    def undispatched(self, department: DepartmentId, *, limit: int) -> list[Case]:
        """Return living cases that nobody has owned since they came to the department, the oldest first."""
        found = models.Case.objects.filter(department=department, owner=None, alive=1, dispatched=False)
        return [case_of(row) for row in found.order_by("pk")[:limit]]

    @reachable()
    def people(self, department: DepartmentId) -> list[UserId]:
        """Return who may sign in and works on the department's cases."""
        held = models.Membership.objects.filter(
            department=department, role__gte=Role.MEMBER.value, user__is_active=True
        )
        return [UserId(number) for number in held.order_by("user_id").values_list("user_id", flat=True)]

    @reachable()
    def loads(self, department: DepartmentId) -> Mapping[UserId, int]:
        """Return how many cases that wait for us each owner has in the department."""
        waiting = models.Case.objects.filter(department=department, alive=1, owner__isnull=False)
        waiting = waiting.exclude(state=CaseState.ANSWERED.value).order_by()
        return {UserId(number): many for number, many in waiting.values_list("owner_id").annotate(Count("pk"))}

    @reachable()
    def absences(self, day: date) -> list[Absence]:
        """Return the absences that cover a day."""
        found = models.Absence.objects.filter(first__lte=day, last__gte=day)
        return [absence_of(row) for row in found.order_by("pk")]

    @reachable()
    def turned(self, department: DepartmentId, person: UserId) -> None:
        """Remember whose turn it was."""
        models.Dispatching.objects.filter(pk=department).update(last=person)


def _typed(case: CaseId, person: UserId, reply: ReplyId | None) -> QuerySet[models.TypedDraft]:
    return models.TypedDraft.objects.filter(case=case, person=person, reply=reply or 0)


def draft_of(row: models.TypedDraft) -> TypedDraft:
    """Return what somebody typed."""
    return TypedDraft(
        case=CaseId(row.case_id),
        person=UserId(row.person_id),
        text=row.text,
        number=row.number,
        changed_at=row.changed_at,
        reply=ReplyId(row.reply) if row.reply else None,
    )


def inquiry_of(row: models.Inquiry) -> Inquiry:
    """Return a question to a department."""
    return Inquiry(
        id=InquiryId(row.pk),
        case=CaseId(row.case_id),
        department=DepartmentId(row.department_id),
        asked_by=UserId(row.asked_by_id),
        asked_at=row.asked_at,
        text=row.text,
        state=InquiryState(row.state),
        answer=row.answer,
        settled_by=user_of(row.settled_by_id),
        settled_at=row.settled_at,
    )


def absence_of(row: models.Absence) -> Absence:
    """Return when somebody is away."""
    return Absence(
        id=AbsenceId(row.pk),
        person=UserId(row.person_id),
        first=row.first,
        last=row.last,
        substitute=user_of(row.substitute_id),
    )

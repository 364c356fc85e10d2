"""The tables of messages, of what happened in cases and of escalation keep every promise of their ports."""

from __future__ import annotations

from functools import partial

import pytest

from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.notice import Wishes
from resonanz.core.policy import Actor, Role
from resonanz.core.ports import Casebook
from resonanz.core.ports.escalation import EscalationBook
from resonanz.core.ports.notices import CaseNews, MessageBook
from resonanz.store.relational import models
from resonanz.store.relational.editing import notices as editing
from resonanz.store.relational.repositories import (
    StoredCasebook,
    StoredEscalationBook,
    StoredMessageBook,
    StoredNotices,
)
from resonanz.store.relational.repositories.case_news import StoredCaseNews
from tests.store.contracts.escalation import SOON, EscalationBookContract
from tests.store.contracts.making import NOON
from tests.store.contracts.notices import CaseNewsContract, MessageBookContract, notice
from tests.store.relational.making import a_department, a_person, cases, opening

pytestmark = pytest.mark.django_db


@pytest.fixture
def casebook() -> Casebook:
    return StoredCasebook()


@pytest.fixture
def department() -> DepartmentId:
    return a_department()


@pytest.fixture
def case(department: DepartmentId) -> CaseId:
    return cases(opening(1, department))[0]


class TestStoredMessageBook(MessageBookContract):
    @pytest.fixture
    def book(self) -> MessageBook:
        return StoredMessageBook("s" * 40, "UTC", "en")

    @pytest.fixture
    def person(self) -> UserId:
        found = a_person()
        models.User.objects.filter(pk=found).update(email="ada@nordwind.example")
        return found

    @pytest.fixture
    def tell(self, person: UserId) -> MessageBookContract.Tell:
        told = StoredNotices("UTC", mails=True)
        return lambda event, **said: told.tell(notice(event, person, **said))

    @pytest.fixture
    def wish(self, person: UserId) -> MessageBookContract.Wish:
        def kept(wishes: Wishes) -> None:
            editing.set_wishes(Actor(id=person), wishes, NOON, zone="UTC")

        return kept


class TestStoredCaseNews(CaseNewsContract):
    @pytest.fixture
    def news(self) -> CaseNews:
        return StoredCaseNews()


class TestStoredEscalationBook(EscalationBookContract):
    @pytest.fixture
    def book(self, case: CaseId) -> EscalationBook:
        self.worked_out = partial(self._worked_out, case)  # type: ignore[method-assign]
        self.worked_out()
        return StoredEscalationBook("UTC")

    @pytest.fixture
    def lead(self, department: DepartmentId) -> UserId:
        found = a_person()
        models.Membership.objects.create(user_id=found, department_id=department, role=Role.LEAD)
        return found

    def _worked_out(self, case: CaseId) -> None:
        row = models.Case.objects.get(pk=case)
        models.CaseDeadline.objects.get_or_create(
            case_id=case, place=0,
            defaults={
                "kind": "first_answer", "round": 1, "department": row.department_id, "state": "running",
                "begun_at": NOON, "due_at": SOON, "seconds": 3600, "used": 0, "late": 0,
            },
        )  # fmt: skip
        models.Case.objects.filter(pk=case).update(stale=0, escalate_at=NOON)

"""The tables of surges and incidents keep every promise of their ports."""

from __future__ import annotations

import pytest

from resonanz.core.ids import CaseId, DepartmentId, SurgeId, UserId
from resonanz.core.ports import IncidentBook, Progress, SurgeBook, Watched
from resonanz.core.surge import Gravity
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredIncidentBook, StoredSurgeBook
from resonanz.store.relational.watch import stamp
from tests.store.contracts.incidents import IncidentBookContract
from tests.store.contracts.surges import RISE, SurgeBookContract
from tests.store.relational.making import a_department, a_person, cases, opening

pytestmark = pytest.mark.django_db


class TestStoredSurgeBook(SurgeBookContract):
    @pytest.fixture
    def surges(self) -> SurgeBook:
        return StoredSurgeBook()


class TestStoredIncidentBook(IncidentBookContract):
    @pytest.fixture
    def incidents(self) -> IncidentBook:
        models.Checklist.objects.create(gravity=Gravity.SERIOUS.value, steps="Call\nWrite")
        return StoredIncidentBook()

    @pytest.fixture
    def person(self) -> UserId:
        return a_person()

    @pytest.fixture
    def department(self) -> DepartmentId:
        return a_department()

    @pytest.fixture
    def surge(self) -> SurgeId:
        return StoredSurgeBook().keep(Watched(progress=Progress(), surges=[RISE]))[0].id

    @pytest.fixture
    def case(self) -> CaseId:
        return cases(opening(1, a_department()))[0]


def test_pages_notice_a_surge_by_its_stamp() -> None:
    before = stamp("surges")
    StoredSurgeBook().keep(Watched(progress=Progress(seq=1)))
    assert stamp("surges") == before
    StoredSurgeBook().keep(Watched(progress=Progress(seq=1), surges=[RISE]))
    assert stamp("surges") > before

"""Surges and incidents in memory keep every promise of their ports."""

from __future__ import annotations

import pytest

from resonanz.core.ids import CaseId, DepartmentId, SurgeId, UserId
from resonanz.core.ports import IncidentBook, SurgeBook
from resonanz.core.surge import Gravity
from resonanz.store.memory import MemoryIncidentBook, MemorySurgeBook
from tests.store.contracts.incidents import IncidentBookContract
from tests.store.contracts.surges import SurgeBookContract


class TestMemorySurgeBook(SurgeBookContract):
    @pytest.fixture
    def surges(self) -> SurgeBook:
        return MemorySurgeBook()


class TestMemoryIncidentBook(IncidentBookContract):
    @pytest.fixture
    def case(self) -> CaseId:
        return CaseId(4)

    @pytest.fixture
    def incidents(self, case: CaseId) -> IncidentBook:
        return MemoryIncidentBook(templates={Gravity.SERIOUS: ["Call", "Write"]}, cases=[case])

    @pytest.fixture
    def person(self) -> UserId:
        return UserId(1)

    @pytest.fixture
    def department(self) -> DepartmentId:
        return DepartmentId(1)

    @pytest.fixture
    def surge(self) -> SurgeId:
        return SurgeId(1)

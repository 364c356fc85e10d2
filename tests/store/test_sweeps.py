"""Sweeps in memory and on the tables keep what the port promises."""

from __future__ import annotations

import pytest

from resonanz.core.ids import CaseId, UserId
from resonanz.core.ports import Casebook
from resonanz.store.memory import MemoryCasebook
from resonanz.store.memory.sweeps import MemorySweeps
from resonanz.store.relational.repositories import StoredCasebook, StoredSweeps
from tests.store.contracts.making import NOON
from tests.store.contracts.sweeps import SweepsContract
from tests.store.relational.making import a_department, a_person, opening


class TestMemorySweeps(SweepsContract):
    @pytest.fixture
    def casebook(self) -> MemoryCasebook:
        return MemoryCasebook()

    @pytest.fixture
    def sweeps(self, casebook: Casebook) -> MemorySweeps:
        return MemorySweeps(casebook)

    @pytest.fixture
    def person(self) -> UserId:
        return UserId(1)

    @pytest.fixture
    def cases(self, casebook: Casebook) -> list[CaseId]:
        openings = [opening(number, 1) for number in range(3)]  # type: ignore[arg-type]  # nobody asks which one
        return casebook.take_in(openings, [], follower="cases", seq=1, at=NOON)


@pytest.mark.django_db
class TestStoredSweeps(SweepsContract):
    @pytest.fixture
    def casebook(self) -> StoredCasebook:
        return StoredCasebook()

    @pytest.fixture
    def sweeps(self) -> StoredSweeps:
        return StoredSweeps()

    @pytest.fixture
    def person(self, db: None) -> UserId:
        return a_person()

    @pytest.fixture
    def cases(self, casebook: Casebook, db: None) -> list[CaseId]:
        department = a_department()
        openings = [opening(number, department) for number in range(3)]
        return casebook.take_in(openings, [], follower="cases", seq=1, at=NOON)

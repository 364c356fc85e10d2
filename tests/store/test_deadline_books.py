"""Deadlines are kept alike in memory and in tables."""

from __future__ import annotations

import pytest

from resonanz.core.ports import Casebook, DeadlineBook
from resonanz.store.memory.casebook import MemoryCasebook
from resonanz.store.memory.deadlines import MemoryDeadlineBook
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredCasebook, StoredDeadlineBook
from tests.store.contracts.deadlines import DeadlineBookContract


class TestMemoryDeadlineBook(DeadlineBookContract):
    @pytest.fixture
    def casebook(self) -> MemoryCasebook:
        return MemoryCasebook()

    @pytest.fixture
    def book(self, casebook: MemoryCasebook) -> DeadlineBook:
        return MemoryDeadlineBook(casebook)


@pytest.mark.django_db
class TestStoredDeadlineBook(DeadlineBookContract):
    @pytest.fixture
    def casebook(self) -> Casebook:
        models.Department.objects.create(pk=1, slug="service", name="Service")
        return StoredCasebook()

    @pytest.fixture
    def book(self) -> DeadlineBook:
        return StoredDeadlineBook()

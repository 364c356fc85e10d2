"""Initiatives and forecasts in memory keep every promise of their ports."""

from __future__ import annotations

import pytest

from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.ports import ForecastBook
from resonanz.store.memory import MemoryForecastBook, MemoryInitiativeBook
from tests.store.contracts.initiatives import ForecastBookContract, InitiativeBookContract, draft, made

__all__ = ["draft", "made"]


class _InMemory:
    @pytest.fixture
    def initiatives(self) -> MemoryInitiativeBook:
        return MemoryInitiativeBook()

    @pytest.fixture
    def person(self) -> UserId:
        return UserId(1)

    @pytest.fixture
    def other(self) -> UserId:
        return UserId(2)

    @pytest.fixture
    def department(self) -> DepartmentId:
        return DepartmentId(1)


class TestMemoryInitiativeBook(_InMemory, InitiativeBookContract):
    pass


class TestMemoryForecastBook(_InMemory, ForecastBookContract):
    @pytest.fixture
    def forecasts(self, initiatives: MemoryInitiativeBook) -> ForecastBook:
        return MemoryForecastBook(initiatives)

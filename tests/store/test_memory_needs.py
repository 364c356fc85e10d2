"""Needs and rounds of telling in memory keep every promise of their ports."""

from __future__ import annotations

import pytest

from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.ports import NeedBook, TellingBook
from resonanz.store.memory import MemoryNeedBook, MemoryTellingBook
from tests.store.contracts.needs import NeedBookContract


class TestMemoryNeedBook(NeedBookContract):
    @pytest.fixture
    def tellings(self) -> MemoryTellingBook:
        return MemoryTellingBook()

    @pytest.fixture
    def needs(self, tellings: MemoryTellingBook) -> NeedBook:
        return MemoryNeedBook(tellings)

    @pytest.fixture
    def person(self) -> UserId:
        return UserId(1)

    @pytest.fixture
    def department(self) -> DepartmentId:
        return DepartmentId(1)


def test_the_book_of_rounds_is_a_telling_book() -> None:
    book: TellingBook = MemoryTellingBook()
    assert book.running() == []

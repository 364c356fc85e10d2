"""Both books of places keep every promise of their port."""

from __future__ import annotations

import pytest

from resonanz.core.ports.places import PlaceBook
from resonanz.store.memory.places import MemoryPlaceBook
from resonanz.store.relational.repositories.places import StoredPlaceBook
from tests.store.contracts.places import PlaceBookContract


class TestMemoryPlaceBook(PlaceBookContract):
    @pytest.fixture
    def places(self) -> PlaceBook:
        return MemoryPlaceBook()


@pytest.mark.django_db
class TestStoredPlaceBook(PlaceBookContract):
    @pytest.fixture
    def places(self) -> PlaceBook:
        return StoredPlaceBook()

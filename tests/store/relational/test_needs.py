"""Needs and rounds of telling in the tables keep every promise of their ports, and hold no stranger's name."""

from __future__ import annotations

import pytest

from resonanz.core.need import Need
from resonanz.core.ports import NeedBook, TellingBook
from resonanz.core.telling import Telling
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredNeedBook, StoredTellingBook
from resonanz.store.relational.selectors.needs import Order
from resonanz.store.relational.selectors.needs import needs as listed
from tests.store.contracts.making import NOON
from tests.store.contracts.needs import NeedBookContract, evidence

SECRET = "s" * 40


class TestStoredNeedBook(NeedBookContract):
    @pytest.fixture
    def needs(self, db: None) -> NeedBook:
        return StoredNeedBook(SECRET)

    @pytest.fixture
    def tellings(self, db: None) -> TellingBook:
        return StoredTellingBook(SECRET)

    def test_no_row_says_who_somebody_is(
        self, needs: NeedBook, tellings: TellingBook, rack: Need, round_: Telling
    ) -> None:
        needs.gather([evidence(rack, 1, "ada@social.example")])
        tellings.enlist([self.told(round_, 1, person="mastodon:ada@social.example")])
        kept = [*models.NeedEvidence.objects.values_list("voice"), *models.Told.objects.values_list("person")]
        assert len(set(kept)) == 1
        assert "ada" not in str(kept)

    def test_another_installation_hashes_otherwise(self, needs: NeedBook, rack: Need) -> None:
        needs.gather([evidence(rack, 1)])
        StoredNeedBook("t" * 40).gather([evidence(rack, 2, "1")])
        assert models.NeedEvidence.objects.values("voice").distinct().count() == 2

    @pytest.mark.parametrize("order", Order)
    def test_pages_follow_one_another_without_loss(
        self, needs: NeedBook, rack: Need, other: Need, order: Order
    ) -> None:
        needs.gather([evidence(other, 1), evidence(other, 2)])
        needs.recount(NOON)
        first = listed(order=order, limit=1)
        second = listed(order=order, after=first.next, limit=1)
        assert [row.need.id for row in (*first.items, *second.items)] == [other.id, rack.id]
        assert second.next is None

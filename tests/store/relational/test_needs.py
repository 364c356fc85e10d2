"""Needs and rounds of telling in the tables keep every promise of their ports, and hold no stranger's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from resonanz.core.ids import MentionId
from resonanz.core.need import Need, Standing
from resonanz.core.ports import NeedBook, TellingBook
from resonanz.core.telling import Telling
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredNeedBook, StoredTellingBook
from resonanz.store.relational.selectors.need_evidence import (
    Part,
    evidence_counts,
    evidence_page,
    is_evidence,
    people_by_day,
    people_by_segment,
)
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

    @pytest.fixture
    def spoken(self, needs: NeedBook, rack: Need) -> Need:
        """Return a need in which ada speaks on two channels, two days and two topics, bob once, and nobody is meant."""
        late = NOON.replace(hour=23, minute=30)  # the next day in Berlin
        needs.put(
            [
                evidence(rack, 1, "ada", topics=("rack", "price")),
                evidence(rack, 2, "ada", topics=("rack",), said_at=late),
                evidence(rack, 3, "bob", topics=("bike rack",), lang="en"),
                evidence(rack, 4, "eve", standing=Standing.OUT, topics=("rack",)),
                replace(evidence(rack, 5), person="email:ada", channel="email"),
            ]
        )
        return rack

    @pytest.mark.parametrize(
        ("segment", "people"),
        [
            ("channel", [("mastodon", 2), ("email", 1)]),
            ("lang", [("de", 2), ("en", 1)]),
            ("topic", [("bike rack", 1), ("price", 1), ("rack", 1)]),
        ],
    )
    def test_segments_are_counted_in_people(self, spoken: Need, segment: str, people: list[tuple[str, int]]) -> None:
        assert people_by_segment(spoken.id, segment) == people

    def test_days_are_counted_in_people_where_the_reader_is(self, spoken: Need) -> None:
        since, today = NOON - timedelta(days=1), NOON.date()
        counted = {name: people_by_day(spoken.id, since, ZoneInfo(name)) for name in ("UTC", "Europe/Berlin")}
        assert counted == {
            "UTC": {today: 3},
            "Europe/Berlin": {today: 3, today + timedelta(days=1): 1},
        }

    @pytest.mark.parametrize(
        ("part", "people", "numbers"),
        [
            (Part(), 3, "2 1 3 5"),
            (Part(segments={"topic": "rack"}), 1, "2 1"),
            (Part(segments={"topic": "rack", "lang": "en"}), 0, ""),
            (Part(until=NOON), 3, "1 3 5"),
            (Part(standing=Standing.OUT), 1, "4"),
        ],
    )
    def test_a_part_of_the_evidence_is_counted_and_comes_page_by_page(
        self, spoken: Need, part: Part, people: int, numbers: str
    ) -> None:
        found, after = [], None
        while True:
            rows = evidence_page(spoken.id, part, after=after, limit=1)
            found += [one.mention.partition(":")[2] for one in rows.items]
            after = rows.next
            if after is None:
                break
        assert " ".join(found) == numbers
        assert evidence_counts(spoken.id, part) == (people, len(found))

    def test_only_what_is_in_is_evidence(self, spoken: Need) -> None:
        assert is_evidence(spoken.id, MentionId("mastodon:1"))
        assert not is_evidence(spoken.id, MentionId("mastodon:4"))

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

"""The tables of initiatives and forecasts keep every promise of their ports, and tell nobody what is sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from resonanz.core.errors import Misconfigured
from resonanz.core.forecast import Forecast
from resonanz.core.ids import DepartmentId, UserId
from resonanz.core.incident import IncidentState
from resonanz.core.initiative import Initiative, InitiativeState
from resonanz.core.ports import ForecastBook, InitiativeBook
from resonanz.store.relational import models
from resonanz.store.relational.repositories import StoredForecastBook, StoredInitiativeBook
from resonanz.store.relational.selectors import initiatives as selector
from tests.store.contracts.initiatives import ForecastBookContract, InitiativeBookContract, draft, made
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_department, a_person

__all__ = ["draft", "made"]
pytestmark = pytest.mark.django_db


class _Stored:
    @pytest.fixture
    def initiatives(self) -> InitiativeBook:
        return StoredInitiativeBook()

    @pytest.fixture
    def person(self) -> UserId:
        return a_person()

    @pytest.fixture
    def other(self) -> UserId:
        return a_person("bob")

    @pytest.fixture
    def department(self) -> DepartmentId:
        return a_department()


class TestStoredInitiativeBook(_Stored, InitiativeBookContract):
    pass


class TestStoredForecastBook(_Stored, ForecastBookContract):
    @pytest.fixture
    def forecasts(self) -> ForecastBook:
        return StoredForecastBook("a secret key of this test alone")

    def test_the_tables_tell_nobody_what_is_sealed(self, forecasts: ForecastBook, said: Forecast) -> None:
        forecasts.seal(said)
        kept = bytes(models.Forecast.objects.get().sealed)
        assert b"0.6" not in kept
        assert b"pepper" not in kept

    def test_another_key_opens_nothing(self, forecasts: ForecastBook, said: Forecast) -> None:
        forecasts.seal(said)
        with pytest.raises(Misconfigured):
            StoredForecastBook("another key").own(said.initiative, said.person)


class TestLearnings(_Stored):
    @pytest.fixture
    def learned(self, made: Initiative, person: UserId) -> None:
        """Let two initiatives and two incidents have taught something, two of them at the same moment."""
        for hours in (0, 2):
            row = models.Initiative.objects.get(pk=made.id)
            row.pk, row.taught, row.taught_at = None, f"tried {hours}", NOON + timedelta(hours=hours)
            row.folded = f"answer within an hour tried {hours}"
            row.save()
        incident = models.Incident.objects.create(
            title="Locks", gravity=1, state=IncidentState.CLOSED.value, since=NOON, declared_by_id=person,
            declared_at=NOON, changed_at=NOON,
        )  # fmt: skip
        for hours in (1, 2):
            at = NOON + timedelta(hours=hours)
            models.Finding.objects.create(incident=incident, text=f"burnt {hours}", at=at, by_id=person)

    @pytest.mark.parametrize("limit", [1, 2, 3, 9])
    def test_both_kinds_come_the_latest_first_on_every_page(self, learned: None, limit: int) -> None:
        texts, after = [], None
        for _page in range(5):
            rows = selector.learnings(after=after, limit=limit)
            texts += [row.text for row in rows.items]
            after = rows.next
            if after is None:
                break
        assert texts == ["tried 2", "burnt 2", "burnt 1", "tried 0"]

    def test_a_year_is_the_companys_whatever_zone_somebody_reads_in(self, made: Initiative) -> None:
        new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # 2027 in Berlin, where the company is
        models.Initiative.objects.filter(pk=made.id).update(
            ended_at=new_year, state=InitiativeState.JUDGED.value, outcome="hit"
        )
        with timezone.override(ZoneInfo("America/Lima")):
            assert selector.years() == [2027]
            found = [selector.initiatives(selector.Looked(year=year)).items for year in (2026, 2027)]
        assert [len(one) for one in found] == [0, 1]

    def test_they_are_found_by_their_words(self, learned: None) -> None:
        assert [row.text for row in selector.learnings(text="LOCKS 2").items] == ["burnt 2"]
        assert [row.text for row in selector.learnings(text="Hour TRIED 0").items] == ["tried 0"]

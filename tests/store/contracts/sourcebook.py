"""What every keeper of sources promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest

from resonanz.core.errors import NotFound
from resonanz.core.ids import SourceId
from resonanz.core.ports import SourceBook
from resonanz.core.source import Counts, Gap, Health, Source, SourceHealth
from tests.store.contracts.making import NOON

CountsOf = Callable[[SourceId], Mapping[datetime, Counts]]
GapsOf = Callable[[SourceId], list[Gap]]


class SourceBookContract:
    """Test what a keeper of sources promises; a subclass gives `sources`, `counts_of` and `gaps_of`."""

    @pytest.fixture
    def sources(self) -> SourceBook:
        """Return an empty book."""
        raise NotImplementedError

    @pytest.fixture
    def counts_of(self) -> CountsOf:
        """Return what reads a source's counts by the hour they were added to."""
        raise NotImplementedError

    @pytest.fixture
    def gaps_of(self) -> GapsOf:
        """Return what reads a source's gaps, oldest first."""
        raise NotImplementedError

    @pytest.fixture
    def source(self, sources: SourceBook) -> Source:
        """Return a source that is there."""
        return sources.ensure("brand", "rss")

    def test_a_source_is_made_once(self, sources: SourceBook) -> None:
        first = sources.ensure("brand", "rss")
        assert sources.ensure("brand", "rss") == first
        assert sources.load(first.id) == first
        assert (first.name, first.connector) == ("brand", "rss")

    def test_sources_are_listed_by_name(self, sources: SourceBook) -> None:
        for name in ("b", "a", "c"):
            sources.ensure(name, "rss")
        assert [source.name for source in sources.all()] == ["a", "b", "c"]

    def test_an_unknown_source_is_not_found(self, sources: SourceBook) -> None:
        with pytest.raises(NotFound):
            sources.load(SourceId(99))

    def test_reading_begins_without_a_cursor(self, sources: SourceBook, source: Source) -> None:
        assert sources.cursor(source.id) is None

    def test_the_cursor_comes_back(self, sources: SourceBook, source: Source) -> None:
        cursor = {"v": 1, "since": "109", "seen": ["ä", None], "deep": {"n": 1.5}}
        sources.advance(source.id, cursor, Counts(), NOON)
        assert sources.cursor(source.id) == cursor

    def test_advancing_by_nothing_leaves_the_cursor(self, sources: SourceBook, source: Source) -> None:
        sources.advance(source.id, {"v": 1}, Counts(), NOON)
        sources.advance(source.id, None, Counts(new=1), NOON)
        assert sources.cursor(source.id) == {"v": 1}

    def test_counts_add_up_by_the_hour(self, sources: SourceBook, source: Source, counts_of: CountsOf) -> None:
        sources.advance(source.id, None, Counts(new=2, skipped={"no_text": 1}), NOON + timedelta(minutes=1))
        sources.advance(source.id, None, Counts(new=1, known=4, skipped={"no_text": 1, "ad": 2}), NOON)
        sources.advance(source.id, None, Counts(revised=1, removed=3), NOON + timedelta(hours=1))
        assert counts_of(source.id) == {
            NOON: Counts(new=3, known=4, skipped={"no_text": 2, "ad": 2}),
            NOON + timedelta(hours=1): Counts(revised=1, removed=3),
        }

    def test_a_source_is_healthy_at_first(self, sources: SourceBook, source: Source) -> None:
        assert sources.health(source.id).state is Health.HEALTHY

    def test_the_health_of_all_is_that_of_each(self, sources: SourceBook, source: Source) -> None:
        other = sources.ensure("another", "rss")
        sources.report(source.id, SourceHealth(state=Health.FAILING, since=NOON, next_look_at=NOON, failures=2))
        found = sources.healths()
        assert found[source.id] == sources.health(source.id)
        assert found.get(other.id, SourceHealth()).state is Health.HEALTHY

    def test_health_comes_back(self, sources: SourceBook, source: Source) -> None:
        health = SourceHealth(
            state=Health.FAILING,
            sentence="The server does not answer.",
            since=NOON,
            last_look_at=NOON,
            last_success_at=NOON - timedelta(days=1),
            next_look_at=NOON + timedelta(minutes=5),
            failures=3,
        )
        sources.report(source.id, health)
        assert sources.health(source.id) == health

    def test_a_gap_is_opened_once_and_closed(self, sources: SourceBook, source: Source, gaps_of: GapsOf) -> None:
        first = Gap(source=source.id, start=NOON, end=None, reason="offline")
        sources.open_gap(first)
        sources.open_gap(Gap(source=source.id, start=NOON + timedelta(minutes=5), end=None, reason="still"))
        assert gaps_of(source.id) == [first]
        end = NOON + timedelta(hours=1)
        sources.close_gap(source.id, end)
        sources.close_gap(source.id, end + timedelta(hours=1))
        assert gaps_of(source.id) == [Gap(source=source.id, start=NOON, end=end, reason="offline")]

    def test_a_wish_is_granted_once(self, sources: SourceBook, source: Source) -> None:
        sources.want(source.id)
        sources.want(source.id)
        assert [sources.wanted(), sources.wanted()] == [[source.id], []]

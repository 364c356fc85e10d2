"""What every keeper of runs over old mentions promises."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resonanz.core.ids import QueryId
from resonanz.core.ports import Rerun, Reruns
from tests.store.contracts.making import NOON


class RerunsContract:
    """Test what it promises; a subclass gives `reruns` and a `query` that is there."""

    @pytest.fixture
    def reruns(self) -> Reruns:
        """Return where runs are kept."""
        raise NotImplementedError

    @pytest.fixture
    def query(self) -> QueryId:
        """Return the id of a query."""
        raise NotImplementedError

    def test_before_the_first_run_there_is_none(self, reruns: Reruns, query: QueryId) -> None:
        assert reruns.last(query) is None

    def test_a_run_is_read_as_it_was_kept(self, reruns: Reruns, query: QueryId) -> None:
        rerun = Rerun(query=query, version=3, definition="ab", since=NOON, reached=NOON, seq=9, began_at=NOON)
        reruns.keep(rerun)
        assert reruns.last(query) == rerun

    def test_a_run_takes_the_place_of_the_last_one(self, reruns: Reruns, query: QueryId) -> None:
        rerun = Rerun(query=query, version=3, definition="ab", seq=9, began_at=NOON)
        reruns.keep(rerun)
        done = replace(rerun, looked_at=7, changed=2, finished_at=NOON)
        reruns.keep(done)
        assert reruns.last(query) == done

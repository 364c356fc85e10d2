"""A query means the same when it is searched, whatever it names and whenever it is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from resonanz.app.definitions import CurrentDefinitions
from resonanz.app.questions import Questions
from resonanz.app.searching import SearchedArchive
from resonanz.core.clock import FixedClock
from resonanz.core.department import Department, StandingQuery
from resonanz.core.ids import DepartmentId, QueryId
from resonanz.core.search import Count, Filter
from resonanz.query.mistakes import QueryError
from resonanz.store.memory import MemoryArchive, MemoryRulebook
from tests.making import NOON, heard

RIVALS = StandingQuery(id=QueryId(1), name="Rivals", text="ford OR bmw", active=False)
SALES = Department(id=DepartmentId(4), slug="sales", name="Sales")


class Desk:
    """Hold an archive that is asked in the company's words."""

    def __init__(self) -> None:
        self.rules = MemoryRulebook(queries=[RIVALS], departments=[SALES])
        self.clock = FixedClock(NOON)
        self.archive = SearchedArchive(MemoryArchive(), CurrentDefinitions(self.rules), self.clock)
        self.questions = Questions(self.archive, CurrentDefinitions(self.rules), self.clock)
        week = NOON - timedelta(days=7)
        self.archive.keep(
            [
                heard("1", text="A cheap Ford", published_at=week, seen_at=NOON),
                heard("2", text="An audi", department=DepartmentId(4), published_at=week - timedelta(seconds=1)),
                heard("3", text="Indeed", reply_to="mastodon:1"),
            ]
        )

    def found(self, query: str) -> list[str]:
        """Return the ids that a search finds."""
        return sorted(one.mention.id.removeprefix("mastodon:") for one in self.archive.page(Filter(query=query)).items)


@pytest.fixture
def desk() -> Desk:
    """Return an archive with three mentions."""
    return Desk()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('query:"Rivals"', ["1"]),
        ('cheap ONEAR/1 query:"Rivals"', ["1"]),
        ('NOT query:"Rivals"', ["2", "3"]),
        ("department:sales", ["2"]),
        ("published:>=now-7d", ["1", "3"]),
        ("published:<now-7d", ["2"]),
        ("published:<now-999999w", []),
        ("parent:ford", ["3"]),
        ("ford", ["1"]),
    ],
)
def test_a_search_puts_in_what_a_query_names(desk: Desk, query: str, expected: list[str]) -> None:
    assert desk.found(query) == expected


def test_pages_counts_and_exports_agree(desk: Desk) -> None:
    asked = Filter(query='query:"Rivals"')
    scanned = [one.mention.id for batch in desk.archive.scan(asked) for one in batch]
    assert (desk.archive.count(Count(filter=asked))[0].number, scanned) == (1, ["mastodon:1"])


def test_a_changed_query_changes_who_names_it(desk: Desk) -> None:
    assert desk.found('query:"Rivals"') == ["1"]
    desk.rules.all_queries = [StandingQuery(id=QueryId(1), name="Rivals", text="audi")]
    assert desk.found('query:"Rivals"') == ["2"]


def test_time_goes_on_between_two_searches(desk: Desk) -> None:
    desk.clock.sleep(1)
    assert desk.found("published:>=now-7d") == ["3"]


def test_what_is_not_there_is_refused_with_its_place_in_the_text_as_written(desk: Desk) -> None:
    with pytest.raises(QueryError) as caught:
        desk.archive.count(Count(filter=Filter(query='ford query:"Nobody"')))
    assert (caught.value.code, caught.value.column) == ("list_unknown", 6)


def test_what_comes_in_is_picked_as_a_search_would(desk: Desk) -> None:
    batch = desk.archive.following(0)
    for query in ('query:"Rivals"', "department:sales", "parent:ford", ""):
        picked = desk.questions.meeting(Filter(query=query))(batch)
        assert sorted(one.mention.id.removeprefix("mastodon:") for one in picked) == desk.found(query)

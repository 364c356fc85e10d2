"""Queries that name each other: whatever is saved can be understood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resonanz.core.department import StandingQuery
from resonanz.core.errors import InputRejected, NotFound
from resonanz.core.ids import DepartmentId, QueryId
from resonanz.core.policy import SYSTEM, Actor
from resonanz.query.mistakes import QueryError
from resonanz.store.relational.editing import queries, routes, searches
from resonanz.store.relational.repositories import StoredRulebook
from resonanz.store.relational.selectors.query_use import query_use
from tests.store.contracts.making import NOON
from tests.store.relational.making import a_person
from tests.store.relational.test_editing import a_query, a_route

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamps() -> StandingQuery:
    """Return a query that another one names."""
    made = queries.create_query(SYSTEM, a_query("Lamps", "lamp OR light", active=False), NOON)
    queries.create_query(SYSTEM, a_query("Cheap lamps", 'cheap NEAR/3 query:"Lamps"'), NOON)
    return made


def test_a_query_may_name_one_that_is_switched_off(lamps: StandingQuery) -> None:
    assert [row.name for row in StoredRulebook().queries()] == ["Cheap lamps"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('query:"Shoes"', "list_unknown"),
        ('x OR query:"Lamps"', "list_cycle"),
        ('x OR query:"Cheap lamps"', "list_cycle"),
        ("lang:de", "list_breaks"),
        ("(", "bracket_open"),
    ],
)
def test_a_query_that_would_break_itself_or_others_is_refused(lamps: StandingQuery, text: str, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        queries.update_query(SYSTEM, replace(lamps, text=text), NOON)
    assert caught.value.code == code
    assert StoredRulebook().named_queries()["Lamps"] == "lamp OR light"


def test_a_circle_is_told_with_its_way_round(lamps: StandingQuery) -> None:
    with pytest.raises(QueryError, match="Cheap lamps -> Lamps -> Cheap lamps"):
        queries.update_query(SYSTEM, replace(lamps, text='query:"Cheap lamps"'), NOON)


def test_a_query_that_others_name_keeps_its_name(lamps: StandingQuery) -> None:
    with pytest.raises(QueryError, match="named `Lamps` by: Cheap lamps"):
        queries.update_query(SYSTEM, replace(lamps, name="Lights"), NOON)


def test_a_query_that_others_name_stays(lamps: StandingQuery, department: DepartmentId) -> None:
    routes.create_route(SYSTEM, a_route("Lamps first", department, text='query:"Lamps" broken'), NOON)
    with pytest.raises(InputRejected, match="used by: Cheap lamps, Lamps first"):
        queries.delete_query(SYSTEM, lamps.id, NOON)


def test_a_route_cannot_name_a_query_that_is_not_there(department: DepartmentId) -> None:
    with pytest.raises(QueryError, match="no query named `Shoes`"):
        routes.create_route(SYSTEM, a_route("Shoes", department, text='query:"Shoes"'), NOON)


def test_a_query_that_a_route_names_cannot_break_it(lamps: StandingQuery, department: DepartmentId) -> None:
    routes.create_route(SYSTEM, a_route("Near lamps", department, text='a NEAR/2 query:"Cheap lamps"'), NOON)
    cheap = next(row for row in StoredRulebook().queries() if row.name == "Cheap lamps")
    with pytest.raises(QueryError, match="The route `Near lamps`"):
        queries.update_query(SYSTEM, replace(cheap, text="lang:de"), NOON)


def test_a_query_tells_who_uses_it(lamps: StandingQuery, department: DepartmentId) -> None:
    by_text = routes.create_route(SYSTEM, a_route("By text", department, text='a OR query:"Lamps"'), NOON)
    chosen = routes.create_route(SYSTEM, a_route("Chosen", department, queries=(lamps.id,)), NOON)
    routes.create_route(SYSTEM, a_route("Other", department, text="query"), NOON)
    me, other = a_person("me"), a_person("other")
    for who, name, address, shared in (
        (me, "Mine", f"/live?query={lamps.id}&since=7d", False),
        (other, "Theirs", "/live?q=query%3ALamps", False),
        (other, "Shared", "/live?q=cheap+query%3A%22Lamps%22", True),
        (me, "Something else", "/live?q=lamps", False),
    ):
        searches.save_search(Actor(id=who, is_administrator=True), name, address, NOON, shared=shared)

    use = query_use(lamps.id, reader=me)

    assert [name for _, name in use.queries] == ["Cheap lamps"]
    assert use.routes == ((by_text.id, "By text"), (chosen.id, "Chosen"))
    assert use.searches == ("Mine", "Shared")
    assert use.is_used


def test_a_query_that_is_not_there_is_used_by_nobody() -> None:
    with pytest.raises(NotFound):
        query_use(QueryId(99))

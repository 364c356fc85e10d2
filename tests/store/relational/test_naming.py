"""Queries that name each other: whatever is saved can be understood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from resonanz.core.department import StandingQuery
from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId
from resonanz.core.policy import SYSTEM
from resonanz.query.mistakes import QueryError
from resonanz.store.relational.editing import queries, routes
from resonanz.store.relational.repositories import StoredRulebook
from tests.store.contracts.making import NOON
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

from __future__ import annotations

import pytest

from resonanz.query.evaluate import matches
from resonanz.query.language import parse
from resonanz.query.mistakes import QueryError
from resonanz.query.resolve import names_in, resolve
from tests.query.heards import heard

LISTS = {
    "rivals": "ford OR bmw",
    "all": 'query:"rivals" OR audi',
    "a": 'query:"b"',
    "b": "x OR query:a",
    "place": "lang:de",
}


def test_a_named_query_stands_for_what_it_asks() -> None:
    query = resolve(parse('query:"all" NEAR/2 cheap'), LISTS.get)
    assert query == parse("(ford OR bmw OR audi) NEAR/2 cheap")


def test_departments_are_put_in_by_number() -> None:
    assert resolve(parse("department:sales"), departments={"sales": 4}) == parse("department:4")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('x query:"none"', "list_unknown"),
        ('x query:"a"', "list_cycle"),
        ("x NEAR query:place", "near_operand"),
        ("department:none", "department_unknown"),
    ],
)
def test_what_cannot_be_put_in_is_refused(text: str, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        resolve(parse(text), LISTS.get, departments={}, text=text)
    assert caught.value.code == code


def test_a_broken_list_is_named_with_its_reason() -> None:
    with pytest.raises(QueryError, match="never closed"):
        resolve(parse("query:x"), {"x": "(a"}.get)


def test_an_unresolved_query_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="resolve"):
        matches(parse("query:x"), heard("x"))


def test_names_are_listed_once_in_their_order() -> None:
    assert names_in(parse("query:b OR query:a OR query:b")) == ["b", "a"]

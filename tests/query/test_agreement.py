"""Evaluator, compiled matcher and text index mean the same, on random queries and random Unicode."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resonanz.core.heard import Heard
from resonanz.query.evaluate import matches
from resonanz.query.index import All, And, Candidates, Or, Prefix, Word, candidates, index_words
from resonanz.query.language import parse
from resonanz.query.matcher import Matcher
from resonanz.query.tree import Query
from tests.often import ROUNDS
from tests.query.heards import heard
from tests.query.strategies import heards, queries

MANY_QUERIES = st.lists(queries, min_size=1, max_size=8)
MANY_MENTIONS = st.lists(heards(), min_size=1, max_size=6)


def allowed(asked: Candidates, words: Sequence[str]) -> bool:
    match asked:
        case All():
            return True
        case Word(word):
            return word in words
        case Prefix(prefix):
            return any(word.startswith(prefix) for word in words)
        case And(parts):
            return all(allowed(part, words) for part in parts)
        case Or(parts):
            return any(allowed(part, words) for part in parts)


def agree(asked: Sequence[Query], batch: Sequence[Heard]) -> None:
    matcher = Matcher(patience=0)
    for number, query in enumerate(asked):
        matcher.put(number, query)
    expected = [tuple(number for number, query in enumerate(asked) if matches(query, each)) for each in batch]
    assert matcher.match(batch) == expected
    for each, ids in zip(batch, expected, strict=True):
        words = index_words(each.mention)
        assert all(allowed(candidates(asked[number]), words) for number in ids)


def parsed(*texts: str) -> list[Query]:
    return [parse(text) for text in texts]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(MANY_QUERIES, MANY_MENTIONS)
@example(parsed("日本*", "日*", "*本"), [heard("今日本当に"), heard("日。本")])
@example(parsed("a NEAR/2 NOT b", "(NOT a) NEAR/1 b"), [heard("a b"), heard("a x x b"), heard("b")])
@example(parsed("u*", "strict:u*", "strict:mü*", "m?ller"), [heard("Über mu\u0308ller"), heard("Mueller")])
@example(parsed("raw:foo", "raw:www.x"), [heard("foo\u0301"), heard("www.x.de"), heard("fo\u00ado foo")])
@example(parsed("🇩🇪", "🇦", "!🇩🇪"), [heard("🇩🇪🇦🇹"), heard("🇦🇩🇪")])
@example(parsed("title:a NEAR/1 b", '"a b"'), [heard("b", title="a"), heard("a b")])
@example(parsed('"a ba*"~2', '"a a a"~4', "atleast/2:(a OR ba*)"), [heard("ba a"), heard("a x a a"), heard("ba")])
def test_matcher_and_index_agree_with_the_evaluator(asked: list[Query], batch: list[Heard]) -> None:
    agree(asked, batch)


@pytest.mark.slow
@settings(max_examples=160 * ROUNDS, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(MANY_QUERIES, MANY_MENTIONS)
def test_they_agree_on_tens_of_thousands_of_cases(asked: list[Query], batch: list[Heard]) -> None:
    agree(asked, batch)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries)
def test_canonical_text_is_read_as_the_same_tree(query: Query) -> None:
    assert parse(str(query)) == query

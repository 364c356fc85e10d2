"""Patterns and texts made to be slow are decided within a second."""

from __future__ import annotations

import time

import pytest

from resonanz.query.evaluate import matches
from resonanz.query.language import parse
from resonanz.query.matcher import Matcher
from tests.query.heards import heard

MEGABYTE = {
    "one word": "a " * 500_000,
    "one letter": "a" * 1_000_000,
    "two words in turn": "a b " * 250_000,
    "signs": "#" * 1_000_000,
    "marks": "a" + "\u0301" * 1_000_000,
    "sentences": "a. B! " * 170_000,
}
HARD = [
    "a NEAR/100 zz",
    "(a NEAR/3 b) NEAR/5 zz",
    "a*a*a*a*a*a*a*a*b",
    "a NEAR/5 NOT b",
    '"a b c"~100',
    "sentence:(a zz)",
    "`a a b`",
]


@pytest.mark.parametrize("name", sorted(MEGABYTE))
def test_what_a_megabyte_costs_does_not_grow_with_its_square(name: str) -> None:
    mention = heard(MEGABYTE[name])
    for query in HARD:
        begun = time.process_time()
        matches(parse(query), mention)
        assert time.process_time() - begun < 20, query  # a square would take hours


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MEGABYTE))
def test_the_matcher_decides_a_megabyte_like_the_evaluator(name: str) -> None:
    mention = heard(MEGABYTE[name])
    matcher = Matcher(patience=0)
    for number, query in enumerate(HARD):
        matcher.put(number, parse(query))
    expected = tuple(number for number, query in enumerate(HARD) if matches(parse(query), mention))
    assert matcher.match([mention]) == [expected]

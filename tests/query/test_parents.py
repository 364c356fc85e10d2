"""What can only hold of an answer is known from the query alone, so that nothing else is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from resonanz.core.heard import Heard
from resonanz.query.evaluate import matches
from resonanz.query.language import parse
from resonanz.query.parents import needs_answered
from resonanz.query.tree import Query
from tests.query.strategies import heards, queries


@pytest.mark.parametrize("text", ["parent:lamp", "parent:(a AND NOT b)", 'parent:"a lamp"', "parent:(a NEAR/3 b)"])
def test_words_of_what_was_answered_need_an_answer(text: str) -> None:
    assert needs_answered(parse(text))


@pytest.mark.parametrize("text", ["parent:(NOT a)", "lamp", "parent:(a OR lang:de)", "parent:(a OR title:b)"])
def test_what_may_hold_of_other_mentions_does_not(text: str) -> None:
    assert not needs_answered(parse(text))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(queries, heards())
def test_what_needs_an_answer_never_holds_without_one(query: Query, heard: Heard) -> None:
    within = parse(f"parent:({query})")
    assert not (needs_answered(within) and matches(within, replace(heard, parent="")))

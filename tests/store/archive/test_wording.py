"""The compiled ways give what the plain ways give."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonanz.query.evaluate import matches
from resonanz.query.index import index_words
from resonanz.query.language import parse
from resonanz.store.archive import wording
from tests.store.contracts.making import heard

PIECES = (
    "Straße",
    "#Bahn",
    "@anna@x.example",
    "$AAPL",
    "https://a.example/b?c",
    "ÄÖÜ",
    "don't",
    "C++",
    "灯台",
    "😀👍🏽",
    "e\u0301",
    "x" * 300,
)
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)).filter(
    lambda text: text.isprintable() or text.encode("utf-8", "ignore").decode() == text
)


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    wording.load()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(texts, st.none() | texts), min_size=1, max_size=5))
def test_the_words_are_those_that_the_language_cuts(said: list[tuple[str, str | None]]) -> None:
    mentions = [heard(number, text=text, title=title).mention for number, (text, title) in enumerate(said)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "HANDFUL", 0)
        assert wording.words_of(mentions) == [index_words(mention) for mention in mentions]


@settings(max_examples=50, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5), st.sampled_from(["bahn", "#bahn", "stra*", "NOT bahn", '"don\'t c++"']))
def test_what_matches_is_what_the_evaluator_says(said: list[str], query: str) -> None:
    batch = [heard(number, text=text) for number, text in enumerate(said)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "HANDFUL", 0)
        assert wording.confirmer(query, lambda ids: {})(batch) == [matches(parse(query), each) for each in batch]


def test_no_mentions_have_no_words() -> None:
    assert wording.words_of([]) == []

"""A query means the same live and on the archive: naive evaluator, compiled matcher, both archives; everything it has.

The same mentions are given to all four, any Unicode in their texts. What one of them answers to a random query, the
others must answer too; a case in which they did not is kept below as an example.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resonanz.core.heard import Heard
from resonanz.core.ids import MentionId
from resonanz.core.search import Count, Filter
from resonanz.query.definitions import Definitions
from resonanz.query.evaluate import matches
from resonanz.query.fields import KEYS, NUMBERS, TEXTS, TIMES
from resonanz.query.language import parse
from resonanz.query.matcher import Matcher
from resonanz.query.parents import with_parents
from resonanz.query.tree import Query, walk
from resonanz.store.archive import wording
from resonanz.store.archive.embedded import EmbeddedArchive
from resonanz.store.memory import MemoryArchive
from tests.often import ROUNDS
from tests.query.heards import NOON, heard
from tests.query.strategies import ASKED, PREFIXES, conversations, queries

NOW = NOON + timedelta(hours=5)
LISTS = Definitions({"Trains": 'bahn OR "a b"', "Others": 'NOT query:"Trains"'}, {"sales": 3})
NAMES = st.sampled_from(['query:"Trains"', 'query:"Others" a', "department:sales", 'query:"Trains" NEAR/3 b']).map(
    parse
)
QUERIES = st.lists(st.one_of(queries, queries, queries, NAMES), min_size=1, max_size=8)


@dataclass
class Both:
    """Hold the two archives; each example leaves them empty."""

    embedded: EmbeddedArchive
    turns: Iterator[int]

    def agree(self, asked: Sequence[Query], batch: Sequence[Heard]) -> None:
        """Ask every query of everybody."""
        turn = next(self.turns)
        batch = [_named(each, turn) for each in batch]
        memory = MemoryArchive()
        memory.keep(batch)
        self.embedded.keep(batch)
        if turn % 2:  # else the text index knows nothing of these
            self.embedded.settle()
        try:
            for query in asked:
                text = str(LISTS.read(str(query), now=NOW))
                expected = _told(parse(text), batch)
                for archive in (memory, self.embedded):
                    under = Filter(query=text)
                    found = {one.mention.id for part in archive.scan(under) for one in part}
                    assert (text, found) == (text, expected)
                    assert archive.count(Count(filter=under))[0].number == len(expected)
        finally:
            self.embedded.forget([each.mention.id for each in batch])


def _named(heard: Heard, turn: int) -> Heard:
    """Return a mention with ids that no other example has: what was erased is found no more, but not forgotten yet."""
    mention = heard.mention
    told = MentionId(f"{mention.id}/{turn}")
    answered = MentionId(f"{mention.reply_to}/{turn}") if mention.reply_to else None
    return replace(heard, mention=replace(mention, id=told, thread=told, reply_to=answered))


def _told(query: Query, batch: Sequence[Heard]) -> set[MentionId]:
    """Return what the naive evaluator finds, which the compiled matcher must find too."""
    full = with_parents(batch, lambda _: {})
    expected = [matches(query, each) for each in full]
    matcher = Matcher(patience=0)
    matcher.put(1, query)
    assert [bool(ids) for ids in matcher.match(full)] == expected
    return {each.mention.id for each, holds in zip(batch, expected, strict=True) if holds}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Return the archives, the compiled code loaded."""
    wording.load()
    archive = EmbeddedArchive(tmp_path_factory.mktemp("archive"))
    yield Both(archive, count())
    archive.close()


def said(*texts: str) -> list[Heard]:
    """Return mentions with these texts."""
    return [_renamed(heard(text), number) for number, text in enumerate(texts)]


def _renamed(one: Heard, number: int) -> Heard:
    return replace(one, mention=replace(one.mention, id=MentionId(f"rss:{number}"), thread=MentionId(f"rss:{number}")))


def answering(text: str, to: str) -> list[Heard]:
    """Return a mention that answers another."""
    answer, answered = said(text, to)
    return [replace(answer, mention=replace(answer.mention, reply_to=answered.mention.id)), answered]


def asked(*texts: str) -> list[Query]:
    """Return the trees of queries."""
    return [parse(text) for text in texts]


PROPERTY = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(PROPERTY, max_examples=60)
@given(QUERIES, conversations())
@example(asked("bahn*", "#bahn", "NOT bahn", "raw:Bahn"), said("Die Bahn", "#bahn", "bahnhof", "x"))
@example(asked("sentence:(NOT a)", "sentence:(parent:b NOT a)"), answering("", "b"))
@example(asked("published:>now-2d", "published:<now-2d", "seen:>=now"), said("x"))
def test_everybody_finds_the_same(both: Both, queries: list[Query], batch: list[Heard]) -> None:
    both.agree(queries, batch)


@pytest.mark.slow
@settings(PROPERTY, max_examples=60 * ROUNDS, database=None)
@given(QUERIES, conversations(12))
def test_everybody_finds_the_same_in_tens_of_thousands_of_cases(
    both: Both, queries: list[Query], batch: list[Heard]
) -> None:
    both.agree(queries, batch)


def test_more_mentions_than_are_looked_at_one_by_one(both: Both) -> None:
    texts = [f"{word} {number} bahn{'hof' * (number % 3)}" for number in range(60) for word in ("a", "b")]
    both.agree(asked("a NEAR/2 bahn*", "sentence:(a bahn)", "a NOT bahn", "parent:a", "len:>10"), said(*texts))


def test_every_field_of_the_language_is_asked_for() -> None:
    trees = [parse(text) for text in ASKED]
    fields = {node.field for tree in trees for node in walk(tree) if hasattr(node, "field")}
    assert {*KEYS, *NUMBERS, *TIMES} <= fields
    assert {f"{text}:" for text in TEXTS} <= set(PREFIXES)

"""Searching newest first loses nothing: between looks, between pages, within a second, when a budget ends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from resonanz.connect.conformance.rehearsal import HeldLog
from resonanz.connect.contract import (
    Budget,
    Config,
    Context,
    Cursor,
    Env,
    Mention,
    Misconfigured,
    PayloadChanged,
    Probes,
    RawItem,
    Rechecks,
    Removed,
)
from resonanz.connect.replay import Replay
from resonanz.connectors.hackernews import CONNECTOR
from resonanz.core.clock import FixedClock
from tests.connectors.hackernews.search import Search, hit
from tests.connectors.wire import captured

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
START = 1_793_000_000


@dataclass
class Reader:
    search: Search
    cursor: Cursor | None = None
    queries: object = ("paketbote",)

    def opened(self, **settings: object):  # type: ignore[no-untyped-def]
        clock = FixedClock(NOW)
        self.http = Replay(self.search, clock)
        config = Config(source="hn", settings={"queries": self.queries, **settings})
        return CONNECTOR.open(config, Env(http=self.http, clock=clock, log=HeldLog()))

    def look(self, budget: Budget | None = None) -> list[int]:
        """Look until caught up; return the numbers that came, in order."""
        heard: list[int] = []
        more = True
        while more:
            more = False
            for batch in self.opened().read(self.cursor, budget or Budget()):
                heard += [int(item.native_id) for item in batch.items]
                self.cursor = json.loads(json.dumps(batch.cursor)) if batch.cursor else self.cursor
                more = batch.more
        return heard


def caught_up(*numbers: int) -> Reader:
    reader = Reader(Search([hit(number, START + number) for number in numbers]))
    reader.look()
    return reader


@pytest.mark.parametrize("budget", [Budget(), Budget(items=7), Budget(requests=1), Budget(items=1, requests=1)])
def test_a_busy_night_is_read_whole_whatever_the_budget(budget: Budget) -> None:
    reader = caught_up(1)
    reader.search.hits += [hit(number, START + number) for number in range(2, 352)]
    assert sorted(reader.look(budget)) == list(range(2, 352))


def test_items_of_one_second_are_all_read() -> None:
    reader = caught_up(1)
    reader.search.hits += [hit(number, START + 10 + number // 60) for number in range(2, 302)]
    assert sorted(reader.look()) == list(range(2, 302))


def test_what_is_indexed_late_is_read() -> None:
    reader = caught_up(1, 2, 9)
    reader.search.hits.append(hit(5, START + 5))
    assert reader.look() == [5]


def test_what_arrives_while_a_walk_is_under_way_is_read() -> None:
    reader = caught_up(1)
    reader.search.hits += [hit(number, START + number) for number in range(2, 252)]
    batches = reader.opened().read(reader.cursor, Budget())
    reader.cursor = next(batches).cursor
    reader.search.hits += [hit(number, START + number) for number in range(252, 262)]
    assert set(range(2, 152)) | set(range(252, 262)) <= set(reader.look())


def test_a_page_comes_oldest_first() -> None:
    assert Reader(Search([hit(number, START + number) for number in (3, 1, 2)])).look() == [1, 2, 3]


def test_typing_errors_are_not_searched_for() -> None:
    reader = caught_up(1)
    assert reader.http.asked[0].params["typoTolerance"] == "false"


@pytest.mark.parametrize(("kinds", "tags"), [("all", "(story,comment)"), ("stories", "story"), ("comments", "comment")])
def test_what_is_searched_can_be_chosen(kinds: str, tags: str) -> None:
    reader = Reader(Search())
    list(reader.opened(kinds=kinds).read(None, Budget()))
    assert reader.http.asked[0].params["tags"] == tags


@pytest.mark.parametrize("queries", [None, "", [], [" "], 7])
def test_a_search_term_is_needed(queries: object) -> None:
    with pytest.raises(Misconfigured):
        Reader(Search(), queries=queries).opened()


def test_search_terms_may_come_as_lines() -> None:
    reader = Reader(Search(), queries=" a \n\nb\n")
    reader.look()
    assert [asked.params["query"] for asked in reader.http.asked] == ["a", "b"]


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(Misconfigured):
        Reader(Search()).opened(kinds="polls")


def test_probing_counts_what_is_found() -> None:
    connection = Reader(Search()).opened()
    assert isinstance(connection, Probes)
    assert connection.probe() == "Hacker News answers; the searches find 5 stories and comments."


def test_looking_again_tells_what_is_gone_from_what_is_there() -> None:
    connection = Reader(Search()).opened()
    assert isinstance(connection, Rechecks)
    outcomes = [
        CONNECTOR.normalise(item, Context(source="hn")) for item in connection.recheck(["45100077", "1", "../../x"])
    ]
    assert [type(outcome) for outcome in outcomes] == [Mention, Removed]


def test_looking_again_says_the_same_as_the_search() -> None:
    reader = Reader(Search())
    context = Context(source="hn")
    hits = {item.native_id: item for batch in reader.opened().read(None, Budget()) for item in batch.items}
    again = next(iter(reader.opened().recheck(["45100077"])))
    assert CONNECTOR.normalise(again, context) == CONNECTOR.normalise(hits["45100077"], context)


def test_an_item_whose_author_is_gone_was_removed() -> None:
    payload = {"id": 7, "type": "comment", "author": None, "text": None, "created_at_i": START}
    item = RawItem(native_id="7", form="item", payload=payload, seen_at=NOW)
    assert CONNECTOR.normalise(item, Context(source="hn")) == Removed(id="hackernews:7", at=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["comment_text", "title", "author", "url", "story_text"])
def test_scripts_in_every_field_become_text_or_nothing(field: str) -> None:
    evil = "<script>evil()</script><img src=x onerror=evil()>javascript:evil"
    payload = {**hit(7, START), field: evil}
    item = RawItem(native_id="7", form="hit", payload=payload, seen_at=NOW)
    found = CONNECTOR.normalise(item, Context(source="hn"))
    assert isinstance(found, Mention)
    assert "<script>" not in f"{found.text} {found.title} {found.url} {found.author.url} {found.links}"


def test_captured_answers_are_read_without_a_crash() -> None:
    outcomes = []
    for exchange in json.loads((captured("hackernews_algolia") / "fixtures.json").read_text("utf-8")):
        for found in exchange["reply"].get("hits", [exchange["reply"]]):
            form = "hit" if "objectID" in found else "item"
            item = RawItem(native_id=str(found.get("objectID", "0")), form=form, payload=found, seen_at=NOW)
            try:
                outcomes.append(type(CONNECTOR.normalise(item, Context(source="hn"))).__name__)
            except PayloadChanged:
                outcomes.append("PayloadChanged")
    assert outcomes.count("Mention") >= 12
    assert outcomes.count("PayloadChanged") <= 3

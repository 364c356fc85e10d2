"""`resonanz search` finds exactly what `resonanz match` finds, for every operator of the language, names included."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from resonanz.app import wiring
from resonanz.app.config import settings
from resonanz.app.house import House
from resonanz.app.wiring import build, settle
from resonanz.core.clock import FixedClock
from resonanz.core.department import StandingQuery
from resonanz.core.ids import QueryId
from resonanz.core.policy import SYSTEM
from resonanz.store.archive.embedded import EmbeddedArchive
from resonanz.store.relational.editing.queries import create_query
from tests.cli.conftest import Shell, lines, record, shell  # noqa: F401  a shell in the house below
from tests.making import NOON

RECORDS = [
    record(
        "1", "The late delivery of my Müller parcel", title="Late", rating=2, author={"handle": "max", "bio": "Cook"}
    ),
    record("2", "Delivery was late. So late! See https://example.com/a"),
    record("3", "mueller AT&T #bahn @service", lang="de", engagement={"likes": 9}),
    record("4", "late summer delivery, three parcels", published_at=(NOON - timedelta(days=9)).isoformat()),
    record("5", "Same here", reply_to="mastodon:1"),
    record("7", "Delivery today, far from anything that one could call too late"),
    record("8", "A delivery"),
    record("6", "日本語 👍🏽", channel="rss", type="article", url="https://www.example.org/x"),
]
PARENTS = {"mastodon:5": "Late\nThe late delivery of my Müller parcel"}
QUERIES = [
    "late delivery",
    "late OR parcels",
    "delivery NOT late",
    '"late delivery"',
    '"late * delivery"',
    '"late delivery"~2',
    "late NEAR/2 delivery",
    "late ONEAR/1 delivery",
    "late NEAR/2 NOT delivery",
    "sentence:(delivery late)",
    "atleast/2:late",
    "deliver*",
    "m?ller",
    "*cels",
    "müller",
    "strict:müller",
    "stem:en(parcel)",
    "raw:AT&T",
    "!Late",
    "#bahn",
    "mention:service",
    "hashtag:bahn",
    "日本",
    "👍",
    "title:late",
    "lead:delivery",
    "bio:cook",
    "parent:parcel",
    "author:max",
    "author~:ad",
    "site:example.org",
    "url:example.org/x",
    "link:example.com",
    "tld:org",
    "channel:rss",
    "source:import",
    "type:article",
    "rating:<3",
    "likes:>=9",
    "engagement:>1",
    "len:<12",
    "published:>now-7d",
    "published:<=2026-02-25",
    "seen:>=now-1d",
    "has:title",
    "is:reply",
    "<<< comment >>> late",
    'query:"Late things" parcel',
    'delivery NEAR/2 query:"Late things"',
]


@pytest.fixture
def home(db: None, tmp_path: Path) -> Iterator[House]:
    """Return a house over a real archive with some mentions and a list."""
    before = wiring._house
    directory = tmp_path / "home"
    directory.mkdir(mode=0o700)
    archive = EmbeddedArchive(directory / "archive")
    chosen = settings().model_copy(update={"home": directory})
    yield settle(build(chosen, archive=archive, clock=FixedClock(NOON)))
    archive.close()
    wiring._house = before


def test_search_finds_what_match_finds(
    home: House,
    shell: Shell,  # noqa: F811
    write: Callable[[str, bytes], Path],
) -> None:
    create_query(SYSTEM, StandingQuery(id=QueryId(0), name="Late things", text="late OR delayed", active=False), NOON)
    shell("import", write("m.jsonl", lines(*RECORDS)))
    said = [json.loads(line) for line in shell("export").out.splitlines()]
    told = write("told.jsonl", lines(*[one | {"parent": PARENTS.get(one["id"])} for one in said]))
    texts = [f"{number}\t{query}\n" for number, query in enumerate(QUERIES)] + ["Late things\tlate OR delayed\n"]
    queries = write("queries.tsv", "".join(texts).encode())

    matched = shell("match", "--queries", queries, "--input", told, "--now", f"{NOON:%Y-%m-%dT%H:%M:%S}").out
    live = {one["id"]: set(one["queries"]) for one in map(json.loads, matched.splitlines())}

    silent = []
    for number, query in enumerate(QUERIES):
        found = shell("search", query, "--format", "jsonl", "--limit", "0").out
        ids = {json.loads(line)["id"] for line in found.splitlines()}
        assert (query, ids) == (query, {name for name, matches in live.items() if str(number) in matches})
        silent += [] if ids else [query]
    assert silent == [], "these show nothing, for they find nothing"

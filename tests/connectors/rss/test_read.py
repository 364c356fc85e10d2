"""Looking at a feed again asks only whether it changed, and brings what is new or edited, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from resonanz.connect.conformance.rehearsal import HeldLog
from resonanz.connect.contract import Batch, Budget, Config, Cursor, Env, Misconfigured, Probes
from resonanz.connect.replay import Asked, Given, Replay
from resonanz.connectors.rss import CONNECTOR
from resonanz.core.clock import FixedClock

URL = "https://paketbote.example/feed.xml"


@dataclass
class Site:
    """Serve one feed with validators."""

    items: list[str] = field(default_factory=list)
    version: int = 0
    close: str = "</channel></rss>"

    def publish(self, number: int, text: str = "x") -> None:
        self.version += 1
        self.items = [
            f"<item><guid>urn:x:{number}</guid><description>{text}</description></item>",
            *(item for item in self.items if f"urn:x:{number}<" not in item),
        ]

    def answer(self, asked: Asked) -> Given:
        if asked.url.endswith("/old.xml"):
            return Given(status=301, headers={"location": URL})
        if asked.headers.get("if-none-match") == f'"{self.version}"':
            return Given(status=304)
        body = f"<rss version='2.0'><channel>{''.join(self.items)}{self.close}"
        return Given(headers={"etag": f'"{self.version}"'}, body=body.encode())

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        return ()


@dataclass
class Reader:
    """Look at a site as the runner does."""

    site: Site
    url: str = URL
    cursor: Cursor | None = None
    log: HeldLog = field(default_factory=HeldLog)

    def look(self, budget: Budget | None = None) -> list[str]:
        batches = self.batches(budget)
        for batch in batches:
            self.cursor = batch.cursor or self.cursor
        return [item.native_id for batch in batches for item in batch.items]

    def batches(self, budget: Budget | None = None) -> list[Batch]:
        return list(self.opened().read(self.cursor, budget or Budget()))

    def opened(self):  # type: ignore[no-untyped-def]
        clock = FixedClock(datetime(2026, 11, 1, tzinfo=UTC))
        self.http = Replay(self.site, clock)
        config = Config(source="x", settings={"url": self.url})
        return CONNECTOR.open(config, Env(http=self.http, clock=clock, log=self.log))


@pytest.fixture
def reader() -> Reader:
    site = Site()
    for number in (1, 2, 3):
        site.publish(number)
    return Reader(site)


def test_entries_come_oldest_first(reader: Reader) -> None:
    assert reader.look() == ["urn:x:1", "urn:x:2", "urn:x:3"]


def test_a_feed_that_has_not_changed_is_not_sent_again(reader: Reader) -> None:
    reader.look()
    assert reader.batches() == [Batch(items=(), cursor=None, more=False)]
    assert reader.http.asked[0].headers["if-none-match"] == '"3"'


def test_only_what_is_new_comes_again(reader: Reader) -> None:
    reader.look()
    reader.site.publish(4)
    assert reader.look() == ["urn:x:4"]


def test_an_entry_that_was_edited_comes_again(reader: Reader) -> None:
    reader.look()
    reader.site.publish(2, "edited")
    assert reader.look() == ["urn:x:2"]


def test_the_validators_are_kept_only_when_everything_was_handed_out(reader: Reader) -> None:
    assert reader.look(Budget(items=2)) == ["urn:x:1", "urn:x:2"]
    assert reader.look(Budget(items=2)) == ["urn:x:3"]


def test_entries_that_left_the_feed_are_forgotten_by_the_cursor(reader: Reader) -> None:
    reader.look()
    reader.site.items = []
    reader.site.publish(9)
    reader.look()
    assert reader.cursor is not None
    assert len(reader.cursor["seen"]) == 1  # type: ignore[arg-type]


def test_a_feed_that_broke_off_is_asked_for_again_and_counted(reader: Reader) -> None:
    reader.site.close = "<item><guid>urn:x:0</guid><descr"
    reader.look()
    assert [item.form for batch in reader.batches() for item in batch.items] == []
    reader.site.close = "</channel></rss>"
    reader.site.items.append("<item><guid>urn:x:0</guid><description>whole</description></item>")
    assert reader.look() == ["urn:x:0"]


def test_a_feed_that_broke_off_before_its_first_entry_is_asked_for_again(reader: Reader) -> None:
    whole, reader.site.items, reader.site.close = reader.site.items, [], "<title>T"
    reader.look()
    reader.site.items, reader.site.close = whole, "</channel></rss>"
    assert len(reader.look()) == 3


def test_a_break_is_handed_out_as_something_to_count(reader: Reader) -> None:
    reader.site.close = "<item><guid>urn:x:0</guid><descr"
    forms = [item.form for batch in reader.batches() for item in batch.items]
    assert sorted(forms) == ["broke_off", "entry", "entry", "entry"]


@pytest.mark.parametrize("cursor", [{"v": 99, "seen": []}, {"v": 1}, {"v": 1, "seen": "x", "etag": 7}, {}])
def test_a_cursor_that_cannot_be_understood_begins_anew(reader: Reader, cursor: Cursor) -> None:
    reader.cursor = cursor
    assert len(reader.look()) == 3


def test_a_move_is_noted_by_its_host(reader: Reader) -> None:
    reader.url = "https://paketbote.example/old.xml"
    reader.look()
    assert reader.log.lines == ["feed_moved {'host': 'paketbote.example'}"]


def test_probing_says_what_is_there_and_where_it_moved(reader: Reader) -> None:
    reader.url = "https://paketbote.example/old.xml"
    connection = reader.opened()
    assert isinstance(connection, Probes)
    said = connection.probe()
    assert said == "The feed is read and holds 3 entries. It has moved to paketbote.example: use its new address."


@pytest.mark.parametrize("url", ["", "  ", None, 7, ["https://a.example"]])
def test_an_address_is_needed(url: object) -> None:
    reader = Reader(Site(), url=url)  # type: ignore[arg-type]
    with pytest.raises(Misconfigured):
        reader.opened()

"""The Hacker News connector keeps the contract."""

from __future__ import annotations

from pathlib import Path

from resonanz.connect.conformance import ConformanceSuite
from resonanz.connect.contract import Config
from resonanz.connectors.hackernews import CONNECTOR
from tests.connectors.hackernews.search import Search


class TestHackerNews(ConformanceSuite):
    connector = CONNECTOR
    recording = Path(__file__).parent / "recordings" / "hackernews.json"
    config = Config(source="hn", settings={"queries": ["Paketbote", '"Paket Bote"']})

    def server(self) -> Search:
        return Search()

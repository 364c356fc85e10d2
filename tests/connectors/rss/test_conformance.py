"""The feed connector keeps the contract, over RSS and over JSON Feed."""

from __future__ import annotations

from pathlib import Path

from resonanz.connect.conformance import ConformanceSuite
from resonanz.connect.contract import Config
from resonanz.connectors.rss import CONNECTOR

RECORDINGS = Path(__file__).parent / "recordings"


class TestRss(ConformanceSuite):
    connector = CONNECTOR
    recording = RECORDINGS / "rss.json"
    config = Config(
        source="paketbote",
        settings={"url": "https://paketbote.example/feed.xml", "username": "ada"},
        secrets={"password": "s3cret-feed-password"},
    )


class TestJsonFeed(ConformanceSuite):
    connector = CONNECTOR
    recording = RECORDINGS / "json_feed.json"
    config = Config(source="letters", settings={"url": "https://letters.example/feed.json"})

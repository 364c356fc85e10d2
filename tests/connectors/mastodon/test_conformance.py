"""What the contract promises, shown over one recording of a server."""

from __future__ import annotations

from pathlib import Path

from resonanz.connect.conformance import ConformanceSuite
from resonanz.connect.contract import Config
from resonanz.connectors.mastodon import CONNECTOR


class TestMastodon(ConformanceSuite):
    connector = CONNECTOR
    recording = Path(__file__).parent / "recordings" / "mastodon.json"
    config = Config(
        source="fediverse",
        settings={
            "base_url": "https://mastodon.example",
            "timeline": "local",
            "hashtags": ["#acme"],
            "notifications": True,
            "searches": ["Kundendienst"],
        },
        secrets={"access_token": "a-token-that-nobody-must-see"},
    )

"""What the contract promises, shown over one recording of a data server and a stream."""

from __future__ import annotations

from pathlib import Path

from resonanz.connect.conformance import ConformanceSuite
from resonanz.connect.contract import Config
from resonanz.connectors.bluesky import CONNECTOR


class TestBluesky(ConformanceSuite):
    connector = CONNECTOR
    recording = Path(__file__).parent / "recordings" / "bluesky.json"
    config = Config(
        source="skies",
        settings={
            "identifier": "acme.example",
            "actors": ["tom.bsky.social"],
            "searches": ["acme"],
            "notifications": True,
        },
        secrets={"app_password": "a-password-that-nobody-must-see"},
    )

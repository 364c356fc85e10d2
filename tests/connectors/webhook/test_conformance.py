"""The webhook connector keeps the contract: a look at it finds nothing and asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from resonanz.connect.conformance.declaring import DeclaringTests
from resonanz.connect.conformance.normalising import NormalisingTests
from resonanz.connect.contract import Config, RawItem
from resonanz.connect.replay import Asked, Given
from resonanz.connectors.webhook import CONNECTOR
from tests.connectors.webhook.sender import NOW, SECRET, records


class Nobody:
    """Be a network that must not be asked."""

    def answer(self, asked: Asked) -> Given:
        raise AssertionError(f"A look asked for {asked.url}.")

    def messages(self, url: str) -> Sequence[str | bytes | None]:
        raise AssertionError(f"A look asked for {url}.")


class TestWebhook(NormalisingTests, DeclaringTests):
    connector = CONNECTOR
    recording = Path(__file__).parent / "recordings" / "webhook.json"
    config = Config(source="forum", settings={"channel": "forum"}, secrets={"secret": SECRET})
    any_channel = True

    def server(self) -> Nobody:
        return Nobody()

    def distinct_items(self) -> list[RawItem]:
        return [RawItem(native_id="", form="record", payload=one, seen_at=NOW) for one in records()]

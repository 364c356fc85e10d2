"""What was imported can be normalised again: pure, never a crash, the same output."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from resonanz.connect.conformance.declaring import DeclaringTests
from resonanz.connect.conformance.normalising import NormalisingTests
from resonanz.connect.contract import Budget, Config, RawItem
from resonanz.connectors.file import CONNECTOR

RECORDS = Path(__file__).parent / "recordings" / "records.jsonl"


class TestFile(NormalisingTests, DeclaringTests):
    connector = CONNECTOR
    recording = RECORDS
    config = Config(source="archive")
    any_channel = True

    def distinct_items(self) -> list[RawItem]:
        lines = RECORDS.read_text("utf-8").splitlines()
        seen_at = datetime(2026, 11, 1, tzinfo=UTC)
        return [
            RawItem(native_id=str(number), form="record", payload=json.loads(line), seen_at=seen_at)
            for number, line in enumerate(lines)
        ]


def test_a_source_that_is_imported_is_always_caught_up() -> None:
    batches = list(CONNECTOR.open(Config(source="x"), None).read(None, Budget()))  # type: ignore[arg-type]
    assert [(batch.items, batch.more) for batch in batches] == [((), False)]

"""Captured payloads beside the repository; a clone does not have them, and then these tests say so and skip."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from resonanz.connect.contract import Connector, Context, Json, Mention, Normalised, RawItem, Removed, Skip

SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC)


def captured(name: str) -> Path:
    """Return the folder of a set of captured payloads, or skip the test."""
    shared = Path(os.environ.get("RESONANZ_SHARED") or Path(__file__).parents[3] / "shared")  # noqa: TID251
    folder = shared / "data" / "wire" / name
    if not folder.is_dir():
        pytest.skip(f"captured payloads are absent ({name}); set RESONANZ_SHARED to where they lie")
    return folder


def bodies(folder: Path) -> Iterator[tuple[str, Json]]:
    """Yield every JSON file of a folder that can be read."""
    for path in sorted(folder.rglob("*.json")):
        try:
            yield path.name, json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue


def objects(value: Json) -> Iterator[dict[str, Json]]:
    """Yield every object in a JSON value, whatever it lies in."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def outcome(connector: Connector, form: str, native_id: str, payload: Json, **settings: object) -> Normalised:
    """Return what a connector makes of a payload, and that it is one of the allowed outcomes."""
    item = RawItem(native_id=native_id, form=form, payload=payload, seen_at=SEEN)
    made = connector.normalise(item, Context(source="acme", settings=settings))
    assert isinstance(made, Mention | Removed | Skip)
    if isinstance(made, Skip):
        assert made.reason in connector.skip_reasons
    return made

"""A house over real tables and an archive in memory, and a shell that runs verbs in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from resonanz.app import wiring
from resonanz.app.config import settings
from resonanz.app.house import House
from resonanz.app.wiring import build, settle
from resonanz.cli.main import app
from resonanz.core.clock import FixedClock
from resonanz.store.memory import MemoryArchive
from tests.making import NOON

Records = list[dict[str, object]]


@dataclass(frozen=True)
class Said:
    """Hold what a verb said and how it ended."""

    status: int
    out: str
    err: str


Shell = Callable[..., Said]


@pytest.fixture
def home(db: None, tmp_path: Path) -> Iterator[House]:
    """Return a house of this process's own, at noon."""
    before = wiring._house
    yield settle(_house(tmp_path / "home"))
    wiring._house = before


@pytest.fixture
def another_home(home: House, tmp_path: Path) -> Callable[[], House]:
    """Return what moves this process into a second house, with an archive of its own."""
    return lambda: settle(_house(tmp_path / "another"))


def _house(directory: Path) -> House:
    directory.mkdir(mode=0o700)
    return build(settings().model_copy(update={"home": directory}), archive=MemoryArchive(), clock=FixedClock(NOON))


@pytest.fixture
def shell(home: House) -> Shell:
    """Return what runs a verb in the house."""

    def run(*args: str | Path, told: str = "") -> Said:
        ended = CliRunner().invoke(app, [str(arg) for arg in args], input=told)
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return Said(ended.exit_code, ended.stdout, ended.stderr)

    return run


def record(native_id: str = "1", text: str = "Where is my parcel?", **values: object) -> dict[str, object]:
    """Return a line of an import."""
    return {
        "channel": "mastodon",
        "native_id": native_id,
        "text": text,
        "published_at": NOON.isoformat(),
        "author": {"handle": "ada"},
        **values,
    }


def lines(*records: dict[str, object]) -> bytes:
    """Return records as JSON Lines."""
    return b"".join(json.dumps(one).encode() + b"\n" for one in records)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Return what writes a file."""

    def written(name: str, content: bytes) -> Path:
        file = tmp_path / name
        file.write_bytes(content)
        return file

    return written
